"""Short ways to declare what a machine has, so that its tables read as tables.

Contract: pure; each returns the thing itself, with its two languages side by side.
"""

from collections.abc import Mapping

from labs.language import Bilingual
from labs.simulation.alarms import Alarm
from labs.simulation.faults import Fault
from labs.simulation.machine import PlantError, Value


def alarm(name: str, kind: str, source: str, ko: str, en: str, why_ko: str, why_en: str, *figures, **more) -> Alarm:
    """Return an `Alarm`: its title, then its reason; the rest as `Alarm` takes it (priority, limit, hysteresis, …)."""
    return Alarm(name, kind, source, Bilingual(ko, en), Bilingual(why_ko, why_en), *figures, **more)


def fault(name: str, kind: str, target: str, ko: str, en: str, action=None, magnitude: float = 0.0) -> Fault:
    """Return a `Fault` with its title in both languages."""
    return Fault(name, kind, target, Bilingual(ko, en), action, magnitude)


NETWORK_LOST = fault("network-lost", "network", "", "설비 통신 두절", "Plant network down")
"""Every plant that stands alone can lose its network: it runs and records on, and nobody reaches it."""


def interlocked(ko: str, en: str) -> PlantError:
    """Return the error of a command that an interlock refuses."""
    return PlantError("interlock", ko, en)


def refuse_unsafe(kept: Mapping[str, Value], guard: str, ko: str, en: str) -> None:
    """Refuse where the emergency stop is pressed, or `guard`, a held signal, is open; `ko` and `en` say that of it."""
    for path, why_ko, why_en in (
        (
            "EStop.Pressed",
            "비상정지가 눌려 있습니다. 버튼을 되돌리십시오.",
            "The emergency stop is pressed. Release it.",
        ),
        (guard, ko, en),
    ):
        if kept[path]:
            raise interlocked(why_ko, why_en)
