"""What a condition tells about itself: the fields of its events, and the values of its nodes.

Contract: pure. `Snapshot` is a condition's state after one change; `fields` gives every field of OPC 10000-9 that this
server has, by its path of browse names ("AckedState/Id"). Times are virtual; only ReceiveTime is real.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from asyncua import ua

from labs.language import Bilingual
from labs.opcua.names import source_time
from labs.simulation.alarm_board import LONGEST_SHELF, AlarmState
from labs.simulation.alarms import Alarm, AlarmEvent

_KINDS, _IDS = ua.VariantType, ua.ObjectIds
_LIMITS = {"high": "High", "high-high": "HighHigh", "low": "Low", "low-low": "LowLow"}
_TYPES = {"rate": _IDS.ExclusiveRateOfChangeAlarmType, "trip": _IDS.TripAlarmType}
_SHELVING = {
    "": (Bilingual("보류 안 함", "Unshelved"), _IDS.ShelvedStateMachineType_Unshelved),
    "shelved": (Bilingual("시간을 정해 보류", "Timed Shelved"), _IDS.ShelvedStateMachineType_TimedShelved),
    "one-shot-shelved": (Bilingual("이번 한 번 보류", "One Shot Shelved"), _IDS.ShelvedStateMachineType_OneShotShelved),
}
_STATES = {
    "EnabledState": (Bilingual("사용", "Enabled"), Bilingual("사용 안 함", "Disabled")),
    "ActiveState": (Bilingual("활성", "Active"), Bilingual("비활성", "Inactive")),
    "AckedState": (Bilingual("확인함", "Acknowledged"), Bilingual("확인하지 않음", "Unacknowledged")),
    "ConfirmedState": (Bilingual("조치 완료", "Confirmed"), Bilingual("조치 전", "Unconfirmed")),
}
_LIMIT_TEXTS = {
    "High": Bilingual("높음", "High"),
    "HighHigh": Bilingual("매우 높음", "High high"),
    "Low": Bilingual("낮음", "Low"),
    "LowLow": Bilingual("매우 낮음", "Low low"),
}
_NORMAL_AGAIN = Bilingual("{title}: 정상으로 돌아왔습니다.", "{title}: back to normal.")
_RAISED = Bilingual("{title}. {reason}", "{title}. {reason}")
_PROCESS = Bilingual("공정", "Process")


def condition_type(alarm: Alarm) -> ua.NodeId:
    """Return the type of the condition that stands for `alarm`."""
    return ua.NodeId(_TYPES.get(alarm.kind, _IDS.ExclusiveLevelAlarmType))


def limit_state(alarm: Alarm) -> str:
    """Return which limit `alarm` watches: "High", "HighHigh", "Low" or "LowLow"; "" for a trip."""
    if alarm.kind == "rate":
        return "High" if alarm.limit > 0 else "Low"
    return _LIMITS.get(alarm.kind, "")


@dataclass(frozen=True)
class Snapshot:
    """A condition's state after the change `number` of its run, at `tick`; `since` is that of the last activation."""

    active: bool
    acknowledged: bool
    confirmed: bool
    enabled: bool
    shelved: str
    number: int
    tick: int
    since: int

    @classmethod
    def of(cls, state: AlarmState) -> "Snapshot":
        """Return the state at this moment."""
        shelved = "" if not state.shelved else "one-shot-shelved" if state.one_shot else "shelved"
        return cls(
            state.active, state.acknowledged, state.confirmed, state.enabled, shelved,
            state.number, state.changed, state.since or 0,
        )  # fmt: skip

    @classmethod
    def at_rest(cls) -> "Snapshot":
        """Return the state at the beginning of a run."""
        return cls(False, True, True, True, "", 0, 0, 0)

    def after(self, event: AlarmEvent, number: int) -> "Snapshot":
        """Return the state after `event`, the change `number` of the run."""
        changed: dict[str, object] = {
            "active": {"active": True, "acknowledged": False, "confirmed": True, "since": event.tick},
            "inactive": {"active": False, "since": event.tick},
            "acknowledged": {"acknowledged": True, "confirmed": False},
            "confirmed": {"confirmed": True},
            "shelved": {"shelved": "shelved"},
            "one-shot-shelved": {"shelved": "one-shot-shelved"},
            "unshelved": {"shelved": ""},
            "enabled": {"enabled": True},
            "disabled": {"enabled": False},
        }.get(event.change, {})
        return replace(self, number=number, tick=event.tick, **changed)

    def tells(self, event: AlarmEvent) -> bool:
        """Whether clients are told of `event`, which led here: a disabled condition is silent."""
        return self.enabled or event.change == "disabled"

    @property
    def retain(self) -> bool:
        """Whether somebody still has to look at it."""
        return self.enabled and (self.active or not self.acknowledged or not self.confirmed)


class Circumstances(NamedTuple):
    """What `fields` needs beside the state. `quality` is the source's status, `unshelve_at` a tick.

    None is what is not known: the comment, who made it, when a shelved alarm comes back, when the event was received.
    """

    condition: ua.NodeId
    source: ua.NodeId
    event_id: bytes | None
    quality: ua.StatusCode
    comment: str | None
    commented_by: str | None
    unshelve_at: int | None
    tick_seconds: float
    tick: int
    now: datetime | None


def fields(alarm: Alarm, state: Snapshot, around: Circumstances, language: str) -> dict[str, ua.Variant]:
    """Return every field by its path; "" is the condition's own node id."""

    def text(which: Bilingual) -> ua.Variant:
        return ua.Variant(ua.LocalizedText(which.show(language), language), _KINDS.LocalizedText)

    time = ua.Variant(source_time(state.tick * around.tick_seconds), _KINDS.DateTime)
    message = _RAISED if state.active else _NORMAL_AGAIN
    title = alarm.title.show(language)
    told = {
        "": ua.Variant(around.condition, _KINDS.NodeId),
        "EventId": ua.Variant(around.event_id, _KINDS.ByteString),
        "EventType": ua.Variant(condition_type(alarm), _KINDS.NodeId),
        "SourceNode": ua.Variant(around.source, _KINDS.NodeId),
        "SourceName": ua.Variant(alarm.source, _KINDS.String),
        "Time": time,
        "ReceiveTime": ua.Variant(around.now),
        "Message": text(Bilingual(*(one.format(title=title, reason=alarm.reason.show(language)) for one in message))),
        "Severity": ua.Variant(alarm.priority, _KINDS.UInt16),
        "ConditionClassId": ua.Variant(ua.NodeId(_IDS.ProcessConditionClassType), _KINDS.NodeId),
        "ConditionClassName": text(_PROCESS),
        "ConditionName": ua.Variant(alarm.id, _KINDS.String),
        "BranchId": ua.Variant(ua.NodeId(), _KINDS.NodeId),
        "Retain": ua.Variant(state.retain, _KINDS.Boolean),
        "Quality": ua.Variant(around.quality, _KINDS.StatusCode),
        "Quality/SourceTimestamp": time,
        "LastSeverity": ua.Variant(alarm.priority, _KINDS.UInt16),
        "LastSeverity/SourceTimestamp": time,
        "Comment": ua.Variant(None if around.comment is None else ua.LocalizedText(around.comment)),
        "Comment/SourceTimestamp": time,
        "ClientUserId": ua.Variant(around.commented_by, _KINDS.String),
        "InputNode": ua.Variant(around.source if alarm.kind != "trip" else ua.NodeId(), _KINDS.NodeId),
        "SuppressedOrShelved": ua.Variant(bool(state.shelved), _KINDS.Boolean),
        "MaxTimeShelved": ua.Variant(LONGEST_SHELF * 1000, _KINDS.Double),
        "OnDelay": ua.Variant(alarm.delay * 1000, _KINDS.Double),
        "ActiveState/TransitionTime": ua.Variant(source_time(state.since * around.tick_seconds), _KINDS.DateTime),
    }
    truths = (state.enabled, state.active, state.acknowledged, state.confirmed)
    for (name, (yes, no)), true in zip(_STATES.items(), truths, strict=True):
        told[name] = text(yes if true else no)
        told[f"{name}/Id"] = ua.Variant(true, _KINDS.Boolean)
    shown, node = _SHELVING[state.shelved]
    told["ShelvingState/CurrentState"] = text(shown)
    told["ShelvingState/CurrentState/Id"] = ua.Variant(ua.NodeId(node), _KINDS.NodeId)
    told["ShelvingState/UnshelveTime"] = _unshelve_time(state, around)
    return told | _limits(alarm, state, text)


def _unshelve_time(state: Snapshot, around: Circumstances) -> ua.Variant:
    """In how many milliseconds it comes back."""
    if not state.shelved:
        return ua.Variant(0.0, _KINDS.Double)
    if around.unshelve_at is None:
        return ua.Variant(None)
    return ua.Variant(max(0, around.unshelve_at - around.tick) * around.tick_seconds * 1000, _KINDS.Double)


def _limits(alarm: Alarm, state: Snapshot, text) -> dict[str, ua.Variant]:
    which = limit_state(alarm)
    if not which:
        return {"NormalState": ua.Variant(ua.NodeId(), _KINDS.NodeId)}
    node = getattr(_IDS, f"ExclusiveLimitStateMachineType_{which}")
    return {
        f"{which}Limit": ua.Variant(alarm.limit, _KINDS.Double),
        f"{which}Deadband": ua.Variant(alarm.hysteresis, _KINDS.Double),
        "LimitState/CurrentState": text(_LIMIT_TEXTS[which]) if state.active else ua.Variant(None),
        "LimitState/CurrentState/Id": ua.Variant(ua.NodeId(node), _KINDS.NodeId) if state.active else ua.Variant(None),
    }
