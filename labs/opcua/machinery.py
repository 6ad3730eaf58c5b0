"""A machine as OPC UA for Machinery wants it (OPC 40001-1): found below Machines, with a name plate and its states.

Contract: `MachinerySpace(…).add_types()` adds once, before any fork, those types of DI (OPC 10000-100) and Machinery
that a plant uses, under the ids of their specifications; NamespaceMetadata says that it is a part. `show(plant, …)`
adds to a machine the add-ins Identification and, where it has such states, MachineryItemState and
MachineryOperationMode, also found in MachineryBuildingBlocks. Ids, names and rules are those of Opc.Ua.Di.NodeSet2.xml
1.05.0 and Opc.Ua.Machinery.NodeSet2.xml 1.04.1 of the OPC Foundation. Texts are in the server's language.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import IntEnum
from typing import NamedTuple

from asyncua import ua

from labs.language import Bilingual
from labs.opcua.core import PlantCore
from labs.opcua.history_nodes import refer
from labs.opcua.plant_nodes import object_name
from labs.opcua.space import SpaceBuilder
from labs.simulation.plant import Plant
from labs.simulation.roles import Role
from labs.simulation.states import ItemState, OperationMode

DI, MACHINERY = "http://opcfoundation.org/UA/DI/", "http://opcfoundation.org/UA/Machinery/"
_IDS, _KINDS = ua.ObjectIds, ua.VariantType
_FUNCTIONAL_GROUP = 1005  # of DI
_MACHINES, _ITEM_IDENTIFICATION, _MACHINE_IDENTIFICATION = 1001, 1004, 1012  # of Machinery


class _Field(NamedTuple):
    """A line of the name plate: its name in DI or Machinery, its declaration's id and type, whether it has to be."""

    name: str
    own: bool
    number: int
    kind: ua.VariantType
    mandatory: bool
    read: Callable[[Plant, str], object]


_PLATE = (
    _Field("Manufacturer", False, 6002, _KINDS.LocalizedText, True,
           lambda plant, language: _text(plant.machine.identification.manufacturer, language)),
    _Field("SerialNumber", False, 6003, _KINDS.String, True,
           lambda plant, _: plant.machine.identification.serial_number),
    _Field("Model", False, 6008, _KINDS.LocalizedText, False,
           lambda plant, _: ua.LocalizedText(plant.machine.identification.model)),
    _Field("YearOfConstruction", True, 6004, _KINDS.UInt16, False,
           lambda plant, _: plant.machine.identification.year_of_construction),
)  # fmt: skip
_URI = _Field("ProductInstanceUri", False, 6015, _KINDS.String, True,
              lambda plant, _: plant.machine.identification.product_instance_uri)  # fmt: skip
"""Only a machine has to have it, so that it is declared by MachineIdentificationType."""


class _Machine(NamedTuple):
    """A state machine type, the signal that shows its state, and {state: (id, id of StateNumber, name, text)}."""

    number: int
    type_name: str
    name: str
    signal: str
    states: dict[IntEnum, tuple[int, int, str, Bilingual]]


_STATE_MACHINES = (
    _Machine(1002, "MachineryItemState_StateMachineType", "MachineryItemState", "Status.ItemState", {
        ItemState.NOT_AVAILABLE: (5005, 6039, "NotAvailable", Bilingual("이용 불가", "Not available")),
        ItemState.OUT_OF_SERVICE: (5004, 6038, "OutOfService", Bilingual("사용 중지", "Out of service")),
        ItemState.NOT_EXECUTING: (5007, 6041, "NotExecuting", Bilingual("대기", "Not executing")),
        ItemState.EXECUTING: (5006, 6040, "Executing", Bilingual("실행 중", "Executing")),
    }),
    _Machine(1008, "MachineryOperationModeStateMachineType", "MachineryOperationMode", "Status.OperationMode", {
        OperationMode.NONE: (5024, 6059, "None", Bilingual("없음", "None")),
        OperationMode.MAINTENANCE: (5025, 6060, "Maintenance", Bilingual("정비", "Maintenance")),
        OperationMode.SETUP: (5027, 6062, "Setup", Bilingual("준비", "Setup")),
        OperationMode.PROCESSING: (5026, 6061, "Processing", Bilingual("생산", "Processing")),
    }),
)  # fmt: skip


class MachinerySpace(SpaceBuilder):
    """Adds to `core` what OPC 40001-1 asks for: instances in the namespace `index`, types in `di` and `machinery`."""

    def __init__(self, core: PlantCore, index: int, di: int, machinery: int) -> None:
        super().__init__(core, index)
        self._di, self._machinery = SpaceBuilder(core, di), SpaceBuilder(core, machinery)

    def add_types(self) -> None:
        """Add the types, and the folder Machines."""
        group = self._type(self._di, _FUNCTIONAL_GROUP, "FunctionalGroupType", ua.NodeId(_IDS.FolderType))
        item = self._type(
            self._machinery, _ITEM_IDENTIFICATION, "MachineryItemIdentificationType", group, abstract=True
        )
        machine = self._type(self._machinery, _MACHINE_IDENTIFICATION, "MachineIdentificationType", item)
        for owner, field in [*((item, each) for each in _PLATE), (machine, _URI)]:
            declared = self._line(self._machinery, owner, field, field.number)
            rule = _IDS.ModellingRule_Mandatory if field.mandatory else _IDS.ModellingRule_Optional
            refer(self.core, declared, _IDS.HasModellingRule, ua.NodeId(rule))
        for each in _STATE_MACHINES:
            kind = self._type(self._machinery, each.number, each.type_name, ua.NodeId(_IDS.FiniteStateMachineType))
            for state, (number, property_number, name, _text_of) in each.states.items():
                node = self._machinery._object(kind, number, name, None, Role.OBSERVER, kind=_IDS.StateType)
                value = ua.Variant(int(state), _KINDS.UInt32)
                self._machinery._property(
                    node, "StateNumber", value, _IDS.UInt32, Role.OBSERVER, identifier=property_number
                )
        self._machinery._object(
            ua.NodeId(_IDS.ObjectsFolder), _MACHINES, "Machines", None, Role.OBSERVER, _IDS.Organizes, _IDS.FolderType
        )

    def show(self, plant: Plant, current: Callable[[], Plant]) -> None:
        """Add name plate and states to the machine of `plant`, of which `current()` serves one at the moment."""
        name = object_name(plant.name)
        machine = ua.NodeId(name, self.index)
        refer(self.core, self._of(_MACHINES), _IDS.Organizes, machine, both=True)
        blocks = self._object(
            machine, f"{name}.MachineryBuildingBlocks", "MachineryBuildingBlocks",
            Bilingual("기계 구성 블록", "Machinery building blocks"), Role.OBSERVER, kind=_IDS.FolderType,
            namespace=self._machinery.index,
        )  # fmt: skip
        plate = self._add_in(
            machine, "Identification", Bilingual("식별 정보", "Identification"), _MACHINE_IDENTIFICATION, self._di.index
        )
        added = [plate]
        for field in (*_PLATE, _URI):
            node = self._line(self, plate, field)
            self._pull(node, lambda field=field: _told(field.read(current(), self.core.language), field.kind))
        for each in _STATE_MACHINES:
            if each.signal in plant.signals:
                added.append(self._state_machine(machine, each))
        for node in added:
            refer(self.core, blocks, _IDS.HasAddIn, node, both=True)

    def _state_machine(self, machine: ua.NodeId, described: _Machine) -> ua.NodeId:
        title = Bilingual(described.name, described.name)
        node = self._add_in(machine, described.name, title, described.number, self._machinery.index)
        signal = self.core.variables[ua.NodeId(f"{machine.Identifier}.{described.signal}", self.index)]
        states, language = described.states, self.core.language

        def shown(part: Callable[[tuple], ua.Variant]) -> ua.DataValue:
            told = signal.read()
            if told.Value is not None and told.Value.Value is not None:
                told.Value = part(states[told.Value.Value])
            return told

        state = self._property(
            node, "CurrentState", ua.Variant(), _IDS.LocalizedText, Role.OBSERVER,
            component=_IDS.FiniteStateVariableType,
        )  # fmt: skip
        number = self._property(state, "Id", ua.Variant(), _IDS.NodeId, Role.OBSERVER)
        self._pull(state, lambda: shown(lambda one: ua.Variant(_text(one[3], language))))
        self._pull(number, lambda: shown(lambda one: ua.Variant(self._of(one[0]), _KINDS.NodeId)))
        return node

    def _of(self, number: int) -> ua.NodeId:
        """Return a node of the Machinery specification."""
        return ua.NodeId(number, self._machinery.index)

    def _add_in(self, machine: ua.NodeId, name: str, title: Bilingual, kind: int, namespace: int) -> ua.NodeId:
        path = f"{machine.Identifier}.{name}"
        return self._object(machine, path, name, title, Role.OBSERVER, _IDS.HasAddIn, self._of(kind), namespace)

    def _line(self, builder: SpaceBuilder, owner: ua.NodeId, field: _Field, number: int | None = None) -> ua.NodeId:
        namespace = (self._machinery if field.own else self._di).index
        value = ua.Variant()
        return builder._property(
            owner, field.name, value, field.kind.value, Role.OBSERVER, identifier=number, namespace=namespace
        )

    def _pull(self, node: ua.NodeId, read: Callable[[], ua.DataValue]) -> None:
        self.core.set_attribute_value_callback(node, lambda _node, _attribute: read())

    def _type(
        self, builder: SpaceBuilder, number: int, name: str, base: ua.NodeId, abstract: bool = False
    ) -> ua.NodeId:
        attributes = ua.ObjectTypeAttributes()
        attributes.DisplayName = ua.LocalizedText(name)
        attributes.IsAbstract = abstract
        item = builder._item(base, number, name, ua.NodeClass.ObjectType, attributes)
        item.ReferenceTypeId = ua.NodeId(_IDS.HasSubtype)
        return builder._keep(item, None, Role.OBSERVER)


def _text(which: Bilingual, language: str) -> ua.LocalizedText:
    return ua.LocalizedText(which.show(language), language)


def _told(value: object, kind: ua.VariantType) -> ua.DataValue:
    now = datetime.now(UTC)
    return ua.DataValue(ua.Variant(value, kind), SourceTimestamp=now, ServerTimestamp=now)
