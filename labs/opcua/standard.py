"""The standard's own nodes, as far as this server is what they describe.

Contract: `trim(nodes)` takes out of the address space of asyncua 2.1.0 the optional parts that no plant has (GDS push,
PubSub, files, aliases, logs), which would answer null, and mends two mistakes: concrete types marked as abstract, and
hierarchical references without the inverse. `fill(core)` gives values to what stays. Both run once, before any fork.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from asyncua import ua
from asyncua.server.address_space import NodeData

from labs.opcua.event_filters import MOST_CLAUSES, MOST_ELEMENTS
from labs.opcua.limits import MOST_OPERATIONS
from labs.simulation.roles import Role

_IDS, _KINDS, _ATTRIBUTES = ua.ObjectIds, ua.VariantType, ua.AttributeIds
_ABSENT = (
    "Locations", "Aliases", "Server_UrisVersion", "Server_EstimatedReturnTime", "Server_SetSubscriptionDurable",
    "Server_RequestServerStateChange", "Dictionaries", "Quantities", "DefaultHAConfiguration",
    "DefaultHEConfiguration", "ServerConfiguration", "PublishSubscribe", "Resources", "ServerLog",
    "Server_ServerRedundancy_RedundantServerArray", "Server_ServerCapabilities_ConformanceUnits",
    "WellKnownRole_TrustedApplication", "WellKnownRole_SecurityKeyServerAdmin",
    "WellKnownRole_SecurityKeyServerAccess", "WellKnownRole_SecurityKeyServerPush",
    "OPCUANamespaceMetadata_DefaultRolePermissions", "OPCUANamespaceMetadata_DefaultUserRolePermissions",
    "OPCUANamespaceMetadata_DefaultAccessRestrictions",
    *(
        f"Server_ServerCapabilities_OperationLimits_{name}"
        for name in ("MaxNodesPerHistoryUpdateData", "MaxNodesPerHistoryUpdateEvents", "MaxNodesPerNodeManagement")
    ),
)  # fmt: skip
"""Roots of what no plant has, by their names in the standard's list of node ids."""

_ROLES = ("Anonymous", "AuthenticatedUser", "Observer", "Operator", "Engineer", "Supervisor", "ConfigureAdmin",
          "SecurityAdmin")  # fmt: skip
_ABSTRACT = {
    "References", "HierarchicalReferences", "NonHierarchicalReferences", "HasChild", "Aggregates", "BaseVariableType",
    "ServerVendorCapabilityType", "VectorType", "CartesianCoordinatesType", "OrientationType", "FrameType",
    "BitFieldType", "DiscreteItemType", "ArrayItemType",
}  # fmt: skip
"""The abstract types of variables and references (Opc.Ua.NodeSet2.xml of the OPC Foundation, version 1.05)."""

_MORE_THAN_SUBTYPES = ("Organizes", "HasComponent", "HasProperty", "HasOrderedComponent", "HasNotifier", "HasSubtype")
_LIMITS = {
    "MaxNodesPerRead": MOST_OPERATIONS,
    "MaxNodesPerWrite": MOST_OPERATIONS,
    "MaxNodesPerBrowse": MOST_OPERATIONS,
    "MaxNodesPerRegisterNodes": MOST_OPERATIONS,
    "MaxNodesPerTranslateBrowsePathsToNodeIds": MOST_OPERATIONS,
    "MaxNodesPerHistoryReadData": MOST_OPERATIONS,
    "MaxNodesPerHistoryReadEvents": MOST_OPERATIONS,
}


def trim(nodes: dict[ua.NodeId, NodeData]) -> None:
    """Take out what no plant has, and mend what asyncua gets wrong."""
    roots = [ua.NodeId(getattr(_IDS, name)) for name in _ABSENT]
    for role in _ROLES:
        node = ua.NodeId(getattr(_IDS, f"WellKnownRole_{role}"))
        roots += [each.NodeId for each in _parts(nodes, node) if each.BrowseName.Name != "Identities"]
    gone: set[ua.NodeId] = set()
    while roots:
        node = roots.pop()
        if node in nodes and node not in gone:
            gone.add(node)
            roots += [each.NodeId for each in _parts(nodes, node)]
    for node in gone:
        del nodes[node]
    for data in nodes.values():
        if any(each.NodeId in gone for each in data.references):
            data.references = [each for each in data.references if each.NodeId not in gone]
    for data in nodes.values():
        if data.attributes[_ATTRIBUTES.NodeClass].value.Value.Value in (
            ua.NodeClass.VariableType, ua.NodeClass.ReferenceType,
        ):  # fmt: skip
            abstract = data.attributes[_ATTRIBUTES.BrowseName].value.Value.Value.Name in _ABSTRACT
            data.attributes[_ATTRIBUTES.IsAbstract].value = ua.DataValue(ua.Variant(abstract))
    _add_inverses(nodes)


def _parts(nodes: Mapping[ua.NodeId, NodeData], node: ua.NodeId) -> list[ua.ReferenceDescription]:
    """Return the references to what belongs to the node alone: its components and properties."""
    whole = (ua.NodeId(_IDS.HasComponent), ua.NodeId(_IDS.HasProperty))
    references = nodes[node].references if node in nodes else ()
    return [each for each in references if each.IsForward and each.ReferenceTypeId in whole]


def _add_inverses(nodes: Mapping[ua.NodeId, NodeData]) -> None:
    kinds = {ua.NodeId(getattr(_IDS, name)) for name in _MORE_THAN_SUBTYPES}
    backward = {
        (node, each.ReferenceTypeId, each.NodeId)
        for node, data in nodes.items()
        for each in data.references
        if not each.IsForward
    }
    for node, data in nodes.items():
        for each in data.references:
            kind = each.ReferenceTypeId
            if each.IsForward and kind in kinds and (each.NodeId, kind, node) not in backward and each.NodeId in nodes:
                value = {name: data.attributes[name].value.Value.Value for name in _SHOWN if name in data.attributes}
                nodes[each.NodeId].references.append(
                    ua.ReferenceDescription(
                        kind,
                        False,
                        node,
                        value[_ATTRIBUTES.BrowseName],
                        value[_ATTRIBUTES.DisplayName],
                        value[_ATTRIBUTES.NodeClass],
                        _type_of(data),
                    )
                )


_SHOWN = (_ATTRIBUTES.BrowseName, _ATTRIBUTES.DisplayName, _ATTRIBUTES.NodeClass)


def _type_of(data: NodeData) -> ua.NodeId:
    kind = ua.NodeId(_IDS.HasTypeDefinition)
    return next((each.NodeId for each in data.references if each.ReferenceTypeId == kind), ua.NodeId())


def fill(core) -> None:
    """Give values to the standard's nodes that asyncua leaves null."""
    limits = "Server_ServerCapabilities_OperationLimits"
    values: dict[str, tuple[object, ua.VariantType]] = {
        **{f"{limits}_{name}": (most, _KINDS.UInt32) for name, most in _LIMITS.items()},
        "Server_ServerCapabilities_MaxSelectClauseParameters": (MOST_CLAUSES, _KINDS.UInt32),
        "Server_ServerCapabilities_MaxWhereClauseParameters": (MOST_ELEMENTS, _KINDS.UInt32),
        "Server_Auditing": (False, _KINDS.Boolean),
        "Server_ServerRedundancy_RedundancySupport": (ua.RedundancySupport.None_.value, _KINDS.Int32),
        "OPCUANamespaceMetadata_StaticStringNodeIdPattern": ("", _KINDS.String),
        "Server_ServerStatus_SecondsTillShutdown": (0, _KINDS.UInt32),
        "Server_ServerStatus_ShutdownReason": (ua.LocalizedText(""), _KINDS.LocalizedText),
    }
    for name, (value, kind) in values.items():
        attributes = core.aspace[ua.NodeId(getattr(_IDS, name))].attributes
        attributes[_ATTRIBUTES.Value].value = ua.DataValue(ua.Variant(value, kind))
    core.set_attribute_value_callback(ua.NodeId(_IDS.Server_LocalTime), lambda _node, _attribute: _local_time())
    for role in _ROLES:
        node = ua.NodeId(getattr(_IDS, f"WellKnownRole_{role}_Identities"))
        core.readers[node] = Role.INSTRUCTOR
        core.set_attribute_value_callback(node, lambda _node, _attribute, role=role: _identities(core, role))


def _local_time() -> ua.DataValue:
    here = datetime.now().astimezone()
    saving = here.dst() or timedelta()
    zone = ua.TimeZoneDataType(int(here.utcoffset().total_seconds() // 60), bool(saving))
    return ua.DataValue(ua.Variant(zone), SourceTimestamp=here.astimezone(UTC), ServerTimestamp=datetime.now(UTC))


def _identities(core, role: str) -> ua.DataValue:
    """Return who has the role: accounts by their names (OPC 10000-18, 4.4.3)."""
    if role == "AuthenticatedUser":
        rules = [ua.IdentityMappingRuleType(ua.IdentityCriteriaType.AuthenticatedUser, "")]
    else:
        accounts = core.user_manager.accounts
        own = {"Supervisor": Role.INSTRUCTOR.name}.get(role, role.upper())
        named = [each.user for each in accounts if each.role.name == own]
        rules = [ua.IdentityMappingRuleType(ua.IdentityCriteriaType.UserName, each) for each in named]
    now = datetime.now(UTC)
    value = ua.Variant(rules, _KINDS.ExtensionObject, is_array=True)
    return ua.DataValue(value, SourceTimestamp=now, ServerTimestamp=now)
