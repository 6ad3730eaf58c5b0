"""The HistoryRead service, served from the plant's own recorder (OPC 10000-11, HistoryReadDetails parameters).

Contract: `History` belongs to one session. It reads raw values, aggregates, values at given times, and events, in
portions: what does not fit one answer is read on with a continuation point, good once and for this session only. A
point dies with the run it belongs to. Nothing is copied or kept beside the recorder; source timestamps are virtual
time, and there are no server timestamps, as HistoryServerCapabilities says.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from asyncua import ua
from asyncua.common.utils import ServiceError

from labs.opcua.history_events import EventReading
from labs.opcua.history_readings import AtTimeReading, ProcessedReading, RawReading, Reading
from labs.opcua.live import LiveVariable, Refused

MOST_VALUES = 5_000
"""Data values in one answer, shared by its nodes: what takes the server about a tenth of a second to make and send."""

MOST_EVENTS = 500
"""The same for events."""

MOST_NODES = 100
MOST_POINTS = 20
"""Continuation points that one session may hold."""

_READINGS = {
    ua.ReadRawModifiedDetails: RawReading,
    ua.ReadAtTimeDetails: AtTimeReading,
    ua.ReadProcessedDetails: ProcessedReading,
}


@dataclass(frozen=True)
class _Rest:
    """What a continuation point stands for: a reading of the node `node` in one run."""

    node: ua.NodeId
    reading: Reading | EventReading
    run: object


class History:
    """The history that one session reads; `events` begins a reading of a node's events, or raises `Refused`."""

    def __init__(
        self,
        variables: dict[ua.NodeId, LiveVariable],
        events: Callable[[ua.NodeId, ua.ReadEventDetails], EventReading],
    ) -> None:
        self._variables, self._events = variables, events
        self._rest: dict[bytes, _Rest] = {}

    def read(self, params: ua.HistoryReadParameters, visible: Sequence[bool]) -> list[ua.HistoryReadResult]:
        """Answer one request; `visible` says for each node whether the user may see it. ServiceError for all of it."""
        wanted, details = params.NodesToRead or [], params.HistoryReadDetails
        if params.ReleaseContinuationPoints:
            return [self._release(item) for item in wanted]
        if not wanted:
            raise ServiceError(ua.StatusCodes.BadNothingToDo)
        if len(wanted) > MOST_NODES:
            raise ServiceError(ua.StatusCodes.BadTooManyOperations)
        self._check(params)
        most = max(1, (MOST_EVENTS if isinstance(details, ua.ReadEventDetails) else MOST_VALUES) // len(wanted))
        return [
            self._read(item, details, position, most) if may else _refused(ua.StatusCodes.BadUserAccessDenied)
            for position, (item, may) in enumerate(zip(wanted, visible, strict=True))
        ]

    def _check(self, params: ua.HistoryReadParameters) -> None:
        details = params.HistoryReadDetails
        if type(details) is ua.ReadEventDetails:
            return  # an event has its times among its fields
        if params.TimestampsToReturn == ua.TimestampsToReturn.Server:
            raise ServiceError(ua.StatusCodes.BadTimestampNotSupported)
        if params.TimestampsToReturn not in (ua.TimestampsToReturn.Source, ua.TimestampsToReturn.Both):
            raise ServiceError(ua.StatusCodes.BadTimestampsToReturnInvalid)
        if type(details) not in _READINGS:
            raise ServiceError(ua.StatusCodes.BadHistoryOperationUnsupported)
        if isinstance(details, ua.ReadProcessedDetails) and len(details.AggregateType or ()) != len(params.NodesToRead):
            raise ServiceError(ua.StatusCodes.BadAggregateListMismatch)

    def _release(self, item: ua.HistoryReadValueId) -> ua.HistoryReadResult:
        if self._rest.pop(item.ContinuationPoint, None) is None:
            return _refused(ua.StatusCodes.BadContinuationPointInvalid)
        return ua.HistoryReadResult()

    def _read(self, item: ua.HistoryReadValueId, details, position: int, most: int) -> ua.HistoryReadResult:
        try:
            rest = self._resumed(item) if item.ContinuationPoint else self._begun(item, details, position)
            return self._portion(rest, most)
        except Refused as refusal:
            return _refused(refusal.code)

    def _resumed(self, item: ua.HistoryReadValueId) -> _Rest:
        rest = self._rest.pop(item.ContinuationPoint, None)
        if rest is None or rest.node != item.NodeId or rest.run is not rest.reading.run:
            raise Refused(ua.StatusCodes.BadContinuationPointInvalid)
        return rest

    def _begun(self, item: ua.HistoryReadValueId, details, position: int) -> _Rest:
        if isinstance(details, ua.ReadEventDetails):
            reading = self._events(item.NodeId, details)
            return _Rest(item.NodeId, reading, reading.run)
        variable = self._variables.get(item.NodeId)
        if variable is None or variable.history is None:
            raise Refused(ua.StatusCodes.BadHistoryOperationUnsupported)
        if item.IndexRange:
            raise Refused(ua.StatusCodes.BadIndexRangeNoData)
        if item.DataEncoding and item.DataEncoding.Name not in (None, "", "Default Binary"):
            raise Refused(ua.StatusCodes.BadDataEncodingUnsupported)
        if isinstance(details, ua.ReadProcessedDetails):
            details = replace(details, AggregateType=[details.AggregateType[position]])
        reading = _READINGS[type(details)](variable, details)
        return _Rest(item.NodeId, reading, reading.run)

    def _portion(self, rest: _Rest, most: int) -> ua.HistoryReadResult:
        values = rest.reading.portion(most)
        result = ua.HistoryReadResult(HistoryData=rest.reading.holds(values))
        if not rest.reading.finished:
            if len(self._rest) >= MOST_POINTS:
                raise Refused(ua.StatusCodes.BadNoContinuationPoints)
            result.ContinuationPoint = secrets.token_bytes(16)
            self._rest[result.ContinuationPoint] = rest
        if not values:
            result.StatusCode = ua.StatusCode(ua.StatusCodes.GoodNoData)
        return result


def _refused(code: int) -> ua.HistoryReadResult:
    return ua.HistoryReadResult(ua.StatusCode(code), HistoryData=ua.HistoryData([]))
