"""An independent look at an address space: everything a client can see, fetched with plain Browse and Read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from asyncua import Client, ua

_AT_ONCE = 200
_ALWAYS = ("NodeId", "NodeClass", "BrowseName", "DisplayName")
_MANDATORY = {
    ua.NodeClass.Object: ("EventNotifier",),
    ua.NodeClass.Variable: ("Value", "DataType", "ValueRank", "AccessLevel", "UserAccessLevel", "Historizing"),
    ua.NodeClass.Method: ("Executable", "UserExecutable"),
    ua.NodeClass.ObjectType: ("IsAbstract",),
    ua.NodeClass.VariableType: ("DataType", "ValueRank", "IsAbstract"),
    ua.NodeClass.ReferenceType: ("IsAbstract", "Symmetric"),
    ua.NodeClass.DataType: ("IsAbstract",),
    ua.NodeClass.View: ("ContainsNoLoops", "EventNotifier"),
}
_OPTIONAL = {
    ua.NodeClass.Variable: ("ArrayDimensions", "MinimumSamplingInterval"),
    ua.NodeClass.VariableType: ("ArrayDimensions",),
    ua.NodeClass.ReferenceType: ("InverseName",),
}
_FOLDERS_OF_TYPES = {
    ua.NodeId(getattr(ua.ObjectIds, f"{name}TypesFolder"))
    for name in ("Object", "Variable", "Data", "Reference", "Event")
}
UNREADABLE = {ua.NodeId(ua.ObjectIds.SessionSecurityDiagnosticsDataType)}
"""Data types that asyncua 2.1.0 decodes wrongly: test_session_diagnostics reads them with another client."""


def mandatory(kind: ua.NodeClass) -> tuple[str, ...]:
    """Return the attributes that every node of this class has (OPC 10000-3, 5)."""
    return _ALWAYS + _MANDATORY[kind]


@dataclass
class Seen:
    """One node: its attributes as they were read, and its references in both directions."""

    node: ua.NodeId
    kind: ua.NodeClass
    attributes: dict[str, ua.DataValue] = field(default_factory=dict)
    references: list[ua.ReferenceDescription] = field(default_factory=list)

    def value(self, attribute: str = "Value") -> object:
        """Return what was read, None where there is nothing."""
        told = self.attributes.get(attribute)
        return None if told is None or told.Value is None else told.Value.Value

    def targets(self, reference: int, forward: bool = True) -> list[ua.NodeId]:
        """Return where references of exactly this type lead."""
        wanted = ua.NodeId(reference)
        return [r.NodeId for r in self.references if r.ReferenceTypeId == wanted and r.IsForward == forward]

    def follows(self, reference: ua.ReferenceDescription) -> bool:
        """Return whether the other end is to be looked at too: not the other types that the standard has."""
        down = reference.IsForward and reference.ReferenceTypeId == ua.NodeId(ua.ObjectIds.HasSubtype)
        described = (
            ua.NodeClass.ObjectType,
            ua.NodeClass.VariableType,
            ua.NodeClass.DataType,
            ua.NodeClass.ReferenceType,
        )
        return not down and (reference.IsForward or self.kind in described) and self.node not in _FOLDERS_OF_TYPES

    @property
    def data_types(self) -> list[ua.NodeId]:
        """The data types of a variable, and of the arguments that it describes."""
        value = self.value()
        listed = value if isinstance(value, list) else []
        told = [each.DataType for each in listed if isinstance(each, ua.Argument)]
        return told + ([self.value("DataType")] if self.kind == ua.NodeClass.Variable else [])

    @property
    def name(self) -> str:
        return self.value("BrowseName").Name

    @property
    def type(self) -> ua.NodeId | None:
        found = self.targets(ua.ObjectIds.HasTypeDefinition)
        return found[0] if len(found) == 1 else None


class Space(dict[ua.NodeId, Seen]):
    """Every node by its id."""

    def is_a(self, kind: ua.NodeId | None, base: int) -> bool:
        """Return whether the type `kind` is `base` or a subtype of it."""
        while kind is not None and kind != ua.NodeId(base):
            above = self[kind].targets(ua.ObjectIds.HasSubtype, forward=False) if kind in self else []
            kind = above[0] if above else None
        return kind is not None

    def properties(self, seen: Seen) -> dict[str, Seen]:
        return {self[each].name: self[each] for each in seen.targets(ua.ObjectIds.HasProperty) if each in self}

    def built_in(self, data_type: ua.NodeId) -> ua.VariantType | None:
        """Return what values of the data type travel as; None where it is abstract (Number, BaseDataType)."""
        if self.is_a(data_type, ua.ObjectIds.Enumeration):
            return ua.VariantType.Int32
        if self.is_a(data_type, ua.ObjectIds.Structure):
            return ua.VariantType.ExtensionObject
        for kind in ua.VariantType:
            if 0 < kind.value <= 21 and self.is_a(data_type, kind.value):
                return kind
        return None


async def look(client: Client, start: Iterable[ua.NodeId], known: Space | None = None) -> Space:
    """Return everything below `start` with the types and data types it is made of.

    What is `known` is not asked for again.
    """
    space, waiting = Space(known or {}), list(start)
    while waiting:
        now, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        now = [each for each in dict.fromkeys(now) if each not in space]
        for node, references in zip(now, await _references(client, now), strict=True):
            space[node] = Seen(node, ua.NodeClass.Unspecified, references=references)
        await _attributes(client, [space[each] for each in now])
        for node in now:
            waiting += [each.NodeId for each in space[node].references if space[node].follows(each)]
            waiting += [*space[node].data_types, *{each.ReferenceTypeId for each in space[node].references}]
    return space


async def _references(client: Client, nodes: list[ua.NodeId]) -> list[list[ua.ReferenceDescription]]:
    wanted = [ua.BrowseDescription(each, ua.BrowseDirection.Both, ua.NodeId(), True, 0, 63) for each in nodes]
    asked = ua.BrowseParameters(NodesToBrowse=wanted, RequestedMaxReferencesPerNode=0)
    results = await client.uaclient.browse(asked) if wanted else []
    assert not any(each.ContinuationPoint for each in results)
    return [each.References or [] for each in results]


async def _attributes(client: Client, nodes: list[Seen]) -> None:
    classes = await _read(client, [(each, "NodeClass") for each in nodes])
    for each, kind in zip(nodes, classes, strict=True):
        if kind.StatusCode.is_good():
            each.kind = ua.NodeClass(kind.Value.Value)
    asked = [
        (each, name)
        for each in nodes
        if each.kind
        for name in mandatory(each.kind) + _OPTIONAL.get(each.kind, ())
        if name != "Value"
    ]
    for (each, name), told in zip(asked, await _read(client, asked), strict=True):
        each.attributes[name] = told
    variables = [
        each for each in nodes if each.kind == ua.NodeClass.Variable and each.value("DataType") not in UNREADABLE
    ]
    files = [each for each in variables if each.value("DataType") == ua.NodeId(ua.ObjectIds.ByteString)]
    others = [each for each in variables if each.value("DataType") != ua.NodeId(ua.ObjectIds.ByteString)]
    values = await _read(client, [(each, "Value") for each in files], 1)  # two type dictionaries fill no message
    values += await _read(client, [(each, "Value") for each in others])
    for each, told in zip(files + others, values, strict=True):
        each.attributes["Value"] = told


async def _read(client: Client, asked: list[tuple[Seen, str]], portion: int = 1_000) -> list[ua.DataValue]:
    results = []
    for begin in range(0, len(asked), portion):
        wanted = [
            ua.ReadValueId(each.node, getattr(ua.AttributeIds, name)) for each, name in asked[begin : begin + portion]
        ]
        results += await client.uaclient.read(ua.ReadParameters(NodesToRead=wanted))
    return results
