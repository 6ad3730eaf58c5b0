"""An asyncio client of one plant, on asyncua's.

Contract: `PlantClient` logs in, looks the namespace up by its URI, browses once and then knows every signal and method
by its path (`Zone1.Temperature`; beside the machine: `Clock.Tick`, `Faults.Inject`). Several reads or writes are one
request, and `round()` sends a write, an Advance and a read in one go. Problems are raised as `labs.opcua.problems`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlparse

from asyncua import Client, ua
from asyncua.ua.ua_binary import struct_from_binary

from labs.opcua.browsing import Entry, browse_plant
from labs.opcua.corking import corked
from labs.opcua.problems import (
    certificate_refused,
    needs_encryption,
    no_answer,
    refused,
    unavailable,
    unknown,
    wrong_password,
    wrong_type,
)
from labs.opcua.quiet import quiet_asyncua
from labs.opcua.security import CLIENT_URI, Security, secure

TIMEOUT = 15.0
"""Seconds to wait for any answer."""

_NOT_CERTIFIED = (
    ua.uaerrors.BadCertificateUntrusted,
    ua.uaerrors.BadCertificateTimeInvalid,
    ua.uaerrors.BadCertificateIssuerTimeInvalid,
    ua.uaerrors.BadCertificateUriInvalid,
    ua.uaerrors.BadCertificateUseNotAllowed,
    ua.uaerrors.BadCertificateRevoked,
    ua.uaerrors.BadCertificateInvalid,
    ua.uaerrors.BadCertificatePolicyCheckFailed,
    ua.uaerrors.BadSecurityChecksFailed,
)
_REJECTED = (
    ua.uaerrors.BadUserAccessDenied,
    ua.uaerrors.BadIdentityTokenRejected,
    ua.uaerrors.BadIdentityTokenInvalid,
)


class PlantClient:
    """A connection to the plant at `url`.

    `security`: None (loopback only), or with what to sign and encrypt and whom to trust.
    `language`: of titles, "ko" or "en".
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
    ) -> None:
        self.url, self.user, self.timeout = url, user, timeout
        self._security = security
        self._client = Client(url, timeout=timeout, watchdog_intervall=10.0)
        self._client.name = self._client.description = "SmartLab"
        self._client.application_uri = CLIENT_URI
        self._client.session_timeout = 60_000
        self._client.set_locale([language])
        if user:
            self._client.set_user(user)
            self._client.set_password(password or "")
        self.entries: dict[str, Entry] = {}
        self.machine = ""

    # -- life ------------------------------------------------------------------------------------------------------

    async def connect(self) -> None:
        """Log in and learn the plant's signals. PlantUnavailable, WrongPassword, CertificateRefused."""
        quiet_asyncua()
        if self._security is not None:
            await secure(self._client, self._security)
        try:
            await self._client.connect()
        except _REJECTED as error:
            if self._security is not None and self._security.user is not None:
                raise certificate_refused(error.code, ours=True) from error
            raise wrong_password(self.url, self.user) from error
        except ua.uaerrors.BadSecurityPolicyRejected as error:
            raise needs_encryption(self.url) from error
        except _NOT_CERTIFIED as error:
            raise certificate_refused(error.code, ours=True) from error
        except (OSError, TimeoutError, ua.UaError, ValueError) as error:  # ValueError: not an address at all
            raise unavailable(self.url) from error
        try:
            self.machine, self.entries = await browse_plant(self._client)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Log out; never raises."""
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
        (response,) = await self._ask([self._read_request(paths)])
        return self._checked_values(paths, response)

    async def write(self, values: Mapping[str, object]) -> None:
        """Write several signals in one request. The first refusal is raised; the others have been written."""
        if values:
            (response,) = await self._ask([self._write_request(values)])
            self._check_written(values, response)

    async def call(self, path: str, *arguments: object) -> list[object]:
        """Call the method at `path` and return its results."""
        (response,) = await self._ask([self._call_request(path, arguments)])
        return self._results(path, arguments, response)

    async def round(
        self, writes: Mapping[str, object], seconds: float, paths: Sequence[str]
    ) -> tuple[float, list[ua.DataValue]]:
        """Write, Advance by `seconds` and read, sent in one go; return the new simulated time and what was read.

        The server answers a connection's requests in their order, so this is the same as one after the other.
        A refused write is raised after time has moved on.
        """
        requests = [self._write_request(writes)] if writes else []
        requests.append(self._call_request("Clock.Advance", (float(seconds),)))
        if paths:
            requests.append(self._read_request(paths))
        responses = await self._ask(requests)
        if writes:
            self._check_written(writes, responses.pop(0))
        (time,) = self._results("Clock.Advance", (seconds,), responses.pop(0))
        return time, self._checked_values(paths, responses[0]) if paths else []

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

    async def _ask(self, requests: Sequence[object]) -> list[object]:
        """Send all requests at once and return their responses; a service fault is raised as UaStatusCodeError."""
        protocol = self._client.uaclient.protocol
        if protocol is None or protocol.is_closed:
            raise unavailable(self.url)
        return await self._guard(self._exchange(protocol, requests))

    async def _exchange(self, protocol, requests: Sequence[object]) -> list[object]:
        with corked(protocol):
            futures = [protocol._send_request(request, self.timeout) for request in requests]
        responses = []
        async with asyncio.timeout(self.timeout):
            for request, future in zip(requests, futures, strict=True):
                data = await future
                protocol.check_answer(data, "")
                response = struct_from_binary(_RESPONSES[type(request)], data)
                response.ResponseHeader.ServiceResult.check()
                responses.append(response)
        return responses

    async def _guard(self, awaitable):
        try:
            return await awaitable
        except TimeoutError as error:
            raise no_answer(self.url, self.timeout) from error
        except (OSError, *_GONE) as error:
            raise unavailable(self.url) from error
        except ua.UaStatusCodeError as error:
            raise refused(error.code, self.url) from error

    def _read_request(self, paths: Sequence[str]) -> ua.ReadRequest:
        request = ua.ReadRequest()
        request.Parameters.TimestampsToReturn = ua.TimestampsToReturn.Both
        request.Parameters.NodesToRead = [self.entry(path).to_read for path in paths]
        return request

    def _write_request(self, values: Mapping[str, object]) -> ua.WriteRequest:
        request = ua.WriteRequest()
        for path, value in values.items():
            entry = self.entry(path)
            data = ua.DataValue(ua.Variant(self._convert(entry, value), entry.kind), StatusCode=None)
            request.Parameters.NodesToWrite.append(ua.WriteValue(entry.node, ua.AttributeIds.Value, None, data))
        return request

    def _convert(self, entry: Entry, value: object) -> object:
        try:
            return entry.convert(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise wrong_type(entry.path, value, entry.kind_name) from error

    def _call_request(self, path: str, arguments: Sequence[object]) -> ua.CallRequest:
        entry = self.entry(path, method=True)
        kinds = entry.inputs + (None,) * len(arguments)
        variants = [
            ua.Variant(value) if kind is None else ua.Variant(self._convert(Entry.of(path, kind), value), kind)
            for value, kind in zip(arguments, kinds, strict=False)
        ]
        request = ua.CallRequest()
        request.Parameters.MethodsToCall = [ua.CallMethodRequest(entry.parent, entry.node, variants)]
        return request

    # -- responses -------------------------------------------------------------------------------------------------

    def _checked_values(self, paths: Sequence[str], response) -> list[ua.DataValue]:
        for path, value in zip(paths, response.Results, strict=True):
            if value.StatusCode.value in _REFUSED_READS:
                raise refused(value.StatusCode.value, path)
        return response.Results

    def _check_written(self, values: Mapping[str, object], response) -> None:
        for (path, value), status in zip(values.items(), response.Results, strict=True):
            if not status.is_good():
                entry = self.entry(path)
                raise refused(status.value, path, value, low=entry.low, high=entry.high, unit=entry.unit)

    def _results(self, path: str, arguments: Sequence[object], response) -> list[object]:
        result = response.Results[0]
        if not result.StatusCode.is_good():
            shown = arguments[0] if len(arguments) == 1 else arguments or None
            raise refused(result.StatusCode.value, path, shown)
        return [each.Value for each in result.OutputArguments or ()]


_RESPONSES = {ua.ReadRequest: ua.ReadResponse, ua.WriteRequest: ua.WriteResponse, ua.CallRequest: ua.CallResponse}
_GONE = (
    ua.uaerrors.BadSessionIdInvalid,
    ua.uaerrors.BadSessionClosed,
    ua.uaerrors.BadSessionNotActivated,
    ua.uaerrors.BadSecureChannelClosed,
)
_REFUSED_READS = (
    ua.StatusCodes.BadUserAccessDenied,
    ua.StatusCodes.BadNodeIdUnknown,
    ua.StatusCodes.BadAttributeIdInvalid,
    ua.StatusCodes.BadNotReadable,
)
