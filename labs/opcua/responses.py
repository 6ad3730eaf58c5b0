"""What a plant answered, as values or as the problem that it means.

Contract: pure; `results` are a response's, in the order of what was asked.
"""

from collections.abc import Callable, Mapping, Sequence

from asyncua import ua

from labs.language import Bilingual
from labs.opcua.browsing import Entry
from labs.opcua.problems import refused
from labs.opcua.refusals import ToldStatus

_REFUSED_READS = (
    ua.StatusCodes.BadUserAccessDenied,
    ua.StatusCodes.BadNodeIdUnknown,
    ua.StatusCodes.BadAttributeIdInvalid,
    ua.StatusCodes.BadNotReadable,
)


def checked_values(paths: Sequence[str], results: list[ua.DataValue]) -> list[ua.DataValue]:
    """Return what was read; a read that was refused, other than a Bad value, is raised."""
    for path, value in zip(paths, results, strict=True):
        if value.StatusCode.value in _REFUSED_READS:
            raise refused(value.StatusCode.value, path)
    return results


def check_written(
    entry: Callable[[str], Entry], values: Mapping[str, object], results: Sequence[ua.StatusCode]
) -> None:
    """Raise the first refusal of a write; `entry(path)` tells the range that a value has to be in."""
    for (path, value), status in zip(values.items(), results, strict=True):
        if not status.is_good():
            known = entry(path)
            raise refused(
                status.value, path, value, low=known.low, high=known.high, unit=known.unit, said=_said(status)
            )


def outputs(path: str, arguments: Sequence[object], results: Sequence[ua.CallMethodResult]) -> list[object]:
    """Return what the one method that was called returned, or raise why it did not."""
    result = results[0]
    if not result.StatusCode.is_good():
        shown = arguments[0] if len(arguments) == 1 else arguments or None
        raise refused(result.StatusCode.value, path, shown, said=_said(result.StatusCode))
    return [each.Value for each in result.OutputArguments or ()]


def _said(status: ua.StatusCode) -> Bilingual | None:
    """Return the plant's own sentence, where it sent one."""
    return status.said if isinstance(status, ToldStatus) else None
