"""An object for each session, with what Part 5 has it tell: its counts, its security, its subscriptions.

Contract: `SessionSpace.show()` brings the objects below SessionsDiagnosticsSummary in line with the sessions of this
moment (OPC 10000-5, 6.3.5); it is called when somebody looks there, so that sessions nobody looks at cost nothing.
Engineers see every session's object, everybody else the own one: `belongs(node, session)` tells whose a node is.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from asyncua import ua

from labs.opcua.core import PlantCore
from labs.opcua.diagnostics import (
    SESSIONS,
    SessionSecurity,
    activated,
    session_diagnostics,
    session_security,
    subscription_diagnostics,
)
from labs.opcua.event_items import is_subtype
from labs.opcua.space import SpaceBuilder
from labs.opcua.values import refusal
from labs.simulation.roles import Role

_IDS, _KINDS = ua.ObjectIds, ua.VariantType
_OWN_NAMESPACE = 1
"""Index of the server's own namespace, its application URI (OPC 10000-3, 8.2.2)."""

_LONGEST_NAME = 512
"""Characters of a browse name (OPC 10000-3, 8.3)."""

_BASES = {_IDS.Enumeration: _KINDS.Int32, _IDS.Structure: _KINDS.ExtensionObject}

Telling = Callable[[PlantCore, object], object]
"""Makes the whole of which single nodes show a part, of a session."""

_WHOLES: tuple[tuple[str, str, Telling], ...] = (
    ("SessionDiagnostics", "SessionDiagnosticsVariableType", session_diagnostics),
    ("SessionSecurityDiagnostics", "SessionSecurityDiagnosticsType", session_security),
)
_RENAMED = {"Encoding": "MessageEncoding"}


class SessionSpace(SpaceBuilder):
    """Adds and removes the objects of the sessions of `core`."""

    def __init__(self, core: PlantCore) -> None:
        super().__init__(core, _OWN_NAMESPACE)
        self._shown: dict[ua.NodeId, list[ua.NodeId]] = {}
        self._owners: dict[ua.NodeId, ua.NodeId] = {}

    def belongs(self, node: ua.NodeId, session) -> bool:
        """Return whether `node` is one of those that tell of this `session`."""
        return self._owners.get(node) == session.session_id

    def look(self, node: ua.NodeId) -> None:
        """Be up to date where somebody looks at `node`."""
        if node == SESSIONS:
            self.show()

    def show(self) -> None:
        """Add the sessions that have come, remove those that have gone."""
        present = {session.session_id: session for session in activated(self.core)}
        for number in [each for each in self._shown if each not in present]:
            self._remove(self._shown.pop(number))
        for number, session in present.items():
            if number not in self._shown:
                self._shown[number] = list(self._add(session))
                self._owners.update(dict.fromkeys(self._shown[number], number))

    def _add(self, session) -> Iterator[ua.NodeId]:
        name = (session.asked.SessionName or "")[:_LONGEST_NAME]
        path = f"Session.{session.session_id.Identifier}"
        top = self._object(SESSIONS, path, name, None, Role.ENGINEER, kind=_IDS.SessionDiagnosticsObjectType)
        yield top
        for label, type_name, told in _WHOLES:
            data_type, kind = getattr(_IDS, f"{label}DataType"), getattr(_IDS, type_name)
            node = self._property(top, label, ua.Variant(), data_type, Role.ENGINEER, component=kind)
            self._pull(node, session, told, lambda whole: ua.Variant(_travelling(whole)))
            yield node
            yield from self._fields(node, kind, session, told)
        node = self._property(
            top, "SubscriptionDiagnosticsArray", ua.Variant(), _IDS.SubscriptionDiagnosticsDataType, Role.ENGINEER,
            ua.ValueRank.OneDimension, component=_IDS.SubscriptionDiagnosticsArrayType,
        )  # fmt: skip
        self._pull(node, session, subscription_diagnostics, _list)
        yield node

    def _fields(self, parent: ua.NodeId, kind: int, session, told: Telling) -> Iterator[ua.NodeId]:
        """Yield a new node for each component of the variable type `kind`."""
        aspace = self.core.aspace
        for reference in aspace[ua.NodeId(kind)].references:
            if not reference.IsForward or reference.ReferenceTypeId != ua.NodeId(_IDS.HasComponent):
                continue
            name, attributes = reference.BrowseName.Name, aspace[reference.NodeId].attributes
            data_type = attributes[ua.AttributeIds.DataType].value.Value.Value
            rank = attributes[ua.AttributeIds.ValueRank].value.Value.Value
            node = self._property(
                parent, name, ua.Variant(), data_type.Identifier, Role.ENGINEER, rank,
                component=_IDS.BaseDataVariableType,
            )  # fmt: skip
            field = _RENAMED.get(name, name)
            built_in, array = self._built_in(data_type), rank >= 0
            self._pull(node, session, told, partial(_field, field, built_in, array))
            yield node

    def _built_in(self, data_type: ua.NodeId) -> ua.VariantType:
        """Return the built-in type that values of the data type travel as."""
        for base, kind in _BASES.items():
            if is_subtype(self.core.aspace, data_type, ua.NodeId(base)):
                return kind
        return next(
            kind for kind in _KINDS if kind.value and is_subtype(self.core.aspace, data_type, ua.NodeId(kind.value))
        )

    def _pull(self, node: ua.NodeId, session, told: Telling, part: Callable[[object], ua.Variant]) -> None:
        """Let the value of `node` be that part of what `told` tells of the session, as long as there is one."""

        def value(_node, _attribute) -> ua.DataValue:
            if not session.is_activated():
                return refusal(ua.StatusCodes.BadNodeIdUnknown)
            now = datetime.now(UTC)
            return ua.DataValue(part(told(self.core, session)), SourceTimestamp=now, ServerTimestamp=now)

        self.core.set_attribute_value_callback(node, value)

    def _remove(self, nodes: list[ua.NodeId]) -> None:
        core = self.core
        for node in nodes:
            del core.aspace[node]
            core.readers.pop(node, None)
            self._owners.pop(node, None)
        references = core.nodes[SESSIONS].references
        references[:] = [each for each in references if each.NodeId not in nodes]


def _travelling(whole: object) -> object:
    return whole.extension() if isinstance(whole, SessionSecurity) else whole


def _field(name: str, kind: ua.VariantType, array: bool, whole: object) -> ua.Variant:
    return ua.Variant(getattr(whole, name), kind, is_array=array)


def _list(whole: object) -> ua.Variant:
    return ua.Variant(whole, _KINDS.ExtensionObject, is_array=True)
