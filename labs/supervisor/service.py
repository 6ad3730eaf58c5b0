"""The plants over HTTP, for students' notebooks and the public apps.

Contract: JSON in and out; `Authorization: token T` on everything but /health. A caller reaches its own plants only; a
user of kind "apps" those of its visitors. Errors are {"message": {"ko", "en"}} with 400, 401, 403, 404, 429 or 503.

    GET    {prefix}/api/plants                             own plants with their state
    POST   {prefix}/api/plants/{name}                      find or start; body {"seed", "scenario", "mode", "speed"}
    POST   {prefix}/api/plants/{name}/reset                begin a new run; body {"seed"}
    DELETE {prefix}/api/plants/{name}                      end it
    POST, DELETE {prefix}/api/visitors/{visitor}/plants/{name}   the same for one visit of the public apps
"""

import asyncio
import json
import math
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol
from urllib.parse import unquote

from tornado import web
from tornado.ioloop import PeriodicCallback

from labs.equipment.registry import plant_names
from labs.language import Bilingual, SmartLabError
from labs.runtime.errors import WarmProcessError
from labs.supervisor.handle import PlantGone, PlantHandle
from labs.supervisor.lease import VISIT
from labs.supervisor.supervisor import NoSuchPlant, PlantLimit, Supervisor

IDLE_PERIOD_SECONDS = 5.0
_LARGEST_BODY = 10_000
_VISITOR = re.compile(r"[\w-]{8,64}", re.ASCII)
_STATUS = ((PlantLimit, 429), (NoSuchPlant, 404), (PlantGone, 503), (WarmProcessError, 503))


class User(Protocol):
    """Whom a token belongs to: name, classes {id: "teacher"|"student"}, kind "user" or "apps"."""

    name: str
    classes: Mapping[str, str]
    kind: str


def make_app(
    supervisor: Supervisor, authenticate: Callable[[str], Awaitable[User | None]], prefix: str = ""
) -> web.Application:
    """Return the application; ends idle plants by itself from its first request on."""
    house = {"supervisor": supervisor, "authenticate": authenticate, "keeper": Keeper(supervisor)}
    name, visitor = "(?P<name>[^/]+)", "(?P<visitor>[^/]+)"
    base = re.escape(prefix.rstrip("/"))
    return web.Application(
        [
            (f"{base}/health", HealthHandler, house),
            (f"{base}/api/plants", PlantsHandler, house),
            (f"{base}/api/plants/{name}", PlantHandler, house),
            (f"{base}/api/plants/{name}/reset", ResetHandler, house),
            (f"{base}/api/visitors/{visitor}/plants/{name}", PlantHandler, house),
            (f"{base}/api/visitors/{visitor}/plants/{name}/reset", ResetHandler, house),
        ],
        default_handler_class=UnknownHandler,
        default_handler_args=house,
    )


class Keeper:
    """Ends idle plants now and then, once there is a loop to do it in."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._callback: PeriodicCallback | None = None

    def ensure(self) -> None:
        """Begin, if not begun."""
        if self._callback is None:
            self._callback = PeriodicCallback(self._round, IDLE_PERIOD_SECONDS * 1000)
            self._callback.start()

    async def _round(self) -> None:
        await asyncio.to_thread(self._supervisor.stop_idle)


class Base(web.RequestHandler):
    """Who asks, for whose plants, and how errors are told."""

    def initialize(self, supervisor: Supervisor, authenticate: Callable, keeper: Keeper) -> None:
        self.supervisor, self._authenticate, self._keeper = supervisor, authenticate, keeper

    def set_default_headers(self) -> None:
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Cache-Control", "no-store")

    async def prepare(self) -> None:
        self._keeper.ensure()
        scheme, _, token = self.request.headers.get("Authorization", "").partition(" ")
        user = await self._authenticate(token.strip()) if scheme.lower() in ("token", "bearer") and token else None
        if user is None:
            raise _problem(401, "로그인이 필요합니다. 허브에 다시 로그인하세요.", "Log in to the hub again.")
        self.user = user

    def owner(self, visitor: str | None) -> str:
        """Return whose plants this request is about; 403 where they are not the caller's."""
        if visitor is None and self.user.kind == "user":
            return f"user:{self.user.name}"
        if visitor is not None and self.user.kind == "apps" and _VISITOR.fullmatch(visitor):
            return f"visit:{visitor}"
        raise _problem(403, "이 설비에 접근할 수 없습니다.", "These plants are not yours.")

    def body(self, allowed: tuple[str, ...]) -> dict:
        """Return the JSON body; 400 for anything but an object of the allowed keys with values of the right kind."""
        text = self.request.body
        try:
            wishes = json.loads(text) if text and len(text) <= _LARGEST_BODY else {}
        except (ValueError, RecursionError):
            wishes = None
        if len(text) > _LARGEST_BODY or not isinstance(wishes, dict) or not all(map(_valid, wishes, wishes.values())):
            wishes = {"": None}
        if unknown := set(wishes) - set(allowed):
            listed = ", ".join(allowed)
            raise _problem(
                400,
                f"요청을 이해할 수 없습니다({', '.join(unknown) or '형식'}). 쓸 수 있는 항목: {listed}.",
                f"The request is not understood ({', '.join(unknown) or 'form'}). It may hold: {listed}.",
            )
        return wishes

    def write_error(self, status_code: int, **information: object) -> None:
        error = information.get("exc_info", (None, None))[1]
        if isinstance(error, SmartLabError):
            message = error.message
            self.set_status(next((status for kind, status in _STATUS if isinstance(error, kind)), 400))
        else:
            message = getattr(error, "told", None) or Bilingual(
                "설비 서비스에 문제가 생겼습니다. 잠시 뒤에 다시 하세요.",
                "The plant service failed. Try again in a little while.",
            )
        self.finish({"message": message._asdict()})

    def log_exception(self, kind, value, traceback) -> None:
        if not isinstance(value, SmartLabError):
            super().log_exception(kind, value, traceback)


class HealthHandler(Base):
    """Whether plants can be started."""

    async def prepare(self) -> None:
        """Anybody may ask."""

    def get(self) -> None:
        self.write({"ok": True, "plants": self.supervisor.count()})


class UnknownHandler(Base):
    """Addresses that are none."""

    async def prepare(self) -> None:
        raise _problem(404, "없는 주소입니다.", "There is no such address.")


class PlantsHandler(Base):
    """All plants of the caller."""

    async def get(self) -> None:
        handles = self.supervisor.list(self.owner(None))
        self.write({"plants": [await asyncio.to_thread(_described, handle) for handle in handles]})


class PlantHandler(Base):
    """One plant of the caller, or of a visitor of the public apps."""

    async def post(self, name: str, visitor: str | None = None) -> None:
        name, owner = _name(name), self.owner(visitor)
        wishes = self.body(("seed", "scenario", "mode", "speed"))
        role = "instructor" if "teacher" in dict(self.user.classes).values() else "engineer"
        lease = None if visitor is None else VISIT
        handle = await asyncio.to_thread(self.supervisor.start, owner, name, lease=lease, role=role, **wishes)
        self.write(await asyncio.to_thread(_described, handle))

    async def delete(self, name: str, visitor: str | None = None) -> None:
        await asyncio.to_thread(self.supervisor.stop, self.owner(visitor), _name(name))
        self.set_status(204)
        self.clear_header("Content-Type")


class ResetHandler(Base):
    """A new run of one plant."""

    async def post(self, name: str, visitor: str | None = None) -> None:
        owner, seed = self.owner(visitor), self.body(("seed",)).get("seed")
        self.write(await asyncio.to_thread(self.supervisor.reset, owner, _name(name), seed))


def _described(handle: PlantHandle) -> dict:
    told = {"name": handle.name, "url": handle.url, "user": handle.user, "password": handle.password}
    told |= {"role": handle.role, **handle.state()}
    if handle.restarted:
        told["message"] = (_WENT_ON if handle.resumed else _BEGAN_ANEW)._asdict()
    return told


_WENT_ON = Bilingual(
    "설비가 멈췄다가, 멈춘 곳에서 다시 이어 갑니다.", "The plant had stopped; it goes on where it was."
)
_BEGAN_ANEW = Bilingual(
    "설비가 멈춰서 같은 시드로 처음부터 다시 시작했습니다.",
    "The plant had stopped; it was started again from the beginning with the same seed.",
)


def _name(text: str) -> str:
    name = unquote(text)
    if name not in plant_names():
        listed = ", ".join(plant_names())
        raise _problem(404, f"그런 설비는 없습니다. 있는 설비: {listed}.", f"No such plant. There are: {listed}.")
    return name


def _valid(key: str, value: object) -> bool:
    if value is None:
        return True
    if key == "seed":
        return type(value) is int and 0 <= value < 2**31
    if key == "speed":
        return type(value) in (int, float) and math.isfinite(value)
    return isinstance(value, str) and len(value) <= 100


def _problem(status: int, ko: str, en: str) -> web.HTTPError:
    error = web.HTTPError(status, en)
    error.told = Bilingual(ko, en)
    return error
