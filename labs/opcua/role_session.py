"""What one client may do: every service asks for its user's role first.

Contract: a `RoleSession` answers for its user only. What is no live variable or method is read-only for everybody.
asyncua 2.1.0's session lets any user write any writable node, and hands out tokens from a counter.
"""

import secrets
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from asyncua import ua

from labs.opcua.condition_methods import CALLERS, condition_method
from labs.opcua.event_items import is_subtype
from labs.opcua.history import History
from labs.opcua.history_events import EventReading
from labs.opcua.live import Later, LiveMethod, LiveVariable, Refused
from labs.opcua.permissions import may_call, may_write, role_permissions, user_access
from labs.opcua.ranges import cut, problem_of
from labs.opcua.refusals import refusal_status
from labs.opcua.subscribing import SERVER_METHODS
from labs.opcua.values import plain_value, refusal
from labs.opcua.viewing import ViewingSession
from labs.simulation.roles import Role

_GOOD = ua.StatusCode()
_MOST_USERS = 20


class RoleSession(ViewingSession):
    """One client's session: every service asks for its user's role first."""

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        if self.external:
            # asyncua counts tokens up from 1000, and a token is all it takes to take a session over.
            self.iserver.unregister_external_session(self)
            self.auth_token = ua.NodeId(secrets.token_bytes(24), 1, ua.NodeIdType.ByteString)
            self.iserver.register_external_session(self)
        self._history = History(self.iserver.variables, self._past_events)
        self.processor = None
        """The connection that logged in with this session; no other may use it."""
        self.certificate: bytes | None = None
        self.secret_channel = False
        self.asked: ua.CreateSessionParameters | None = None
        self.since: datetime | None = None
        self.requests: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.unauthorized = 0
        self.users: deque[str] = deque(maxlen=_MOST_USERS)
        """Who has used the session, one after the other."""
        self.mechanism = ""

    @property
    def connected(self) -> bool:
        """Whether somebody is logged in with this session, over a connection that stands."""
        return self.is_activated() and self.processor is not None and not self.processor.closed

    @property
    def role(self) -> Role:
        return getattr(self.user, "plant_role", Role.OBSERVER)

    def sees(self, node: ua.NodeId) -> bool:
        """Return whether this user may know what the node holds."""
        core = self.iserver
        return core.visible(node, self.role) or core.told_sessions.belongs(node, self)

    @property
    def last_contact(self) -> datetime:
        """When the client asked for something last."""
        return datetime.now(UTC) - timedelta(seconds=time.monotonic() - self._last_activity)

    async def create_session(self, params, sockname=None):
        self.asked, self.since = params, datetime.now(UTC)
        return await super().create_session(params, sockname)

    def activate_session(self, params, peer_certificate):
        # The certificate of the channel is an application's, never a user's.
        result = super().activate_session(params, None)
        self.users.append(self.user.name)
        certified = isinstance(params.UserIdentityToken, ua.X509IdentityToken)
        self.mechanism = (ua.UserTokenType.Certificate if certified else ua.UserTokenType.UserName).name
        for locale in params.LocaleIds or ():
            if locale and locale[:2].lower() in ("ko", "en"):
                self.language = locale[:2].lower()
                break
        return result

    # -- attributes ------------------------------------------------------------------------------------------------

    async def read(self, params: ua.ReadParameters) -> list[ua.DataValue]:
        return [self.look(item) for item in params.NodesToRead]

    def look(self, item: ua.ReadValueId) -> ua.DataValue:
        """Return one attribute of one node as this user sees it."""
        return cut(self._attribute(item.NodeId, item.AttributeId), item.IndexRange)

    def _attribute(self, node: ua.NodeId, attribute: int) -> ua.DataValue:
        core, ids = self.iserver, ua.AttributeIds
        if core.readers and not self.sees(node):
            return refusal(ua.StatusCodes.BadUserAccessDenied)
        if node not in self.aspace:
            core.unfold(node)
        variable = core.variables.get(node)
        if attribute == ids.Value and variable is not None:
            return variable.read()
        if attribute in (ids.DisplayName, ids.Description) and node in core.titles:
            return ua.DataValue(ua.Variant(self.title(node)))
        if attribute == ids.UserAccessLevel and variable is not None:
            return ua.DataValue(ua.Variant(user_access(variable, self.role), ua.VariantType.Byte))
        if attribute in (ids.Executable, ids.UserExecutable) and node in core.aspace:
            found = self._executable(node, attribute == ids.UserExecutable)
            return core.aspace.read_attribute_value(node, attribute) if found is None else found
        if attribute in (ids.RolePermissions, ids.UserRolePermissions) and node in core.aspace:
            roles = (self.role,) if attribute == ids.UserRolePermissions else Role
            kind = core.aspace.read_attribute_value(node, ids.NodeClass).Value.Value
            reader = core.readers.get(node, Role.OBSERVER)
            return role_permissions(roles, reader, variable, core.methods.get(node), kind == ua.NodeClass.Variable)
        return self.aspace.read_attribute_value(node, attribute)

    def _executable(self, node: ua.NodeId, mine: bool) -> ua.DataValue | None:
        """Return whether the method can be called, by this user if `mine`; None where the node is no method."""
        core = self.iserver
        if core.aspace.read_attribute_value(node, ua.AttributeIds.Executable).StatusCode.is_bad():
            return None
        method = core.methods.get(node)
        if node in CALLERS:
            return ua.DataValue(ua.Variant(self.role >= CALLERS[node] if mine else True))
        if method is not None:
            return ua.DataValue(ua.Variant(may_call(method, self.role) if mine else True))
        return ua.DataValue(ua.Variant(node in SERVER_METHODS or core.aspace[node].call is not None))

    async def history_read(self, params: ua.HistoryReadParameters) -> list[ua.HistoryReadResult]:
        visible = [self.sees(item.NodeId) for item in params.NodesToRead or ()]
        return self._history.read(params, visible)

    def _past_events(self, node: ua.NodeId, details: ua.ReadEventDetails) -> EventReading:
        return EventReading(self.iserver.conditions, node, details, self.language, partial(is_subtype, self.aspace))

    async def write(self, params: ua.WriteParameters) -> list[ua.StatusCode]:
        return [self.put(item) for item in params.NodesToWrite]

    def put(self, item: ua.WriteValue) -> ua.StatusCode:
        """Write one attribute of one node as this user."""
        variable = self.iserver.variables.get(item.NodeId)
        problem = self._problem(item, variable)
        if problem:
            return ua.StatusCode(problem)
        try:
            variable.write(plain_value(item.Value.Value, variable.kind), self.role)
        except Exception as error:
            return refusal_status(error)
        return _GOOD

    def _problem(self, item: ua.WriteValue, variable: LiveVariable | None) -> int:
        """Return why this user cannot write such a thing at all, 0 where the plant itself is to say."""
        if variable is None:
            known = item.NodeId in self.aspace
            return ua.StatusCodes.BadUserAccessDenied if known else ua.StatusCodes.BadNodeIdUnknown
        if not self.sees(item.NodeId):
            return ua.StatusCodes.BadUserAccessDenied
        if item.AttributeId != ua.AttributeIds.Value or variable.writer is None or variable.write is None:
            return ua.StatusCodes.BadNotWritable
        if not may_write(variable, self.role):
            return ua.StatusCodes.BadUserAccessDenied
        status = item.Value.StatusCode
        if item.IndexRange:  # every value is a whole: a number or a text
            return problem_of(item.IndexRange) or ua.StatusCodes.BadIndexRangeNoData
        if status is not None and not status.is_good():
            return ua.StatusCodes.BadWriteNotSupported
        return ua.StatusCodes.Good

    # -- methods ---------------------------------------------------------------------------------------------------

    async def call(self, params: list[ua.CallMethodRequest]) -> list[ua.CallMethodResult]:
        return [await self._call(request) for request in params]

    async def _call(self, request: ua.CallMethodRequest) -> ua.CallMethodResult:
        core = self.iserver
        if request.MethodId in SERVER_METHODS:
            return await SERVER_METHODS[request.MethodId](self, request.InputArguments or [])
        try:
            method = core.methods.get(request.MethodId)
            method = method or condition_method(request, self, core.conditions, core.condition_events)
            if method is None:
                return (await core.method_service.call([request]))[0]
        except Exception as error:
            return ua.CallMethodResult(refusal_status(error))
        begun = self.begin_call(request, method)
        return begun if isinstance(begun, ua.CallMethodResult) else await begun()

    def begin_call(
        self, request: ua.CallMethodRequest, method: LiveMethod | None = None
    ) -> ua.CallMethodResult | Callable[[], Awaitable[ua.CallMethodResult]]:
        """Call a live method (default: the plant's that is asked for); return its result, or see `live.Later`."""
        method, arguments = method or self.iserver.methods[request.MethodId], request.InputArguments or []
        try:
            if not may_call(method, self.role):
                raise Refused(ua.StatusCodes.BadUserAccessDenied)
            if len(arguments) < len(method.inputs):
                raise Refused(ua.StatusCodes.BadArgumentsMissing)
            if len(arguments) > len(method.inputs):
                raise Refused(ua.StatusCodes.BadTooManyArguments)
            values = [plain_value(each, wanted.kind) for each, wanted in zip(arguments, method.inputs, strict=True)]
            results = method.call(self.role, *values)
        except Exception as error:
            return ua.CallMethodResult(refusal_status(error))
        return partial(_called_later, method, results) if callable(results) else _called(method, results)


async def _called_later(method: LiveMethod, later: Later) -> ua.CallMethodResult:
    try:
        return _called(method, await later())
    except Exception as error:
        return ua.CallMethodResult(refusal_status(error))


def _called(method: LiveMethod, results: Sequence[object]) -> ua.CallMethodResult:
    outputs = [ua.Variant(value, kind.kind) for value, kind in zip(results, method.outputs, strict=True)]
    return ua.CallMethodResult(ua.StatusCode(), [ua.StatusCode() for _ in method.inputs], [], outputs)
