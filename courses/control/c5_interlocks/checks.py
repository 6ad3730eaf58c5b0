"""C5, hidden from students: did the press move when it had to stand, and did it work when it could.

Judged are the crank's true angle and the inputs as they truly were, from the plant's own record: never what the program
believed. Two references run over those inputs. The lenient one says when no controller may move the press, the strict
one when every good controller does; what lies between is left to the student. The rules are those of EN ISO 13849-1,
5.2.2 (manual reset), ISO 13850 (releasing an emergency stop starts nothing) and ISO 13851 (both hands let go first).
"""

from dataclasses import dataclass

import numpy as np

from grader.exam import check

PROGRAM = ("Clutch.Command", "Watchdog.Time")  # all that the program may write
TICK = 0.05  # s
REACTION = 0.4  # s from an event until the press stands: some scans, valve and brake
SILENCE = 0.5  # s without the link after which the station has to stop the press
LAG = 0.5  # s from the moment it may move until it does
WORKS = 0.85  # share of the time it may move in which it does
ONE_WAIT = 2.0  # s: later than that it did not stop late, but not at all


@dataclass(frozen=True)
class Inputs:
    """What was pressed, open or cut at each tick, as it truly was: boolean arrays over the run's rows."""

    guard: np.ndarray
    estop: np.ndarray
    reset: np.ndarray
    left: np.ndarray
    right: np.ndarray
    cut: np.ndarray

    @property
    def hands(self) -> np.ndarray:
        """Both hands on their buttons."""
        return self.left & self.right


def _inputs(run) -> Inputs:
    """Return the inputs from what people did: what the program saw stands still while the link is lost."""
    ticks = run.recording.ticks
    columns = {}
    for path in ("Guard.Open", "EStop.Pressed", "Reset.Pressed", "Hand.Left", "Hand.Right"):
        column = np.zeros(len(ticks), dtype=bool)
        for write in run.writes:
            if write.path == path:
                column[ticks >= write.tick] = write.value
        columns[path] = column
    cut = np.zeros(len(ticks), dtype=bool)
    for fault in run.recording.faults:
        cut |= (ticks >= fault.start) & (ticks < (ticks[-1] + 1 if fault.end is None else fault.end))
    return Inputs(*columns.values(), cut)


def _moving(run) -> np.ndarray:
    """Whether the crank turned on the way to each row."""
    angle = run.truth["Crank.Angle"]
    return np.concatenate([[False], np.diff(angle) != 0])


def _released(inputs: Inputs, strict: bool) -> np.ndarray:
    """When a latching controller lets the press move: after a reset, and after the hands were off once since.

    The strict one wants a reset to begin with, and counts it only with both hands off.
    """
    unsafe = inputs.guard | inputs.estop | inputs.cut
    ready = np.zeros(len(unsafe), dtype=bool)
    tripped, armed, before = strict, not strict, False
    for row in range(len(unsafe)):
        reset, free = inputs.reset[row], not (inputs.left[row] or inputs.right[row])
        edge = reset and not before if strict else reset != before
        before = reset
        if unsafe[row]:
            tripped, armed = True, False
        elif tripped and edge and (free or not strict):
            tripped = False
        if not tripped:
            armed = armed or (free if strict else not inputs.hands[row])
        ready[row] = not tripped and armed
    return ready


def _watch(exam, function, scenario, seconds):
    """Drive the press under test; return run, inputs, motion. Ends the check where it was not driven to the end."""
    run = exam.drive("press", scenario, minutes=seconds / 60, function=function)
    exam.show(run, "Crank.Angle", truth=True)
    touched = [write.path for write in run.writes if write.role != "scenario" and write.path not in PROGRAM]
    exam.expect(not touched, "touched-an-input", path=touched[0] if touched else "")
    moving = _moving(run)
    exam.expect(run.finished, "stopped-early", at=float(run.seconds[-1]))
    exam.expect(moving.any(), "never-moved")
    return run, _inputs(run), moving


def _onset(run, forbidden, row) -> float:
    """Seconds from where the forbidden time around `row` began until `row`."""
    allowed = np.flatnonzero(~forbidden[: row + 1])
    return float(run.seconds[row] - run.seconds[allowed[-1] if len(allowed) else 0])


def _first_wrong(run, forbidden, moving, grace) -> int | None:
    """Return the row of the first motion that lasted, or began, more than `grace` s into a forbidden time."""
    for row in np.flatnonzero(forbidden & moving):
        if _onset(run, forbidden, row) > grace:
            return int(row)
    return None


def _explain_plain(exam, run, inputs, moving, row):
    """Which of guard, emergency stop and hands forbade the motion at `row`."""
    at = float(run.seconds[row])
    last = np.flatnonzero(~moving[row:])
    stood = float(run.seconds[row + last[0]]) if len(last) else float(run.seconds[-1]) + ONE_WAIT
    angle = float(run.truth["Crank.Angle"][row])

    def took(column) -> float | None:
        """Seconds until the press stood, where it did stop because of `column`; else None."""
        seconds = stood - at + _onset(run, column, row)
        late = seconds < ONE_WAIT and moving[row - round(2 * REACTION / TICK) : row].all()
        return seconds if late else None

    if inputs.guard[row]:
        exam.expect(took(inputs.guard) is None, "late-for-guard", took=took(inputs.guard), at=at, scale=0.3)
        exam.expect(False, "moved-guard-open", at=at, angle=angle)
    if inputs.estop[row]:
        exam.expect(took(inputs.estop) is None, "late-for-estop", took=took(inputs.estop), at=at, scale=0.3)
        exam.expect(False, "moved-estop", at=at, angle=angle)
    one = inputs.left != inputs.right
    exam.expect(not one[max(0, row - round(REACTION / TICK)) : row + 1].any(), "moved-one-hand", at=at, scale=0.3)
    exam.expect(inputs.hands[row], "moved-no-hands", at=at, scale=0.3)


def _works(exam, run, allowed, moving):
    """The press moves in every stretch of time in which it may."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], allowed, [False]]).astype(int)))
    for number, (first, end) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        inside = moving[first + round(LAG / TICK) : end]
        share, at = float(inside.mean()) if len(inside) else 1.0, float(run.seconds[first])
        exam.expect(share > 0.1 or number == 0, "did-not-resume", at=at, scale=0.5)
        exam.expect(share > 0.1, "did-not-start", at=at)
        exam.expect(share >= WORKS, "stutters", at=at, share=100 * share, scale=0.5)


@check("stops-with-guard", points=5)
def stops_with_guard(exam):
    """guard_loop(plant): motion only with the guard closed, no emergency stop, and both hands on their buttons."""
    run, inputs, moving = _watch(exam, "guard_loop", "commissioning-guard", 40)
    forbidden = inputs.guard | inputs.estop | ~inputs.hands
    wrong = _first_wrong(run, forbidden, moving, REACTION)
    if wrong is not None:
        _explain_plain(exam, run, inputs, moving, wrong)
    _works(exam, run, _released(inputs, strict=True) & ~forbidden, moving)


@check("reset-alone-waits", points=5)
def reset_alone_waits(exam):
    """reset_loop(plant): after guard or emergency stop nothing moves before a reset and new hands."""
    run, inputs, moving = _watch(exam, "reset_loop", "commissioning-reset", 45)
    plain = inputs.guard | inputs.estop | ~inputs.hands
    wrong = _first_wrong(run, plain | ~_released(inputs, strict=False), moving, REACTION)
    if wrong is not None:
        if plain[wrong]:
            _explain_plain(exam, run, inputs, moving, wrong)
        _explain_restart(exam, run, inputs, wrong)
    _works(exam, run, _released(inputs, strict=True) & ~plain, moving)


def _explain_restart(exam, run, inputs, row):
    """What let the press move at `row`, although all is closed and both hands are there."""
    at = float(run.seconds[row])
    since = int(np.flatnonzero((inputs.guard | inputs.estop)[:row])[-1])
    pressed = inputs.reset[since : row + 1]
    edges = np.flatnonzero(np.diff(pressed.astype(int)) > 0)
    exam.expect(not len(edges), "reset-restarts", at=at, scale=0.4)
    exam.expect(not pressed[-1], "reset-held", at=at, scale=0.6)
    hands_off = not inputs.hands[since : row + 1].all()
    exam.expect(not hands_off, "hands-without-reset", at=at, scale=0.3)
    exam.expect(False, "restarted-by-itself", at=at)


@check("safe-when-cut", points=5)
def safe_when_cut(exam):
    """link_loop(plant): without the link the press stands within half a second, and stays so when it comes back."""
    run, inputs, moving = _watch(exam, "link_loop", "commissioning-link", 35.5)
    plain = (inputs.guard | inputs.estop | ~inputs.hands) & ~inputs.cut
    wrong = _first_wrong(run, plain, moving, REACTION)
    lost = _first_wrong(run, inputs.cut, moving, SILENCE + REACTION)
    if lost is not None and (wrong is None or lost < wrong):
        _explain_loss(exam, run, lost)
    if wrong is not None:
        _explain_plain(exam, run, inputs, moving, wrong)
    waits = ~_released(inputs, strict=False) & ~inputs.cut
    again = _first_wrong(run, waits, moving, REACTION)
    if again is not None:
        exam.expect(False, "restarted-after-loss", at=float(run.seconds[again]), scale=0.6)
    _works(exam, run, _released(inputs, strict=True) & ~plain & ~inputs.cut, moving)


def _explain_loss(exam, run, row):
    """The press moved on without anybody in charge."""
    at, watchdog = float(run.seconds[row]), float(run["Watchdog.Time"][row])
    exam.expect(watchdog > 0, "no-watchdog", at=at)
    exam.expect(False, "watchdog-late", at=at, watchdog=watchdog, scale=0.4)
