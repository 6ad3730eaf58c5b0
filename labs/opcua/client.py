"""An asyncio client of one plant, on asyncua's.

Contract: `PlantClient` logs in, looks the namespace up by its URI, browses once and then knows every signal and method
by its path (`Zone1.Temperature`; beside the machine: `Clock.Tick`, `Faults.Inject`). Several reads or writes are one
request, and `round()` sends a write, an Advance and a read in one go. Problems are raised as `labs.opcua.problems`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar
from urllib.parse import urlparse

from asyncua import Client, ua

from labs.opcua.asking import Asked, Asking, message, results
from labs.opcua.browsing import Entry, Known, browse_plant
from labs.opcua.direct import Direct
from labs.opcua.failures import login_failure, request_failure
from labs.opcua.problems import refused, unavailable, unknown
from labs.opcua.quiet import quiet_asyncua
from labs.opcua.responses import check_written, checked_values, outputs
from labs.opcua.security import CLIENT_URI, Security, secure

T = TypeVar("T")

TIMEOUT = 15.0
"""Seconds to wait for any answer."""


class NotAtOnce(Exception):
    """A coroutine waits for more than an answer, so that it needs the loop. It has changed nothing so far."""


class PlantClient:
    """A connection to the plant at `url`.

    `security`: None (loopback only), or with what to sign and encrypt and whom to trust.
    `language`: of titles, "ko" or "en". `known`: what connections to plants of the same maker share, so that only the
    first of them looks around.
    """

    def __init__(
        self,
        url: str,
        user: str | None = None,
        password: str | None = None,
        *,
        security: Security | None = None,
        language: str = "en",
        timeout: float = TIMEOUT,
        known: Known | None = None,
    ) -> None:
        self.url, self.user, self.timeout = url, user, timeout
        self._security, self._known, self._asker = security, known, (user, language)
        self._client = Client(url, timeout=timeout, watchdog_intervall=10.0)
        self._client.name = self._client.description = "SmartLab"
        self._client.application_uri = CLIENT_URI
        self._client.session_timeout = 60_000
        self._client.set_locale([language])
        if user:
            self._client.set_user(user)
            self._client.set_password(password or "")
        self.entries: Mapping[str, Entry] = {}
        self.machine = ""
        self._asking = Asking(self.entry)
        self._direct: Direct | None = None
        self._at_once = False

    # -- life ------------------------------------------------------------------------------------------------------

    async def connect(self) -> None:
        """Log in and learn the plant's signals. PlantUnavailable, WrongPassword, CertificateRefused."""
        quiet_asyncua()
        if self._security is not None:
            await secure(self._client, self._security)
        try:
            await self._client.connect()
        except (OSError, ua.UaError, ValueError) as error:
            by_certificate = self._security is not None and self._security.user is not None
            raise login_failure(error, self.url, self.user, by_certificate) from error
        try:
            self.machine, self.entries = await browse_plant(self._client, self._known, self._asker)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Log out; never raises."""
        if self._direct is not None:
            self._direct.close()
            self._direct = None
        with suppress(Exception, asyncio.CancelledError):
            await asyncio.wait_for(self._client.disconnect(), 3.0)

    async def __aenter__(self) -> "PlantClient":
        await self.connect()
        return self

    async def __aexit__(self, *_exception) -> None:
        await self.close()

    @property
    def hostname(self) -> str:
        return urlparse(self.url).hostname or ""

    # -- without the loop -------------------------------------------------------------------------------------------

    @property
    def direct(self) -> bool:
        """Whether `at_once` is possible just now; to be asked while the loop is still."""
        protocol = self._client.uaclient.protocol
        if protocol is None or protocol.transport is None or self._security is not None:
            return False
        if self._direct is None:
            self._direct = Direct(protocol, self.timeout)
        return self._direct.ready(protocol)

    def at_once(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine that waits for this client only, while the loop is still, and return its result.

        NotAtOnce where it turns out to wait for something else.
        """
        self._at_once = True
        try:
            coroutine.send(None)
        except StopIteration as ended:
            return ended.value
        finally:
            self._at_once = False
            coroutine.close()
        raise NotAtOnce

    def may_wait(self) -> None:
        """Raise NotAtOnce where the running coroutine was begun without a loop, and so cannot wait for time."""
        if self._at_once:
            raise NotAtOnce

    # -- signals ---------------------------------------------------------------------------------------------------

    def entry(self, path: str, method: bool = False) -> Entry:
        """Return what is known of a signal, or of a method; UnknownSignal with the nearest names if there is none."""
        entry = self.entries.get(path)
        if entry is None or (entry.kind is None) != method:
            raise unknown(path, [each.path for each in self.entries.values() if (each.kind is None) == method])
        return entry

    async def read(self, paths: Sequence[str]) -> list[ua.DataValue]:
        """Read several signals in one request; a Bad value comes back as a data value, a refused read is raised."""
        if not paths:
            return []
        (results,) = await self._ask([self._asking.read(paths)])
        return checked_values(paths, results)

    async def write(self, values: Mapping[str, object]) -> None:
        """Write several signals in one request. The first refusal is raised; the others have been written."""
        if values:
            (results,) = await self._ask([self._asking.write(values)])
            check_written(self.entry, values, results)

    async def call(self, path: str, *arguments: object) -> list[object]:
        """Call the method at `path` and return its results."""
        (results,) = await self._ask([self._asking.call(path, arguments)])
        return outputs(path, arguments, results)

    async def round(
        self, writes: Mapping[str, object], seconds: float, paths: Sequence[str]
    ) -> tuple[float, list[ua.DataValue]]:
        """Write, Advance by `seconds` and read, sent in one go; return the new simulated time and what was read.

        The server answers a connection's requests in their order, so this is the same as one after the other.
        A refused write is raised after time has moved on.
        """
        requests = [self._asking.write(writes)] if writes else []
        requests.append(self._asking.call("Clock.Advance", (float(seconds),)))
        if paths:
            requests.append(self._asking.read(paths))
        answers = await self._ask(requests)
        if writes:
            check_written(self.entry, writes, answers.pop(0))
        (time,) = outputs("Clock.Advance", (seconds,), answers.pop(0))
        return time, checked_values(paths, answers[0]) if paths else []

    @asynccontextmanager
    async def watch(
        self, paths: Sequence[str], period: float, callback: Callable[[str, ua.DataValue], None]
    ) -> AsyncIterator[None]:
        """Call `callback(path, data_value)` in the loop with the first and each changed value.

        At most every `period` real seconds.
        """
        entries = {self.entry(path).node: path for path in paths}

        class Handler:
            def datachange_notification(self, node, value, data):
                callback(entries[node.nodeid], data.monitored_item.Value)

        subscription = await self._guard(self._client.create_subscription(period * 1000, Handler()))
        try:
            nodes = [self._client.get_node(node) for node in entries]
            handles = await self._guard(subscription.subscribe_data_change(nodes, sampling_interval=period * 1000))
            for path, handle in zip(paths, handles, strict=True):
                if isinstance(handle, ua.StatusCode):
                    raise refused(handle.value, path)
            yield
        finally:
            with suppress(Exception):
                await subscription.delete()

    # -- requests --------------------------------------------------------------------------------------------------

    async def _ask(self, requests: Sequence[Asked]) -> list[list]:
        """Send all requests at once and return each one's results; a service fault is raised as UaStatusCodeError."""
        protocol = self._client.uaclient.protocol
        if protocol is None or protocol.is_closed:
            raise unavailable(self.url)
        return await self._guard(self._exchange(protocol, requests))

    async def _exchange(self, protocol, requests: Sequence[Asked]) -> list[list]:
        if self._at_once:
            answers = self._direct.exchange(requests)
        else:
            answers = await self._awaited(protocol, requests)
        return [results(request.service, data) for request, data in zip(requests, answers, strict=True)]

    async def _awaited(self, protocol, requests: Sequence[Asked]) -> list[bytes]:
        if protocol.transport is None:
            raise ConnectionError("the connection is closed")
        loop, messages, futures = asyncio.get_running_loop(), [], []
        for request in requests:
            protocol.revolve_security_token()
            messages.append(message(protocol, request, self.timeout))
            futures.append(loop.create_future())
            protocol._callbackmap[protocol._request_id] = futures[-1]
        protocol.transport.write(b"".join(messages))
        async with asyncio.timeout(self.timeout):
            return [bytes(await future) for future in futures]

    async def _guard(self, awaitable):
        try:
            return await awaitable
        except (OSError, ua.UaStatusCodeError) as error:
            raise request_failure(error, self.url, self.timeout) from error
