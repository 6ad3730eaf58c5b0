"""asyncua's server core with what a plant adds: roles at every node, values pulled at each read, tight limits.

Contract: every request of a client goes through `RoleSession`, which asks `PlantCore` what its user may see, write and
call. Whatever is not a live variable or method is read-only for everybody. asyncua 2.1.0's core lets any user write
any writable node, hands out session tokens from a counter and lets one session end another's subscriptions.
"""

import secrets
from collections.abc import Iterable
from copy import copy
from datetime import UTC, datetime
from inspect import isawaitable

from asyncua import ua
from asyncua.common.utils import ServiceError
from asyncua.crypto.permission_rules import User, UserRole
from asyncua.server.internal_server import InternalServer
from asyncua.server.internal_session import InternalSession
from asyncua.server.standard_address_space import standard_address_space

from labs.language import Bilingual
from labs.opcua import limits
from labs.opcua.access import PlantUser, certified_user, password_in
from labs.opcua.continuation import Continuations
from labs.opcua.history import History
from labs.opcua.live import LiveMethod, LiveVariable, Refused
from labs.opcua.sampling import SampledSubscriptions
from labs.opcua.trust import TrustList
from labs.opcua.values import REFUSALS, plain_value, refusal
from labs.simulation.machine import PlantError
from labs.simulation.roles import Role

_READ = ua.AccessLevel.CurrentRead.mask
_WRITE = ua.AccessLevel.CurrentWrite.mask
_HISTORY = ua.AccessLevel.HistoryRead.mask


class PlantCore(InternalServer):
    """The address space and its services, for any machine.

    `variables` and `methods` map node ids to what they do; `titles` to names in both languages; `readers` to the lowest
    role that sees the node (absent: everybody).
    """

    def __init__(self, user_manager, language: str) -> None:
        super().__init__(user_manager=user_manager)
        self.language = language
        self.variables: dict[ua.NodeId, LiveVariable] = {}
        self.methods: dict[ua.NodeId, LiveMethod] = {}
        self.titles: dict[ua.NodeId, Bilingual] = {}
        self.readers: dict[ua.NodeId, Role] = {}
        self.subscription_service = SampledSubscriptions(self.aspace, iserver=self)
        self.isession.subscription_service = self.subscription_service
        self.disabled_clock = True  # CurrentTime is pulled like every other value
        self.allow_remote_admin = False
        self.supported_tokens = (ua.UserNameIdentityToken,)
        self.trust: TrustList | None = None
        self._limit()

    def require_trust(self, trust: TrustList) -> None:
        """Let in only applications that `trust` knows, and users with a certificate it knows too."""
        self.trust = trust
        self.supported_tokens = (ua.UserNameIdentityToken, ua.X509IdentityToken)

    def _limit(self) -> None:
        """Keep what one client, above all one that has not shown a password yet, can make the server hold."""
        self.max_connections = limits.MOST_CONNECTIONS
        self.max_connections_of_one = limits.MOST_FROM_ONE_ADDRESS
        self.max_strangers = limits.MOST_STRANGERS
        self.max_sessions = limits.MOST_SESSIONS
        self.max_pending_activation_seconds = limits.SECONDS_TO_LOG_IN
        self.max_pending_messages_per_connection = limits.MOST_WAITING + 1
        self.max_session_timeout_ms = 60_000
        self.max_subscriptions = limits.MOST_SUBSCRIPTIONS
        self.max_monitored_item_queue_size = 1_000
        self.max_unacked_messages_per_subscription = 50

    async def load_standard_address_space(self, shelf_file=None) -> None:
        """Fill in the standard's nodes here and now: a helper thread would not survive a fork."""
        standard_address_space.fill_address_space(self.node_mgt_service)

    async def setup_nodes(self) -> None:
        await super().setup_nodes()
        self.set_attribute_value_callback(ua.NodeId(ua.ObjectIds.Server_ServerStatus_CurrentTime), _current_time)
        status = ua.NodeId(ua.ObjectIds.Server_ServerStatus)
        self._status = self.aspace.read_attribute_value(status, ua.AttributeIds.Value).Value

    def decrypt_user_token(self, isession, token: ua.UserNameIdentityToken) -> tuple[str, str]:
        return password_in(token, self.private_key, isession.nonce, isession.secret_channel)

    def verify_x509_token(self, isession, token: ua.X509IdentityToken, signature: ua.SignatureData) -> PlantUser:
        return certified_user(self.trust, token, signature, self.certificate, isession.nonce)

    def create_session(self, name, user=None, external=False) -> "RoleSession":
        user = user or User(role=UserRole.Anonymous)
        return RoleSession(self, self.aspace, self.subscription_service, name, user=user, external=external)

    async def make_room_for_session(self) -> None:
        """Where there are as many sessions as there may be, end the oldest that nobody uses (OPC 10000-4, 5.6.2.1)."""
        sessions = self._external_sessions
        unused = [each for each in sessions.values() if not each.connected]
        while len(sessions) >= self.max_sessions:
            if not unused:
                raise ServiceError(ua.StatusCodes.BadTooManySessions)
            await unused.pop(0).close_session(True)

    async def get_endpoints(self, params=None, sockname=None) -> list[ua.EndpointDescription]:
        if params is not None and len(params.EndpointUrl or "") > limits.LONGEST_URL:
            params.EndpointUrl = None  # it comes back with every endpoint
        return await super().get_endpoints(params, sockname)

    @property
    def live_sessions(self) -> int:
        """How many clients have shown a password and are still there."""
        return sum(session.connected for session in self._external_sessions.values())

    def visible(self, node: ua.NodeId, role: Role) -> bool:
        """Return whether `role` may know what the node holds."""
        return role >= self.readers.get(node, Role.OBSERVER)


class RoleSession(InternalSession):
    """One client's session: every service asks for its user's role first."""

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        if self.external:
            # asyncua counts tokens up from 1000, and a token is all it takes to take a session over.
            self.iserver.unregister_external_session(self)
            self.auth_token = ua.NodeId(secrets.token_bytes(24), 1, ua.NodeIdType.ByteString)
            self.iserver.register_external_session(self)
        self.language: str = self.iserver.language
        self._continuations = Continuations()
        self._history = History(self.iserver.variables)
        self.processor = None
        """The connection that logged in with this session; no other may use it."""
        self.certificate: bytes | None = None
        self.secret_channel = False

    @property
    def connected(self) -> bool:
        """Whether somebody is logged in with this session, over a connection that stands."""
        return self.is_activated() and self.processor is not None and not self.processor.closed

    @property
    def role(self) -> Role:
        return getattr(self.user, "plant_role", Role.OBSERVER)

    def activate_session(self, params, peer_certificate):
        # The certificate of the channel is an application's, never a user's.
        result = super().activate_session(params, None)
        for locale in params.LocaleIds or ():
            if locale and locale[:2].lower() in ("ko", "en"):
                self.language = locale[:2].lower()
                break
        return result

    # -- attributes ------------------------------------------------------------------------------------------------

    async def read(self, params: ua.ReadParameters) -> list[ua.DataValue]:
        return [self._read(item) for item in params.NodesToRead]

    def _read(self, item: ua.ReadValueId) -> ua.DataValue:
        node, attribute = item.NodeId, item.AttributeId
        core = self.iserver
        if core.readers and not core.visible(node, self.role):
            return refusal(ua.StatusCodes.BadUserAccessDenied)
        variable = core.variables.get(node)
        if attribute == ua.AttributeIds.Value:
            if variable is None:
                return self.aspace.read_attribute_value(node, attribute)
            return refusal(ua.StatusCodes.BadIndexRangeNoData) if item.IndexRange else variable.read()
        if attribute in (ua.AttributeIds.DisplayName, ua.AttributeIds.Description) and node in core.titles:
            return ua.DataValue(ua.Variant(self._title(node)))
        if attribute == ua.AttributeIds.UserAccessLevel and variable is not None:
            mine = _READ if variable.history is None else _READ | _HISTORY
            mine |= _WRITE if variable.writer is not None and self.role >= variable.writer else 0
            return ua.DataValue(ua.Variant(mine, ua.VariantType.Byte))
        if attribute == ua.AttributeIds.UserExecutable and node in core.methods:
            return ua.DataValue(ua.Variant(self.role >= core.methods[node].caller))
        return self.aspace.read_attribute_value(node, attribute)

    async def history_read(self, params: ua.HistoryReadParameters) -> list[ua.HistoryReadResult]:
        visible = [self.iserver.visible(item.NodeId, self.role) for item in params.NodesToRead or ()]
        return self._history.read(params, visible)

    def _title(self, node: ua.NodeId) -> ua.LocalizedText:
        return ua.LocalizedText(self.iserver.titles[node].show(self.language), self.language)

    async def write(self, params: ua.WriteParameters) -> list[ua.StatusCode]:
        return [ua.StatusCode(self._write(item)) for item in params.NodesToWrite]

    def _write(self, item: ua.WriteValue) -> int:
        variable = self.iserver.variables.get(item.NodeId)
        if variable is None:
            known = item.NodeId in self.aspace
            return ua.StatusCodes.BadUserAccessDenied if known else ua.StatusCodes.BadNodeIdUnknown
        if not self.iserver.visible(item.NodeId, self.role):
            return ua.StatusCodes.BadUserAccessDenied
        if item.AttributeId != ua.AttributeIds.Value or variable.writer is None or variable.write is None:
            return ua.StatusCodes.BadNotWritable
        if self.role < variable.writer:
            return ua.StatusCodes.BadUserAccessDenied
        status = item.Value.StatusCode
        if item.IndexRange or (status is not None and not status.is_good()):
            return ua.StatusCodes.BadWriteNotSupported
        try:
            variable.write(plain_value(item.Value.Value, variable.kind), self.role)
        except Exception as error:
            return refusal_code(error)
        return ua.StatusCodes.Good

    # -- views and methods -----------------------------------------------------------------------------------------

    async def browse(self, params: ua.BrowseParameters) -> list[ua.BrowseResult]:
        most = params.RequestedMaxReferencesPerNode
        if len(params.NodesToBrowse) > limits.MOST_OPERATIONS:
            raise ServiceError(ua.StatusCodes.BadTooManyOperations)
        return [
            self._continuations.portion(self._browsed(result), most)
            for result in self.iserver.view_service.browse(params)
        ]

    async def translate_browsepaths_to_nodeids(self, params: list[ua.BrowsePath]) -> list[ua.BrowsePathResult]:
        results = []
        for path in params:
            if not path.RelativePath.Elements:
                results.append(ua.BrowsePathResult(ua.StatusCode(ua.StatusCodes.BadNothingToDo)))
                continue
            (result,) = self.iserver.view_service.translate_browsepaths_to_nodeids([path])
            found = [each for each in result.Targets or () if self.iserver.visible(each.TargetId, self.role)]
            if result.Targets and not found:
                result.StatusCode = ua.StatusCode(ua.StatusCodes.BadNoMatch)
            result.Targets = found
            results.append(result)
        return results

    async def browse_next(self, params: ua.BrowseNextParameters) -> list[ua.BrowseResult]:
        release = params.ReleaseContinuationPoints
        return [self._continuations.next(point, release) for point in params.ContinuationPoints or ()]

    def _browsed(self, result: ua.BrowseResult) -> ua.BrowseResult:
        core, seen = self.iserver, []
        for reference in result.References:
            if not core.visible(reference.NodeId, self.role):
                continue
            if reference.NodeId in core.titles:
                reference = copy(reference)
                reference.DisplayName = self._title(reference.NodeId)
            seen.append(reference)
        result.References = seen
        return result

    async def call(self, params: list[ua.CallMethodRequest]) -> list[ua.CallMethodResult]:
        return [await self._call(request) for request in params]

    async def _call(self, request: ua.CallMethodRequest) -> ua.CallMethodResult:
        method = self.iserver.methods.get(request.MethodId)
        if method is None:
            return (await self.iserver.method_service.call([request]))[0]
        arguments = request.InputArguments or []
        try:
            if self.role < method.caller:
                raise Refused(ua.StatusCodes.BadUserAccessDenied)
            if len(arguments) < len(method.inputs):
                raise Refused(ua.StatusCodes.BadArgumentsMissing)
            if len(arguments) > len(method.inputs):
                raise Refused(ua.StatusCodes.BadTooManyArguments)
            values = [plain_value(each, wanted.kind) for each, wanted in zip(arguments, method.inputs, strict=True)]
            results = method.call(self.role, *values)
            if isawaitable(results):
                results = await results
        except Exception as error:
            return ua.CallMethodResult(ua.StatusCode(refusal_code(error)))
        outputs = [ua.Variant(value, kind.kind) for value, kind in zip(results, method.outputs, strict=True)]
        return ua.CallMethodResult(ua.StatusCode(), [ua.StatusCode() for _ in arguments], [], outputs)

    # -- subscriptions: one's own only -----------------------------------------------------------------------------

    def _own(self, subscription: int) -> bool:
        found = self.subscription_service.subscriptions.get(subscription)
        return found is not None and found.session_id == self.session_id

    def _check_own(self, subscription: int) -> None:
        if not self._own(subscription):
            raise ServiceError(ua.StatusCodes.BadSubscriptionIdInvalid)

    async def create_subscription(self, params, callback, request_callback=None):
        if len(self.subscription_service.of_session(self.session_id)) >= limits.MOST_SUBSCRIPTIONS_OF_SESSION:
            raise ServiceError(ua.StatusCodes.BadTooManySubscriptions)
        await self.subscription_service.make_room()
        result = await super().create_subscription(params, callback, request_callback)
        self.subscription_service.subscriptions[result.SubscriptionId].owner = self.user.name
        return result

    async def create_monitored_items(self, params):
        self._check_own(params.SubscriptionId)
        wanted = params.ItemsToCreate
        if self.subscription_service.items_of(self.session_id) + len(wanted) > limits.MOST_ITEMS_OF_SESSION:
            full = ua.StatusCode(ua.StatusCodes.BadTooManyMonitoredItems)
            return [ua.MonitoredItemCreateResult(full) for _ in wanted]
        visible = [self.iserver.visible(item.ItemToMonitor.NodeId, self.role) for item in wanted]
        params.ItemsToCreate = [item for item, may in zip(wanted, visible, strict=True) if may]
        made = iter(await super().create_monitored_items(params))
        denied = ua.StatusCode(ua.StatusCodes.BadUserAccessDenied)
        return [next(made) if may else ua.MonitoredItemCreateResult(denied) for may in visible]

    async def modify_monitored_items(self, params):
        self._check_own(params.SubscriptionId)
        return await super().modify_monitored_items(params)

    async def delete_monitored_items(self, params):
        self._check_own(params.SubscriptionId)
        return await super().delete_monitored_items(params)

    async def set_monitoring_mode(self, params):
        self._check_own(params.SubscriptionId)
        return await super().set_monitoring_mode(params)

    def modify_subscription(self, params):
        self._check_own(params.SubscriptionId)
        return super().modify_subscription(params)

    def republish(self, params):
        self._check_own(params.SubscriptionId)
        message = super().republish(params)
        if not message.NotificationData:
            raise ServiceError(ua.StatusCodes.BadMessageNotAvailable)
        return message

    def publish(self, acks=None):
        codes, mine = [], self.subscription_service.of_session(self.session_id)
        if not mine:
            raise ServiceError(ua.StatusCodes.BadNoSubscription)
        for ack in acks or ():
            known = mine.get(ack.SubscriptionId)
            if known is None:
                codes.append(ua.StatusCodes.BadSubscriptionIdInvalid)
            elif known._not_acknowledged_results.pop(ack.SequenceNumber, None) is None:
                codes.append(ua.StatusCodes.BadSequenceNumberUnknown)
            else:
                codes.append(ua.StatusCodes.Good)
        return len(mine), [ua.StatusCode(code) for code in codes]

    async def set_publishing_mode(self, params):
        params.SubscriptionIds = [each if self._own(each) else 0 for each in params.SubscriptionIds]
        return await super().set_publishing_mode(params)

    async def transfer_subscriptions(self, params, callback):
        """Take over subscriptions of the same user. Each asks this connection for its publish requests from then on."""
        all_of_them, results = self.subscription_service.subscriptions, []
        for number in params.SubscriptionIds:
            found = all_of_them.get(number)
            if found is None or found.owner != self.user.name:
                code = ua.StatusCodes.BadSubscriptionIdInvalid if found is None else ua.StatusCodes.BadUserAccessDenied
                results.append(ua.TransferResult(ua.StatusCode(code), []))
                continue
            found.session_id = self.session_id
            found.pub_result_callback, found.pub_request_callback = callback, self.processor.get_publish_request
            results.append(ua.TransferResult(ua.StatusCode(), sorted(found._not_acknowledged_results)))
        return results

    async def delete_subscriptions(self, ids: Iterable[int]) -> list[ua.StatusCode]:
        # 0 is nobody's number: asyncua answers BadSubscriptionIdInvalid in its place.
        return await super().delete_subscriptions([each if self._own(each) else 0 for each in ids])


def refusal_code(error: Exception) -> int:
    """Return the status code that answers a refused write or call; an unexpected error is raised again."""
    if isinstance(error, Refused):
        return error.code
    if isinstance(error, PlantError):
        return REFUSALS.get(error.reason, ua.StatusCodes.BadInvalidState)
    if isinstance(error, TypeError):
        return ua.StatusCodes.BadTypeMismatch
    raise error


def _current_time(node, attribute) -> ua.DataValue:
    now = datetime.now(UTC)
    return ua.DataValue(ua.Variant(now), SourceTimestamp=now, ServerTimestamp=now)
