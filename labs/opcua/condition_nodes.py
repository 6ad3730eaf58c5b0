"""The nodes of conditions: one object for each alarm, what hangs below it only when somebody looks.

Contract: `ConditionSpace.show` adds the folder Alarms to a machine's object, one condition object for each alarm, and
the references that lead there: HasNotifier from the Server object, HasEventSource and HasCondition (OPC 10000-9, 5.12).
A condition has some forty nodes below it that hardly anybody reads, since events carry all of it: `unfold` makes them
when their condition is browsed or one of them is named. Their texts are in the server's language.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from asyncua import ua

from labs.language import Bilingual
from labs.opcua.condition_fields import condition_type
from labs.opcua.condition_methods import SHARED, SHELVING
from labs.opcua.conditions import Condition
from labs.opcua.history_nodes import refer
from labs.opcua.live import LiveVariable
from labs.opcua.names import ALARMS, source_time
from labs.opcua.plant_nodes import object_name
from labs.opcua.space import SpaceBuilder
from labs.simulation.plant import Plant
from labs.simulation.roles import Role

_IDS = ua.ObjectIds
_OBJECTS = {"ShelvingState": _IDS.ShelvedStateMachineType, "LimitState": _IDS.ExclusiveLimitStateMachineType}
_VARIABLES = {
    **dict.fromkeys(("EnabledState", "ActiveState", "AckedState", "ConfirmedState"), _IDS.TwoStateVariableType),
    **dict.fromkeys(("Quality", "LastSeverity", "Comment"), _IDS.ConditionVariableType),
    "CurrentState": _IDS.FiniteStateVariableType,
}
"""What is a component; everything else is a property."""


class ConditionSpace(SpaceBuilder):
    """Adds the conditions of one plant to the server `core`."""

    def show(self, plant: Plant, current: Callable[[], Plant]) -> None:
        """Add the conditions of `plant`, which `current` may replace by another of the same machine."""
        name = object_name(plant.name)
        machine, server = ua.NodeId(name, self.index), ua.NodeId(_IDS.Server)
        folder = self._object(machine, f"{name}.{ALARMS}", ALARMS, Bilingual("알람", "Alarms"), Role.OBSERVER)
        refer(self.core, server, _IDS.HasNotifier, machine, both=True)
        conditions = [
            Condition(
                alarm,
                ua.NodeId(f"{folder.Identifier}.{alarm.id}", self.index),
                ua.NodeId(f"{name}.{alarm.source}", self.index),
            )
            for alarm in plant.machine.alarms
        ]
        for source in {each.source for each in conditions}:
            refer(self.core, machine, _IDS.HasEventSource, source, both=True)
        for each in conditions:
            kind = condition_type(each.alarm).Identifier
            self._object(folder, each.node.Identifier, each.alarm.id, each.alarm.title, Role.OBSERVER, kind=kind)
            refer(self.core, each.source, _IDS.HasCondition, each.node, both=True)
        self._folded = {each.node.Identifier: each for each in conditions}
        self._within = f"{folder.Identifier}."
        self.core.conditions.describe(machine, conditions, current)
        self.core.unfold = self.unfold
        told = {path for each in conditions for path in self.core.conditions.now(each, self.core.language) if path}
        for notifier in (server, machine):
            self._notify(notifier, sorted(told))

    def _notify(self, node: ua.NodeId, paths: Sequence[str]) -> None:
        """Let clients watch the events of `node` and read their history, which has these fields (OPC 10000-11, 5.3)."""
        told = ua.EventNotifier.SubscribeToEvents.mask | ua.EventNotifier.HistoryRead.mask
        value = ua.DataValue(ua.Variant(told, ua.VariantType.Byte))
        self.core.aspace[node].attributes[ua.AttributeIds.EventNotifier].value = value
        names = [[ua.QualifiedName(step, 0) for step in path.split("/")] for path in paths]
        kind = ua.NodeId(_IDS.ConditionType)
        kept = ua.EventFilter([ua.SimpleAttributeOperand(kind, each, ua.AttributeIds.Value) for each in names])
        self._property(node, "HistoricalEventFilter", ua.Variant(kept), _IDS.EventFilter, Role.OBSERVER)

    def unfold(self, node: ua.NodeId) -> None:
        """Make the nodes below the condition that `node` is or belongs to, if there is such a one and they are not."""
        name = node.Identifier
        if not isinstance(name, str) or not name.startswith(self._within):
            return
        found = [each for each in self._folded if name == each or name.startswith(f"{each}.")]
        for each in found:
            self._unfold(self._folded.pop(each))

    def _unfold(self, condition: Condition) -> None:
        told = self.core.conditions.now(condition, self.core.language)
        paths = [path for path in told if path] + list({path.split("/")[0] for path in told} & set(_OBJECTS))
        for path in sorted(paths, key=lambda each: each.count("/")):
            *above, name = path.split("/")
            parent = ua.NodeId(".".join((condition.node.Identifier, *above)), self.index)
            if path in _OBJECTS:
                identifier = f"{parent.Identifier}.{name}"
                node = self._object(parent, identifier, name, None, Role.OBSERVER, kind=_OBJECTS[path], namespace=0)
                for method in SHELVING if path == "ShelvingState" else ():
                    refer(self.core, node, _IDS.HasComponent, ua.NodeId(method))
            else:
                self._field(parent, path, name, condition, told[path].VariantType)
        for method in SHARED:
            refer(self.core, condition.node, _IDS.HasComponent, ua.NodeId(method))

    def _field(self, parent: ua.NodeId, path: str, name: str, condition: Condition, kind: ua.VariantType) -> None:
        conditions, language = self.core.conditions, self.core.language

        def read() -> ua.DataValue:
            value = conditions.now(condition, language)[path]
            return ua.DataValue(
                value, SourceTimestamp=source_time(conditions.plant.clock.seconds), ServerTimestamp=datetime.now(UTC)
            )

        kind = kind if kind != ua.VariantType.Null else _KINDS_WHILE_NULL[name]
        node = self._property(parent, name, ua.Variant(None), kind.value, Role.OBSERVER, component=_VARIABLES.get(name))
        variable = LiveVariable(path, kind, Bilingual(name, name), read)
        self.core.variables[node] = variable
        self.core.set_attribute_value_callback(node, lambda _node, _attribute: read())


_KINDS_WHILE_NULL = {"CurrentState": ua.VariantType.LocalizedText, "Id": ua.VariantType.NodeId}
"""Types of what is null while an alarm is not active."""
