"""Learns what a plant has by browsing it.

Contract: `browse_plant(client)` finds the namespace by its URI and every variable and method below our objects, with
type, title, unit, range and whether this user may write or call it: one request a level and one read.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from asyncua import Client, ua

from labs.opcua.names import ALARMS, COMMANDS, NAMESPACE, RESERVED
from labs.opcua.problems import unavailable

_INTEGERS = {
    ua.VariantType.Int32: (-(2**31), 2**31 - 1),
    ua.VariantType.UInt32: (0, 2**32 - 1),
    ua.VariantType.UInt64: (0, 2**64 - 1),
}
_HAS_PROPERTY = ua.NodeId(ua.ObjectIds.HasProperty)
_HAS_EVENT_SOURCE = ua.NodeId(ua.ObjectIds.HasEventSource)
_KIND_NAMES = {ua.VariantType.Double: "number", ua.VariantType.Boolean: "True/False", ua.VariantType.String: "text"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A variable (`kind` is its type) or a method (`kind` None, `inputs` its arguments' types)."""

    path: str
    node: ua.NodeId
    parent: ua.NodeId
    kind: ua.VariantType | None = None
    title: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    allowed: bool = False
    inputs: tuple[ua.VariantType, ...] = ()
    to_read: ua.ReadValueId = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, path: str, kind: ua.VariantType) -> "Entry":
        """Return an entry that only converts, for a method's argument."""
        return cls(path, ua.NodeId(), ua.NodeId(), kind)

    @property
    def kind_name(self) -> str:
        return _KIND_NAMES.get(self.kind, "whole number")

    def convert(self, value: object) -> object:
        """Return `value` as the plain Python value of this type; TypeError or ValueError if that would change it."""
        if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
            value = value.item()  # a numpy scalar
        if self.kind == ua.VariantType.Boolean:
            if value not in (0, 1):
                raise TypeError(value)
            return bool(value)
        if self.kind == ua.VariantType.String:
            if not isinstance(value, str):
                raise TypeError(value)
            return value
        if isinstance(value, str | bytes):
            raise TypeError(value)
        if self.kind == ua.VariantType.Double:
            return float(value)
        whole = int(value)
        low, high = _INTEGERS.get(self.kind, (-math.inf, math.inf))
        if whole != value or not low <= whole <= high:
            raise ValueError(value)
        return whole


Known = dict[tuple[object, ...], Mapping[str, Entry]]
"""What was found before, for connections to plants of one maker with one account: those of an examination, say."""


async def browse_plant(
    client: Client, known: Known | None = None, asker: object = None
) -> tuple[str, Mapping[str, Entry]]:
    """Return the machine's name and every entry by path: the machine's without its name, the others' with theirs.

    Where `known` holds what the same `asker` (account and language) found on the same machine, that is returned; else
    it is kept there.
    """
    namespaces = await client.get_namespace_array()
    if NAMESPACE not in namespaces:
        raise unavailable(client.server_url.geturl())
    index = namespaces.index(NAMESPACE)
    tops = (await _browse(client, [ua.NodeId(ua.ObjectIds.ObjectsFolder)]))[0].References
    tops = [(each.NodeId, each.BrowseName.Name) for each in tops if each.NodeId.NamespaceIndex == index]
    machine = next(name for _node, name in tops if name not in RESERVED)
    key = (asker, *sorted(str(node) for node, _name in tops))
    if known is not None and key in known:
        return machine, known[key]
    tops.sort(key=lambda top: top[1] in RESERVED)  # the machine's own signals first
    found, properties = await _walk(client, [(node, "" if name == machine else name) for node, name in tops], index)
    entries = await _complete(client, found, properties)
    found_by_path = {entry.path: entry for entry in entries}
    if known is not None:
        known[key] = found_by_path
    return machine, found_by_path


async def _walk(client: Client, level: list[tuple[ua.NodeId, str]], index: int) -> tuple[list[Entry], dict]:
    """Browse downwards, level by level; return the entries, and (owner, name) -> node id of their properties.

    What is not named in our namespace, `index`, belongs to a standard's building block and is no signal.
    """
    found, properties = [], {}
    while level:
        below = []
        results = await _browse(client, [node for node, _path in level])
        for (parent, path), result in zip(level, results, strict=True):
            for reference in result.References:
                node, name = reference.NodeId, reference.BrowseName.Name
                if reference.ReferenceTypeId == _HAS_EVENT_SOURCE or (name == ALARMS and path == ""):
                    continue  # alarms come as events
                if reference.ReferenceTypeId == _HAS_PROPERTY:
                    properties[parent, name] = node
                    continue
                if reference.BrowseName.NamespaceIndex != index:
                    continue
                full = name if path in ("", COMMANDS) else f"{path}.{name}"
                below.append((node, full))
                title = reference.DisplayName.Text or name
                if reference.NodeClass == ua.NodeClass.Variable:
                    to_read = ua.ReadValueId(node, ua.AttributeIds.Value)
                    found.append(Entry(full, node, parent, ua.VariantType.Null, title, to_read=to_read))
                elif reference.NodeClass == ua.NodeClass.Method:
                    found.append(Entry(full, node, parent, title=title))
        level = below
    return found, properties


async def _browse(client: Client, nodes: list[ua.NodeId]) -> list[ua.BrowseResult]:
    parameters = ua.BrowseParameters()
    parameters.RequestedMaxReferencesPerNode = 0
    for node in nodes:
        wanted = ua.BrowseDescription()
        wanted.NodeId = node
        wanted.BrowseDirection = ua.BrowseDirection.Forward
        wanted.ReferenceTypeId = ua.NodeId(ua.ObjectIds.HierarchicalReferences)
        wanted.IncludeSubtypes = True
        wanted.NodeClassMask = ua.NodeClass.Object | ua.NodeClass.Variable | ua.NodeClass.Method
        wanted.ResultMask = ua.BrowseResultMask.All
        parameters.NodesToBrowse.append(wanted)
    return await client.uaclient.browse(parameters)


async def _complete(client: Client, found: list[Entry], properties: dict) -> list[Entry]:
    """Read what browsing does not tell, all in one request."""
    wanted, attributes = [], ua.AttributeIds
    for entry in found:
        if entry.kind is None:
            wanted.append((entry.node, attributes.UserExecutable))
        else:
            wanted += [(entry.node, attributes.UserAccessLevel), (entry.node, attributes.DataType)]
        for name in ("EURange", "EngineeringUnits", "InputArguments"):
            if (entry.node, name) in properties:
                wanted.append((properties[entry.node, name], attributes.Value))
    parameters = ua.ReadParameters()
    parameters.NodesToRead = [ua.ReadValueId(node, attribute) for node, attribute in wanted]
    results = await client.uaclient.read(parameters)
    values = {key: result.Value.Value for key, result in zip(wanted, results, strict=True)}
    return [_described(entry, values, properties) for entry in found]


def _described(entry: Entry, values: dict, properties: dict) -> Entry:
    def owned(name: str) -> object:
        return values.get((properties.get((entry.node, name)), ua.AttributeIds.Value))

    if entry.kind is None:
        inputs = tuple(ua.VariantType(each.DataType.Identifier) for each in owned("InputArguments") or ())
        return replace(entry, allowed=bool(values[entry.node, ua.AttributeIds.UserExecutable]), inputs=inputs)
    extent, unit = owned("EURange"), owned("EngineeringUnits")
    access = values[entry.node, ua.AttributeIds.UserAccessLevel] or 0
    return replace(
        entry,
        kind=ua.VariantType(values[entry.node, ua.AttributeIds.DataType].Identifier),
        unit=(unit.DisplayName.Text or "") if unit else "",
        low=extent.Low if extent else None,
        high=extent.High if extent else None,
        allowed=bool(access & ua.AccessLevel.CurrentWrite.mask),
    )
