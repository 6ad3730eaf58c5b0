"""What may be written to a plant, by whom, and what is said when it may not.

Contract: pure checks; each refusal is a PlantError whose `reason` is a word for programs.
"""

import difflib
import math
import sys
from collections.abc import Collection

from labs.simulation.machine import Argument, PlantError, Signal, Value
from labs.simulation.roles import Role

INTEGERS = {"Int32": (-(2**31), 2**31 - 1), "UInt32": (0, 2**32 - 1)}


def checked(declared: Signal | Argument, value: object) -> Value:
    """Return `value` as the declared type, or raise PlantError "type" or "out-of-range"."""
    name = declared.path if isinstance(declared, Signal) else declared.name
    if hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        value = value.item()  # a numpy scalar
    if declared.type == "Boolean":
        fits = isinstance(value, bool)
    elif declared.type == "String":
        fits = isinstance(value, str) and len(value) <= 1000
    elif declared.type == "Double":
        fits = is_number(value)
    else:
        fits = isinstance(value, int) and not isinstance(value, bool)
    if not fits:
        raise PlantError(
            "type",
            f"'{name}'에는 {declared.type} 형식의 값이 필요합니다.",
            f"'{name}' needs a {declared.type} value.",
        )
    if declared.type in ("Boolean", "String"):
        return value
    limits = INTEGERS.get(declared.type, (-math.inf, math.inf))
    low = limits[0] if declared.low is None else declared.low
    high = limits[1] if declared.high is None else declared.high
    if not low <= value <= high:
        raise PlantError(
            "out-of-range", f"'{name}'은(는) {low:g} 이상 {high:g} 이하여야 합니다. 받은 값: {value:g}.",
            f"'{name}' must lie between {low:g} and {high:g}; got {value:g}.",
        )  # fmt: skip
    return float(value) if declared.type == "Double" else value


def is_number(value: object) -> bool:
    """Tell whether `value` is a finite number (a truth value is none)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def require(needed: Role, role: Role, what: str) -> None:
    """Raise PlantError "not-allowed" where `role` is below `needed`."""
    if role < needed:
        raise PlantError(
            "not-allowed", f"'{what}'에는 {needed.name.lower()} 이상의 권한이 필요합니다. 선생님께 문의하십시오.",
            f"'{what}' needs the role {needed.name.lower()} or higher. Ask your teacher.",
        )  # fmt: skip


def unknown(ko: str, en: str, name: object, names: Collection[str]) -> PlantError:
    """Return the PlantError for a name that does not exist, with the nearest that do."""
    close = difflib.get_close_matches(str(name), names, n=3, cutoff=0.4) or list(names)
    listed = ", ".join(close) or "-"
    return PlantError(
        "unknown", f"'{name}'(이)라는 {ko}은(는) 없습니다. 다음 중에서 고르십시오: {listed}.",
        f"There is no {en} '{name}'. Choose one of: {listed}.",
    )  # fmt: skip
