"""What each role may do with each node, in the words of OPC 10000-3: permissions, access levels, executability.

Contract: pure functions over the descriptions in `live`. Our roles are the well-known ones of the same names; the
instructor is the standard's Supervisor. What nobody described, the standard's own nodes, everybody may browse and read.
"""

from collections.abc import Iterable

from asyncua import ua

from labs.opcua.live import LiveMethod, LiveVariable
from labs.simulation.roles import Role

ROLE_NODES = {
    Role.OBSERVER: ua.NodeId(ua.ObjectIds.WellKnownRole_Observer),
    Role.OPERATOR: ua.NodeId(ua.ObjectIds.WellKnownRole_Operator),
    Role.ENGINEER: ua.NodeId(ua.ObjectIds.WellKnownRole_Engineer),
    Role.INSTRUCTOR: ua.NodeId(ua.ObjectIds.WellKnownRole_Supervisor),
}
_SEE = ua.PermissionType.Browse | ua.PermissionType.ReadRolePermissions


def may_write(variable: LiveVariable, role: Role) -> bool:
    """Return whether `role` may write the variable as things are now."""
    if variable.writer is None or role < variable.writer:
        return False
    return variable.lowest is None or role >= variable.lowest()


def may_call(method: LiveMethod, role: Role) -> bool:
    """Return whether `role` may call the method as things are now."""
    return role >= method.caller and (method.lowest is None or role >= method.lowest())


def user_access(variable: LiveVariable, role: Role) -> int:
    """Return the UserAccessLevel of a variable for `role`."""
    level = ua.AccessLevel.CurrentRead.mask
    if variable.history is not None:
        level |= ua.AccessLevel.HistoryRead.mask
    if may_write(variable, role):
        level |= ua.AccessLevel.CurrentWrite.mask
    return level


def permissions(
    role: Role, reader: Role, variable: LiveVariable | None, method: LiveMethod | None, is_variable: bool
) -> int:
    """Return the permission bits of `role` at a node that roles from `reader` on see; 0 where it may nothing."""
    if role < reader:
        return 0
    bits = _SEE
    if is_variable:
        bits |= ua.PermissionType.Read
    if variable is not None and may_write(variable, role):
        bits |= ua.PermissionType.Write
    if variable is not None and variable.history is not None:
        bits |= ua.PermissionType.ReadHistory
    if method is not None and may_call(method, role):
        bits |= ua.PermissionType.Call
    return int(bits)


def role_permissions(
    roles: Iterable[Role], reader: Role, variable: LiveVariable | None, method: LiveMethod | None, is_variable: bool
) -> ua.DataValue:
    """Return the RolePermissions of a node for these roles; who may nothing is left out."""
    listed = []
    for role in roles:
        bits = permissions(role, reader, variable, method, is_variable)
        if bits:
            listed.append(ua.RolePermissionType(ROLE_NODES[role], ua.PermissionType(bits)))
    return ua.DataValue(ua.Variant(listed, ua.VariantType.ExtensionObject, is_array=True))
