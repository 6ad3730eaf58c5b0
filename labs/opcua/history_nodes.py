"""What the address space says about history: capabilities, aggregate functions, how values are stored.

Contract: `tell_history(core, index)` fills in HistoryServerCapabilities and the AggregateFunctions folders with what
`labs.opcua.history` really does, and makes the two configurations that all recorded variables share: one for values
that move between records, one for values that are held (OPC 10000-11, HistoricalDataConfigurationType).
"""

from asyncua import ua
from asyncua.server.internal_server import InternalServer

from labs.opcua.aggregates import Rules
from labs.opcua.history import MOST_EVENTS, MOST_POINTS, MOST_VALUES
from labs.opcua.history_readings import AGGREGATES

_IDS = ua.ObjectIds
_KINDS = ua.VariantType
SLOPED = ua.NodeId(_IDS.HAConfiguration)
"""The configuration of values that move between records: the standard's own instance."""

_CAPABILITIES = {
    _IDS.HistoryServerCapabilities_AccessHistoryDataCapability: True,
    _IDS.HistoryServerCapabilities_AccessHistoryEventsCapability: True,
    _IDS.HistoryServerCapabilities_InsertDataCapability: False,
    _IDS.HistoryServerCapabilities_ReplaceDataCapability: False,
    _IDS.HistoryServerCapabilities_UpdateDataCapability: False,
    _IDS.HistoryServerCapabilities_DeleteRawCapability: False,
    _IDS.HistoryServerCapabilities_DeleteAtTimeCapability: False,
    _IDS.HistoryServerCapabilities_InsertEventCapability: False,
    _IDS.HistoryServerCapabilities_ReplaceEventCapability: False,
    _IDS.HistoryServerCapabilities_UpdateEventCapability: False,
    _IDS.HistoryServerCapabilities_DeleteEventCapability: False,
    _IDS.HistoryServerCapabilities_InsertAnnotationCapability: False,
    _IDS.HistoryServerCapabilities_ServerTimestampSupported: False,
}
_NUMBERS = {
    _IDS.HistoryServerCapabilities_MaxReturnDataValues: (MOST_VALUES, _KINDS.UInt32),
    _IDS.HistoryServerCapabilities_MaxReturnEventValues: (MOST_EVENTS, _KINDS.UInt32),
    _IDS.Server_ServerCapabilities_MaxHistoryContinuationPoints: (MOST_POINTS, _KINDS.UInt16),
}
_RULES = {
    "TreatUncertainAsBad": (Rules().treat_uncertain_as_bad, _KINDS.Boolean),
    "PercentDataBad": (Rules().percent_bad, _KINDS.Byte),
    "PercentDataGood": (Rules().percent_good, _KINDS.Byte),
    "UseSlopedExtrapolation": (False, _KINDS.Boolean),
}


def held(index: int) -> ua.NodeId:
    """Return the node id of the configuration of values that are held between records."""
    return ua.NodeId("HeldHistory", index)


async def tell_history(core: InternalServer, index: int) -> None:
    """Fill in the standard's nodes and add the configuration of held values in the namespace `index`."""
    values = {identifier: (value, _KINDS.Boolean) for identifier, value in _CAPABILITIES.items()} | _NUMBERS
    for identifier, (value, kind) in values.items():
        await _set(core, ua.NodeId(identifier), value, kind)
    for folder in (
        _IDS.HistoryServerCapabilities_AggregateFunctions,
        _IDS.Server_ServerCapabilities_AggregateFunctions,
    ):
        for function in AGGREGATES:
            refer(core, ua.NodeId(folder), _IDS.Organizes, function, both=True)
    await _set(core, ua.NodeId(_IDS.HAConfiguration_Stepped), False, _KINDS.Boolean)
    for name, (value, kind) in _RULES.items():
        rule = ua.NodeId(getattr(_IDS, f"HAConfiguration_AggregateConfiguration_{name}"))
        await _set(core, rule, value, kind)
    _add_held(core, index)


def refer(core: InternalServer, source: ua.NodeId, kind: int, target: ua.NodeId, both: bool = False) -> None:
    """Add a reference of the standard type `kind`, with `both` also its inverse."""
    ways = [(source, target, True)] + ([(target, source, False)] if both else [])
    for begin, end, forward in ways:
        item = ua.AddReferencesItem(
            SourceNodeId=begin, ReferenceTypeId=ua.NodeId(kind), IsForward=forward, TargetNodeId=end
        )
        core.node_mgt_service.add_references([item])[0].check()


async def _set(core: InternalServer, node: ua.NodeId, value: object, kind: ua.VariantType) -> None:
    data = ua.DataValue(ua.Variant(value, kind))
    (await core.aspace.write_attribute_value(node, ua.AttributeIds.Value, data)).check()


def _add_held(core: InternalServer, index: int) -> None:
    """The same configuration with Stepped true; the rules of its aggregates are those of the other one."""
    name = ua.QualifiedName("HA Configuration", 0)
    top = ua.ObjectAttributes(DisplayName=ua.LocalizedText(name.Name))
    stepped = ua.VariableAttributes(
        DisplayName=ua.LocalizedText("Stepped"),
        Value=ua.Variant(True),
        DataType=ua.NodeId(_IDS.Boolean),
        ValueRank=ua.ValueRank.Scalar,
        AccessLevel=ua.AccessLevel.CurrentRead.mask,
        UserAccessLevel=ua.AccessLevel.CurrentRead.mask,
    )
    node = held(index)
    items = [
        ua.AddNodesItem(
            RequestedNewNodeId=node,
            BrowseName=name,
            NodeClass=ua.NodeClass.Object,
            NodeAttributes=top,
            TypeDefinition=ua.NodeId(_IDS.HistoricalDataConfigurationType),
        ),
        ua.AddNodesItem(
            ParentNodeId=node,
            ReferenceTypeId=ua.NodeId(_IDS.HasProperty),
            RequestedNewNodeId=ua.NodeId(f"{node.Identifier}.Stepped", index),
            BrowseName=ua.QualifiedName("Stepped", 0),
            NodeClass=ua.NodeClass.Variable,
            NodeAttributes=stepped,
            TypeDefinition=ua.NodeId(_IDS.PropertyType),
        ),
    ]
    for _refused in core.node_mgt_service.try_add_nodes(items, check=False):
        raise RuntimeError(f"cannot add {_refused.BrowseName}")
    refer(core, node, _IDS.HasComponent, ua.NodeId(_IDS.HAConfiguration_AggregateConfiguration), both=True)
