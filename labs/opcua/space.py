"""Builds the nodes of an address space from plain descriptions.

Contract: `SpaceBuilder(core, index).add(LiveObject)` adds one object under Objects, one node for each step of its
variables' dotted paths, the standard properties EURange and EngineeringUnits (OPC 10000-8) and its methods. Nodes hold
no values: each variable gets a callback that asks `read`.
"""

from asyncua import ua

from labs.language import Bilingual
from labs.opcua.core import PlantCore
from labs.opcua.history_nodes import SLOPED, held, refer
from labs.opcua.live import Argument, LiveMethod, LiveObject, LiveVariable
from labs.opcua.names import NAMESPACE
from labs.opcua.values import unit_id
from labs.simulation.roles import Role

UNECE = "http://www.opcfoundation.org/UA/units/un/cefact"
"""NamespaceUri of EUInformation for units of UNECE Recommendation 20."""


_TYPES = {
    (False, False): ua.ObjectIds.BaseDataVariableType,
    (True, False): ua.ObjectIds.AnalogItemType,
    (False, True): ua.ObjectIds.AnalogUnitType,
    (True, True): ua.ObjectIds.AnalogUnitRangeType,
}
"""The variable type that has the properties EURange, EngineeringUnits, or both of them (OPC 10000-8, 5.3.2)."""


class SpaceBuilder:
    """Adds nodes in the namespace `index` to the server `core`."""

    def __init__(self, core: PlantCore, index: int) -> None:
        self.core = core
        self.index = index

    def add(self, described: LiveObject) -> None:
        """Add one object with its variables and methods."""
        root = ua.NodeId(ua.ObjectIds.ObjectsFolder)
        top = self._object(
            root, described.name, described.name, described.title, described.reader, reference=ua.ObjectIds.Organizes
        )
        for variable in described.variables:
            parent, name = self._parent(top, described, variable.path)
            self._variable(parent, described.name, name, variable)
        for method in described.methods:
            parent, name = self._parent(top, described, method.path)
            self._method(parent, described.name, name, method, described.reader)

    def _parent(self, top: ua.NodeId, described: LiveObject, path: str) -> tuple[ua.NodeId, str]:
        """Return the object that the last step of `path` hangs below, made where it is missing, and that step."""
        *steps, name = path.split(".")
        parent, identifier = top, described.name
        for step in steps:
            identifier = f"{identifier}.{step}"
            node = ua.NodeId(identifier, self.index)
            if node not in self.core.aspace:
                self._object(parent, identifier, step, Bilingual(step, step), described.reader)
            parent = node
        return parent, name

    def _object(
        self,
        parent: ua.NodeId,
        identifier: str | int,
        name: str,
        title: Bilingual | None,
        reader: Role,
        reference: int = ua.ObjectIds.HasComponent,
        kind: int | ua.NodeId = ua.ObjectIds.BaseObjectType,
        namespace: int | None = None,
    ) -> ua.NodeId:
        """Add an object of the type `kind` (a number is the standard's); without a title its name is shown."""
        attributes = ua.ObjectAttributes()
        attributes.DisplayName = ua.LocalizedText(name) if title is None else ua.LocalizedText(title.en, "en")
        item = self._item(parent, identifier, name, ua.NodeClass.Object, attributes)
        if namespace is not None:
            item.BrowseName = ua.QualifiedName(name, namespace)
        item.ReferenceTypeId = ua.NodeId(reference)
        item.TypeDefinition = kind if isinstance(kind, ua.NodeId) else ua.NodeId(kind)
        return self._keep(item, title, reader)

    def _variable(self, parent: ua.NodeId, top: str, name: str, variable: LiveVariable) -> None:
        access = ua.AccessLevel.CurrentRead.mask
        if variable.writer is not None:
            access |= ua.AccessLevel.CurrentWrite.mask
        if variable.history is not None:
            access |= ua.AccessLevel.HistoryRead.mask
        attributes = ua.VariableAttributes()
        attributes.DisplayName = ua.LocalizedText(variable.title.en, "en")
        attributes.DataType = ua.NodeId(variable.kind.value)
        attributes.ValueRank = ua.ValueRank.Scalar
        attributes.AccessLevel = access
        attributes.UserAccessLevel = ua.AccessLevel.CurrentRead.mask
        attributes.Value = ua.Variant(None, ua.VariantType.Null)
        attributes.MinimumSamplingInterval = 0.0
        attributes.Historizing = variable.history is not None
        item = self._item(parent, f"{top}.{variable.path}", name, ua.NodeClass.Variable, attributes)
        ranged = variable.low is not None and variable.high is not None
        item.TypeDefinition = ua.NodeId(_TYPES[ranged, variable.unit is not None])
        node = self._keep(item, variable.title, variable.reader)
        self.core.variables[node] = variable
        if variable.history is not None:
            configuration = held(self.index) if variable.history.stepped else SLOPED
            refer(self.core, node, ua.ObjectIds.HasHistoricalConfiguration, configuration, both=True)
        self.core.set_attribute_value_callback(node, lambda _node, _attribute: variable.read())
        if ranged:
            extent = ua.Range(float(variable.low), float(variable.high))
            self._property(node, "EURange", ua.Variant(extent), ua.ObjectIds.Range, variable.reader)
        if variable.unit is not None:
            number = unit_id(variable.unit.code)
            unit = ua.EUInformation(
                UNECE if number > 0 else NAMESPACE,
                number,
                ua.LocalizedText(variable.unit.symbol),
                ua.LocalizedText(variable.unit.title.en, "en"),
            )
            self._property(node, "EngineeringUnits", ua.Variant(unit), ua.ObjectIds.EUInformation, variable.reader)

    def _method(self, parent: ua.NodeId, top: str, name: str, method: LiveMethod, reader: Role) -> None:
        attributes = ua.MethodAttributes()
        attributes.DisplayName = ua.LocalizedText(method.title.en, "en")
        attributes.Executable = True
        attributes.UserExecutable = False
        item = self._item(parent, f"{top}.{method.path}", name, ua.NodeClass.Method, attributes)
        node = self._keep(item, method.title, reader)
        self.core.methods[node] = method
        for label, arguments in (("InputArguments", method.inputs), ("OutputArguments", method.outputs)):
            if arguments:
                value = ua.Variant([_argument(each) for each in arguments], ua.VariantType.ExtensionObject)
                self._property(node, label, value, ua.ObjectIds.Argument, reader, ua.ValueRank.OneDimension)

    def _property(
        self,
        parent: ua.NodeId,
        name: str,
        value: ua.Variant,
        kind: int,
        reader: Role,
        rank: ua.ValueRank = ua.ValueRank.Scalar,
        component: int | None = None,
        identifier: int | None = None,
        namespace: int = 0,
    ) -> ua.NodeId:
        """Add a property of the data type `kind`, or a component of the variable type `component`.

        `identifier`: what another specification numbers it; `namespace`: the index of what its name belongs to.
        """
        attributes = ua.VariableAttributes()
        attributes.DisplayName = ua.LocalizedText(name)
        attributes.DataType = ua.NodeId(kind)
        attributes.ValueRank = rank
        attributes.AccessLevel = attributes.UserAccessLevel = ua.AccessLevel.CurrentRead.mask
        attributes.Value = value
        attributes.Historizing = False
        known = identifier or f"{parent.Identifier}.{name}"
        item = self._item(parent, known, name, ua.NodeClass.Variable, attributes)
        item.BrowseName = ua.QualifiedName(name, namespace)
        if component is None:
            item.ReferenceTypeId = ua.NodeId(ua.ObjectIds.HasProperty)
        item.TypeDefinition = ua.NodeId(component or ua.ObjectIds.PropertyType)
        return self._keep(item, None, reader)

    def _item(self, parent: ua.NodeId, identifier: str | int, name: str, node_class, attributes) -> ua.AddNodesItem:
        attributes.Description = attributes.DisplayName
        attributes.WriteMask = attributes.UserWriteMask = 0
        return ua.AddNodesItem(
            RequestedNewNodeId=ua.NodeId(identifier, self.index),
            BrowseName=ua.QualifiedName(name, self.index),
            NodeClass=node_class,
            ParentNodeId=parent,
            ReferenceTypeId=ua.NodeId(ua.ObjectIds.HasComponent),
            NodeAttributes=attributes,
        )

    def _keep(self, item: ua.AddNodesItem, title: Bilingual | None, reader: Role) -> ua.NodeId:
        result = self.core.node_mgt_service.add_nodes([item])[0]
        result.StatusCode.check()
        node = result.AddedNodeId
        if title is not None:
            self.core.titles[node] = title
        if reader > Role.OBSERVER:
            self.core.readers[node] = reader
        return node


def _argument(described: Argument) -> ua.Argument:
    return ua.Argument(
        Name=described.name,
        DataType=ua.NodeId(described.kind.value),
        ValueRank=ua.ValueRank.Scalar,
        Description=ua.LocalizedText(described.title.en, "en"),
    )
