"""Plant values as OPC UA values, and a plant's refusals as status codes.

Contract: pure. A Bad sample carries no value, an Uncertain one does. Source timestamps are virtual time
(`names.RUN_EPOCH` + simulated seconds); server timestamps are the real time handed in.
"""

from datetime import datetime

from asyncua import ua

from labs.opcua.names import source_time

VARIANT_TYPES = {
    "Double": ua.VariantType.Double,
    "Boolean": ua.VariantType.Boolean,
    "Int32": ua.VariantType.Int32,
    "UInt32": ua.VariantType.UInt32,
    "UInt64": ua.VariantType.UInt64,
    "String": ua.VariantType.String,
}

STATUS_CODES = {
    "Good": ua.StatusCode(ua.StatusCodes.Good),
    "Uncertain": ua.StatusCode(ua.StatusCodes.UncertainSensorNotAccurate),
    "Bad": ua.StatusCode(ua.StatusCodes.BadSensorFailure),
}

REFUSALS = {
    "unknown": ua.StatusCodes.BadNodeIdUnknown,
    "not-allowed": ua.StatusCodes.BadUserAccessDenied,
    "out-of-range": ua.StatusCodes.BadOutOfRange,
    "interlock": ua.StatusCodes.BadInvalidState,
    "type": ua.StatusCodes.BadTypeMismatch,
}

_PYTHON_TYPES = {
    ua.VariantType.Double: float,
    ua.VariantType.Boolean: bool,
    ua.VariantType.Int32: int,
    ua.VariantType.UInt32: int,
    ua.VariantType.UInt64: int,
    ua.VariantType.String: str,
}


def recorded_value(value: object, kind: ua.VariantType) -> ua.Variant:
    """Return `value` (also a numpy one) as a variant of `kind`."""
    return ua.Variant(_PYTHON_TYPES[kind](value), kind, None, False)


def data_value(value: object, status: str, kind: ua.VariantType, seconds: float, now: datetime | None) -> ua.DataValue:
    """Return the data value of a sample of the simulated time `seconds`; `status`: "Good", "Uncertain" or "Bad"."""
    bad = status == "Bad" or value is None
    variant = ua.Variant() if bad else recorded_value(value, kind)
    code = STATUS_CODES["Bad" if bad else status]
    return ua.DataValue(variant, code, SourceTimestamp=source_time(seconds), ServerTimestamp=now)


def refusal(code: int) -> ua.DataValue:
    """Return the data value of a refused read: a status code and nothing else."""
    return ua.DataValue(ua.Variant(), ua.StatusCode(code))


def plain_value(variant: ua.Variant | None, kind: ua.VariantType) -> object:
    """Return the Python value in `variant`; TypeError unless it is a scalar of exactly the type `kind`."""
    if variant is None or variant.VariantType != kind or variant.is_array or variant.Value is None:
        raise TypeError(kind.name)
    return variant.Value


def unit_id(code: str) -> int:
    """Return the OPC UA UnitId of a UNECE Recommendation 20 code (OPC 10000-8, 5.6.3): its characters as bytes.

    -1 for what has no such code and so more than three characters, as won per kilowatt hour.
    """
    if len(code) > 3:
        return -1
    number = 0
    for character in code:
        number = number << 8 | ord(character)
    return number
