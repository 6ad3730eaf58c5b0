"""A class that submits all at once: from pressing submit to feedback that can be fetched, thirty within five seconds.

Contract: a real desk on loopback with its grading process, warm as it is in a lesson; every submission goes over HTTP
with a token of its own, spread evenly over the five seconds. The same thirty hand in five plain functions (the peer's
own files), and then c2, whose checks drive a furnace: one of its known answers each, right or wrong. Feedback counts as
visible when the desk lists it to the student. The peer is the teacher who does the same with stock nbgrader, autograde
then generate_feedback, on the thirty plain notebooks (it cannot examine plants).
"""

import asyncio
import itertools
import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from courses.builder import find_units
from courses.known_answers import known_answers
from grader.desk.client import Desk
from grader.desk.service import SERVER_OPTIONS, User
from hub_config.classes import Classes
from hub_config.desk_service import desk_service
from hub_config.settings import Settings, load
from labs.language import SmartLabError
from tests.benchmarks import submissions as made
from tests.benchmarks.run import Figure

STUDENTS = 30
SPREAD_SECONDS = 5.0
PLAIN, PLANT, CLASS = made.UNIT, "c2", "bench"
LONGEST_SECONDS = 600.0
WARM_UP = "warm-up"


def desk() -> Iterator[Figure]:
    """Yield the figures of one class of thirty that submits within five seconds."""
    with TemporaryDirectory() as folder:
        found = _class_of_thirty(Path(folder) / "school", _courses(Path(folder) / "courses"))
        peer = _peer(Path(folder) / "peer")
    name = "stock nbgrader, plain functions"
    for unit, waits in found.items():
        yield Figure(f"submit to feedback, {STUDENTS} in 5 s, {unit}: p95", "s", _quantile(waits, 0.95), name, peer)
        yield Figure(f"the same, {unit}: median", "s", _quantile(waits, 0.5), name, peer)


def _courses(folder: Path) -> Path:
    """Return a folder of courses that holds both units."""
    folder.mkdir()
    for course in (made.UNITS / "plain", find_units([PLANT])[PLANT].parent):
        (folder / course.name).symlink_to(course, target_is_directory=True)
    return folder


def _answers() -> dict[str, list[bytes]]:
    """Return what the students hand in, by unit."""
    plant = [answer.notebook for answer in known_answers(find_units([PLANT])[PLANT])]
    units = {PLAIN: list(made.plain_submissions(STUDENTS).values()), PLANT: plant}
    return {unit: [nbformat.writes(notebook).encode() for notebook in found] for unit, found in units.items()}


def _class_of_thirty(home: Path, courses: Path) -> dict[str, list[float]]:
    """Return by unit the sorted seconds that the feedback took."""
    settings = load(home, language="ko", courses=courses)
    settings.prepare_folders()
    classes = Classes(settings)
    classes.create(CLASS, language="ko")
    students = [f"s{number:02d}" for number in range(STUDENTS)]
    found = {}
    with _desk(settings, [*students, WARM_UP]) as url:
        for unit, answers in _answers().items():
            classes.release(CLASS, unit)
            _warm_up(url, unit, answers[1])
            found[unit] = _all_at_once(url, unit, students, answers)
    return found


def _warm_up(url: str, unit: str, answer: bytes) -> None:
    waits: dict[str, float] = {}
    _student(url, unit, WARM_UP, answer, time.monotonic(), waits)
    if not waits:
        raise SmartLabError("채점 과정이 시작되지 않았습니다.", "The grading process did not start.")


def _all_at_once(url: str, unit: str, students: list[str], answers: list[bytes]) -> list[float]:
    begun, waits = time.monotonic(), {}
    threads = [
        threading.Thread(target=_student, args=(url, unit, student, answer, begun + delay, waits))
        for student, answer, delay in zip(students, itertools.cycle(answers), _delays(len(students)), strict=False)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(waits) != STUDENTS:
        raise SmartLabError("피드백을 받지 못한 학생이 있습니다.", f"Only {len(waits)} of {STUDENTS} got feedback.")
    return sorted(waits.values())


def _delays(count: int) -> list[float]:
    return [SPREAD_SECONDS * number / count for number in range(count)]


def _student(url: str, unit: str, student: str, answer: bytes, start: float, waits: dict[str, float]) -> None:
    time.sleep(max(0.0, start - time.monotonic()))
    desk, begun = Desk(url, student), time.monotonic()
    desk.submit(CLASS, unit, {"assignment.ipynb": answer})
    while time.monotonic() - begun < LONGEST_SECONDS:
        if _seen(desk, unit):
            waits[student] = time.monotonic() - begun
            return
        time.sleep(0.5)  # thirty who look twice a second are already a load of their own


def _seen(desk: Desk, unit: str) -> bool:
    return any(item["feedback"] for item in desk.submissions(CLASS, unit))


@contextmanager
def _desk(settings: Settings, students: list[str]) -> Iterator[str]:
    """The desk's service in a thread of this process, its grading process beside it; a student's token is the name."""
    settings = settings.with_free_ports()
    settings.save()
    people = {name: User(name, {CLASS: "student"}) for name in students}
    ready, loop = threading.Event(), asyncio.new_event_loop()

    async def authenticate(token: str) -> User | None:
        return people.get(token)

    async def serve() -> None:
        server = HTTPServer(application, **{**SERVER_OPTIONS, **options})
        server.add_sockets(bind_sockets(settings.ports.desk, "127.0.0.1"))
        ready.set()

    with desk_service(settings, authenticate, "/services/desk") as (application, options):
        loop.create_task(serve())
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        ready.wait(10)
        try:
            yield settings.service_url("desk")
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)


def _peer(course: Path) -> float:
    """Return how long the last of thirty waits whose teacher starts nbgrader the moment everybody has submitted."""
    made.make_course(course, made.UNIT, made.peer_notebook(), made.plain_submissions(STUDENTS))
    begun = time.perf_counter()
    for step in ("autograde", "generate_feedback"):
        made.nbgrader(course, step, made.UNIT)
    return time.perf_counter() - begun


def _quantile(values: list[float], share: float) -> float:
    """The smallest value that `share` of the sorted values do not exceed."""
    return values[math.ceil(share * len(values)) - 1]
