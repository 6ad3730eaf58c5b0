"""The ways to read a variable's history: raw values, aggregates, values at given times.

Contract: a `Reading` checks its details when it is made (`Refused` says what is wrong with them) and then gives its
data values in portions until it is `finished`. It looks at the recorder anew for each portion and holds none of it.
"""

import math
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from asyncua import ua

from labs.opcua.aggregates import (
    FUNCTIONS,
    INTERPOLATED,
    NO_DATA,
    Interval,
    Result,
    Rules,
    aggregate,
    at_time,
)
from labs.opcua.history_extent import Extent, absent, tick_of
from labs.opcua.live import LiveVariable, Refused
from labs.opcua.names import source_time
from labs.opcua.values import data_value, recorded_value
from labs.simulation.recorder import Trace
from labs.simulation.sensors import BAD, GOOD, STATUSES, UNCERTAIN

AGGREGATES = {ua.NodeId(getattr(ua.ObjectIds, f"AggregateFunction_{name}")): name for name in FUNCTIONS}
"""The aggregate functions of this server by node id."""

MOST_TIMES = 10_000
"""Times that one ReadAtTime may ask for."""

_MOST_INTERVALS = 1_000  # in one portion: one takes ten times as long as a raw value

_NUMBERS = (ua.VariantType.Double, ua.VariantType.Int32, ua.VariantType.UInt32)
_DATA_VALUE = 0x400  # InfoType DataValue: the historian bits below it count (OPC 10000-4, StatusCode)
_NO_BOUND = ua.StatusCode(ua.StatusCodes.BadBoundNotFound)
_CODES = {
    GOOD: ua.StatusCodes.Good,
    UNCERTAIN: ua.StatusCodes.UncertainDataSubNormal,
    BAD: ua.StatusCodes.Bad,
    NO_DATA: ua.StatusCodes.BadNoData,
}


class Reading:
    """One variable's history, read in portions."""

    holds = ua.HistoryData

    def __init__(self, variable: LiveVariable) -> None:
        self.variable = variable
        self.finished = False
        self._tick_seconds = variable.history.recorder().tick_seconds

    @property
    def run(self) -> object:
        """What the reading is of: another object after a new run."""
        return self.variable.history.recorder()

    def portion(self, most: int) -> list[ua.DataValue]:
        """Return the next values, at most `most`."""
        raise NotImplementedError

    def trace(self) -> Trace:
        """Return what the recorder keeps at this moment."""
        history = self.variable.history
        return history.recorder().trace(history.path, history.true)

    def tick(self, moment: datetime) -> float:
        """Return a source timestamp in ticks."""
        return tick_of(moment, self._tick_seconds)

    def moment(self, tick: float) -> datetime:
        """Return the source timestamp of `tick`."""
        return source_time(tick * self._tick_seconds)

    def _value(self, result: Result, moment: datetime, kind: ua.VariantType) -> ua.DataValue:
        code = _CODES[result.quality]
        if result.value is None or result.quality == BAD:
            return ua.DataValue(ua.Variant(), ua.StatusCode(code), SourceTimestamp=moment)
        status = ua.StatusCode(code | _DATA_VALUE | result.bits)
        return ua.DataValue(recorded_value(result.value, kind), status, SourceTimestamp=moment)


class RawReading(Reading):
    """ReadRawModifiedDetails: what was recorded (OPC 10000-11, 6.5.3). Modified values there are none."""

    def __init__(self, variable: LiveVariable, details: ua.ReadRawModifiedDetails) -> None:
        super().__init__(variable)
        if details.IsReadModified:
            raise Refused(ua.StatusCodes.BadHistoryOperationUnsupported)
        self._extent = Extent(details.StartTime, details.EndTime, details.NumValuesPerNode, self._tick_seconds)
        self._begin, self._end, self._backwards = self._extent.begin, self._extent.end, self._extent.backwards
        self._bounds = bool(details.ReturnBounds)
        self._next: float | None = None  # the tick to go on from

    def portion(self, most: int) -> list[ua.DataValue]:
        trace = self.trace()
        most = self._extent.portion(most)
        given = list(islice(self._entries(trace), most + 1))
        enough = self._extent.given(min(most, len(given)))
        self.finished = enough or len(given) <= most
        if not self.finished:
            self._next = given[most][0]
        return [self._made(trace, *entry) for entry in given[:most]]

    def _made(self, trace: Trace, tick: float, position: int | None) -> ua.DataValue:
        if position is None:
            return ua.DataValue(ua.Variant(), _NO_BOUND, SourceTimestamp=self.moment(tick))
        status, seconds = STATUSES[trace.codes[position]], float(tick) * self._tick_seconds
        return data_value(trace.values[position], status, self.variable.kind, seconds, None)

    def _entries(self, trace: Trace) -> Iterator[tuple[float, int | None]]:
        """Yield tick and position of each value still to give; the position of a bound that is missing is None."""
        ticks, (low, high) = trace.ticks, self._extent.within(trace.ticks)
        before, after = (high, low - 1) if self._backwards else (low - 1, high)
        exact = low < high and ticks[high - 1 if self._backwards else low] == self._begin
        if self._next is not None:
            side = "right" if self._backwards else "left"
            reached = int(ticks.searchsorted(self._next, side=side))
            low, high = (low, min(high, reached)) if self._backwards else (max(low, reached), high)
        elif self._bounds and not exact:
            yield (ticks[before], before) if 0 <= before < len(ticks) else (self._begin, None)
        for position in reversed(range(low, high)) if self._backwards else range(low, high):
            yield ticks[position], position
        if self._bounds and not (exact and self._begin == self._end):
            if 0 <= after < len(ticks):
                yield ticks[after], after
            elif math.isfinite(self._end):
                yield self._end, None


class AtTimeReading(Reading):
    """ReadAtTimeDetails: one value for each time, recorded or interpolated (OPC 10000-11, 6.5.5)."""

    def __init__(self, variable: LiveVariable, details: ua.ReadAtTimeDetails) -> None:
        super().__init__(variable)
        if len(details.ReqTimes or ()) > MOST_TIMES:
            raise Refused(ua.StatusCodes.BadTooManyOperations)
        self._times = list(details.ReqTimes or ())
        self._simple = bool(details.UseSimpleBounds)
        self._done = 0

    def portion(self, most: int) -> list[ua.DataValue]:
        trace, times = self.trace(), self._times[self._done : self._done + most]
        self._done += len(times)
        self.finished = self._done >= len(self._times)
        return [self._at(trace, moment) for moment in times]

    def _at(self, trace: Trace, moment: datetime) -> ua.DataValue:
        result = at_time(trace, self.tick(moment), self.variable.history.stepped, self._simple)
        if result.bits == INTERPOLATED or result.value is None:
            return self._value(result, moment, self.variable.kind)
        value = data_value(result.value, STATUSES[result.quality], self.variable.kind, 0.0, None)
        value.SourceTimestamp = moment
        return value


class ProcessedReading(Reading):
    """ReadProcessedDetails: one aggregate over intervals of equal length (OPC 10000-11, 6.5.4; OPC 10000-13)."""

    def __init__(self, variable: LiveVariable, details: ua.ReadProcessedDetails) -> None:
        super().__init__(variable)
        if absent(details.StartTime) or absent(details.EndTime) or details.StartTime == details.EndTime:
            raise Refused(ua.StatusCodes.BadInvalidArgument)
        name = AGGREGATES.get(details.AggregateType[0])
        if name is None:
            raise Refused(ua.StatusCodes.BadAggregateNotSupported)
        if variable.kind not in _NUMBERS and name != "Count":
            raise Refused(ua.StatusCodes.BadAggregateInvalidInputs)
        wanted = details.AggregateConfiguration
        if wanted.UseServerCapabilitiesDefaults:
            self._rules = Rules()
        else:
            self._rules = Rules(wanted.TreatUncertainAsBad, wanted.PercentDataBad, wanted.PercentDataGood)
        if not self._rules.sound:
            raise Refused(ua.StatusCodes.BadAggregateConfigurationRejected)
        self._name = name
        self._begin, self._end = self.tick(details.StartTime), self.tick(details.EndTime)
        length = abs(self._end - self._begin)
        asked = details.ProcessingInterval / 1000 / self._tick_seconds
        if not (math.isfinite(asked) and asked >= 0):
            raise Refused(ua.StatusCodes.BadInvalidArgument)
        self._length = asked or length
        self._count = max(1, math.ceil(length / self._length - 1e-9))
        self._kind = {"Count": ua.VariantType.Int32, "Minimum": variable.kind, "Maximum": variable.kind}.get(
            name, ua.VariantType.Double
        )
        self._done = 0

    def portion(self, most: int) -> list[ua.DataValue]:
        most = min(most, _MOST_INTERVALS)
        trace, numbers = self.trace(), range(self._done, min(self._done + most, self._count))
        self._done = numbers.stop
        self.finished = self._done >= self._count
        return [self._interval(trace, number) for number in numbers]

    def _interval(self, trace: Trace, number: int) -> ua.DataValue:
        way = -1 if self._end < self._begin else 1
        near, far = (self._begin + way * each * self._length for each in (number, number + 1))
        cut = way * (far - self._end) > 1e-6
        far = self._end if cut else far
        low, high = sorted((near, far))
        interval = Interval(trace, low, high, way < 0, self.variable.history.stepped, self._rules)
        return self._value(aggregate(self._name, interval, cut), self.moment(near), self._kind)
