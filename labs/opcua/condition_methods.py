"""The methods of conditions: what an operator may do about an alarm (OPC 10000-9, 5.5 to 5.8).

Contract: `condition_method(request, session, …)` returns the method that a Call request means, bound to its condition
and its caller, or None where it is none of these. The nodes are the types' own: every condition shares them. Each acts
through the plant's alarm board, which checks the role and records it; `Refused` carries the standard's status code.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from asyncua import ua

from labs.language import Bilingual
from labs.opcua.condition_events import ConditionEvents
from labs.opcua.conditions import Condition, Conditions
from labs.opcua.live import Argument, Later, LiveMethod, Refused
from labs.simulation.alarm_board import LONGEST_COMMENT, LONGEST_SHELF
from labs.simulation.roles import Role

_IDS, _KINDS, _CODES = ua.ObjectIds, ua.VariantType, ua.StatusCodes


def _argument(name: str, kind: ua.VariantType) -> Argument:
    return Argument(name, kind, Bilingual(name, name))


_EVENT = (_argument("EventId", _KINDS.ByteString), _argument("Comment", _KINDS.LocalizedText))
_SUBSCRIPTION = (_argument("SubscriptionId", _KINDS.UInt32),)
_ITEM = (*_SUBSCRIPTION, _argument("MonitoredItemId", _KINDS.UInt32))
_TIME = (_argument("ShelvingTime", _KINDS.Double),)


class ConditionCall:
    """What the user named `user` does about `condition`."""

    def __init__(self, conditions: Conditions, condition: Condition, user: str) -> None:
        self._board = conditions.plant.alarms
        self._conditions, self._condition = conditions, condition
        self._id, self._state = condition.alarm.id, conditions.state(condition)
        self._user = user

    def acknowledge(self, role: Role, event_id: bytes, comment: ua.LocalizedText) -> list[object]:
        self._check(event_id, comment)
        if self._state.acknowledged:
            raise Refused(_CODES.BadConditionBranchAlreadyAcked)
        self._remark(role, comment, note=False)
        self._board.acknowledge(self._id, role)
        return []

    def confirm(self, role: Role, event_id: bytes, comment: ua.LocalizedText) -> list[object]:
        self._check(event_id, comment)
        if self._state.confirmed:
            raise Refused(_CODES.BadConditionBranchAlreadyConfirmed)
        self._remark(role, comment, note=False)
        self._board.confirm(self._id, role)
        return []

    def add_comment(self, role: Role, event_id: bytes, comment: ua.LocalizedText) -> list[object]:
        self._check(event_id, comment)
        self._remark(role, comment, note=True)
        return []

    def enable(self, role: Role, *, enabled: bool) -> list[object]:
        if self._state.enabled == enabled:
            raise Refused(_CODES.BadConditionAlreadyEnabled if enabled else _CODES.BadConditionAlreadyDisabled)
        self._board.enable(self._id, enabled, role)
        return []

    def timed_shelve(self, role: Role, milliseconds: float) -> list[object]:
        self._check_enabled()
        if not 0 < milliseconds <= LONGEST_SHELF * 1000:
            raise Refused(_CODES.BadShelvingTimeOutOfRange)
        self._board.shelve(self._id, milliseconds / 1000, role)
        return []

    def one_shot_shelve(self, role: Role) -> list[object]:
        self._check_enabled()
        if self._state.one_shot:
            raise Refused(_CODES.BadConditionAlreadyShelved)
        self._board.shelve_once(self._id, role)
        return []

    def unshelve(self, role: Role) -> list[object]:
        self._check_enabled()
        if not self._state.shelved:
            raise Refused(_CODES.BadConditionNotShelved)
        self._board.unshelve(self._id, role)
        return []

    def _check(self, event_id: bytes, comment: ua.LocalizedText) -> None:
        self._check_enabled()
        if not self._conditions.names(self._condition, event_id):
            raise Refused(_CODES.BadEventIdUnknown)
        if len(comment.Text or "") > LONGEST_COMMENT:
            raise Refused(_CODES.BadOutOfRange)

    def _check_enabled(self) -> None:
        if not self._state.enabled:
            raise Refused(_CODES.BadConditionDisabled)

    def _remark(self, role: Role, comment: ua.LocalizedText, note: bool) -> None:
        """A comment without a text leaves the one there is (OPC 10000-9, 5.5.6)."""
        if comment.Text is not None or note:
            self._board.comment(self._id, comment.Text or "", self._user, note, role)


Bound = Callable[[ConditionCall], Callable[..., list[object]]]
_ACTIONS: dict[str, tuple[Bound, Role, tuple[Argument, ...]]] = {
    "Acknowledge": (lambda call: call.acknowledge, Role.OPERATOR, _EVENT),
    "Confirm": (lambda call: call.confirm, Role.OPERATOR, _EVENT),
    "AddComment": (lambda call: call.add_comment, Role.OPERATOR, _EVENT),
    "Enable": (lambda call: partial(call.enable, enabled=True), Role.ENGINEER, ()),
    "Disable": (lambda call: partial(call.enable, enabled=False), Role.ENGINEER, ()),
    "TimedShelve": (lambda call: call.timed_shelve, Role.OPERATOR, _TIME),
    "OneShotShelve": (lambda call: call.one_shot_shelve, Role.OPERATOR, ()),
    "Unshelve": (lambda call: call.unshelve, Role.OPERATOR, ()),
}

SHARED = {
    _IDS.AcknowledgeableConditionType_Acknowledge: "Acknowledge",
    _IDS.AcknowledgeableConditionType_Confirm: "Confirm",
    _IDS.ConditionType_AddComment: "AddComment",
    _IDS.ConditionType_Enable: "Enable",
    _IDS.ConditionType_Disable: "Disable",
}
"""The types' method nodes that every condition refers to."""

SHELVING = {
    _IDS.AlarmConditionType_ShelvingState_TimedShelve: "TimedShelve",
    _IDS.AlarmConditionType_ShelvingState_OneShotShelve: "OneShotShelve",
    _IDS.AlarmConditionType_ShelvingState_Unshelve: "Unshelve",
}
"""Those that its ShelvingState refers to."""

_STATE_MACHINE = {
    _IDS.ShelvedStateMachineType_TimedShelve: "TimedShelve",
    _IDS.ShelvedStateMachineType_OneShotShelve: "OneShotShelve",
    _IDS.ShelvedStateMachineType_Unshelve: "Unshelve",
}
_NAMES = {ua.NodeId(number): name for number, name in (SHARED | SHELVING | _STATE_MACHINE).items()}

CALLERS = {node: _ACTIONS[name][1] for node, name in _NAMES.items()}
"""The lowest role that may call each method of a condition."""

_REFRESHES = {
    ua.NodeId(_IDS.ConditionType_ConditionRefresh): _SUBSCRIPTION,
    ua.NodeId(_IDS.ConditionType_ConditionRefresh2): _ITEM,
}


def condition_method(
    request: ua.CallMethodRequest, session, conditions: Conditions, events: ConditionEvents
) -> LiveMethod | None:
    """Return the method that `request` calls; Refused where its object is no condition."""
    node = request.MethodId
    if node in _REFRESHES:
        return _method("ConditionRefresh", partial(_refresh, session, events), Role.OBSERVER, _REFRESHES[node])
    if node not in _NAMES:
        return None
    condition = conditions.by_node.get(_owner_of(request.ObjectId))
    if condition is None:
        raise Refused(_CODES.BadNodeIdUnknown)
    name = _NAMES[node]
    bound, role, inputs = _ACTIONS[name]
    return _method(name, bound(ConditionCall(conditions, condition, session.user.name or "")), role, inputs)


def _owner_of(node: ua.NodeId) -> ua.NodeId:
    """Return the condition that `node` is, or whose ShelvingState it is."""
    name = node.Identifier
    if isinstance(name, str) and name.endswith(".ShelvingState"):
        return ua.NodeId(name.removesuffix(".ShelvingState"), node.NamespaceIndex)
    return node


def _method(name: str, call: Callable[..., list | Awaitable], role: Role, inputs: tuple[Argument, ...]) -> LiveMethod:
    return LiveMethod(name, Bilingual(name, name), call, role, inputs)


def _refresh(session, events: ConditionEvents, _role: Role, number: int, item: int | None = None) -> Later:
    subscription = session.subscription_service.subscriptions.get(number)
    if subscription is None or subscription.session_id != session.session_id:
        raise Refused(_CODES.BadSubscriptionIdInvalid)
    if item is not None and item not in subscription.monitored_item_srv._monitored_items:
        raise Refused(_CODES.BadMonitoredItemIdInvalid)
    return partial(_refreshed, events, subscription, item)


async def _refreshed(events: ConditionEvents, subscription, item: int | None) -> list[object]:
    await events.refresh(subscription, item)
    return []
