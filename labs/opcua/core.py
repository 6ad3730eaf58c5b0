"""asyncua's server core with what a plant adds: roles at every node, values pulled at each read, tight limits.

Contract: `PlantCore` holds the address space and says what a role may see; every request of a client goes through its
`RoleSession`.
"""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime

from asyncua import ua
from asyncua.common.utils import ServiceError
from asyncua.crypto.permission_rules import User, UserRole
from asyncua.server.address_space import MethodService, NodeData
from asyncua.server.internal_server import InternalServer
from asyncua.server.standard_address_space import standard_address_space

from labs.language import Bilingual
from labs.opcua import limits, standard
from labs.opcua.access import PlantUser, certified_user, password_in
from labs.opcua.condition_events import ConditionEvents
from labs.opcua.conditions import Conditions
from labs.opcua.diagnostics import SESSIONS, Counts, tell_capabilities, tell_diagnostics
from labs.opcua.event_items import EventItems
from labs.opcua.live import LiveMethod, LiveVariable
from labs.opcua.publishing import SampledSubscriptions
from labs.opcua.role_session import RoleSession
from labs.opcua.trust import TrustList
from labs.opcua.views import Views
from labs.simulation.roles import Role


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
        self.conditions = Conditions()
        self.condition_events = ConditionEvents(self, self.conditions)
        self.unfold: Callable[[ua.NodeId], None] = lambda node: None
        """Makes the nodes of a condition, when one of them is asked for."""
        self.told_sessions = None
        """The objects of the sessions (`session_nodes.SessionSpace`), once the server has them."""
        self.view_service = Views(self.aspace)
        self.subscription_service = SampledSubscriptions(self.aspace, self, EventItems)
        self.isession.subscription_service = self.subscription_service
        self.disabled_clock = True  # CurrentTime is pulled like every other value
        self.allow_remote_admin = False
        self.supported_tokens = (ua.UserNameIdentityToken,)
        self.trust: TrustList | None = None
        self.counts = Counts()
        self._limit()

    @property
    def nodes(self) -> dict[ua.NodeId, NodeData]:
        """Every node of the address space by its id."""
        return self.aspace._nodes

    @property
    def tables(self) -> tuple[dict, ...]:
        """Everything that describing a machine adds entries to; may be set to other such tables."""
        return self.nodes, self.variables, self.methods, self.titles, self.readers

    @tables.setter
    def tables(self, tables: tuple[dict, ...]) -> None:
        self.aspace._nodes, self.variables, self.methods, self.titles, self.readers = tables

    def understudy(self) -> "PlantCore":
        """Return a core with the same tables that has met nobody: its sessions, counts and endpoints are its own."""
        other = copy(self)
        other.endpoints, other.asyncio_transports = [], []
        other._known_servers, other._external_sessions = {}, {}
        other.isession, other.method_service = copy(self.isession), MethodService(self.aspace)
        other.subscription_service = SampledSubscriptions(self.aspace, other, EventItems)
        other.condition_events = ConditionEvents(other, self.conditions)
        other.counts = Counts()
        return other

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
        self.max_monitored_item_queue_size = limits.LONGEST_QUEUE
        self.max_unacked_messages_per_subscription = 50

    async def load_standard_address_space(self, shelf_file=None) -> None:
        """Fill in the standard's nodes here and now: a helper thread would not survive a fork."""
        standard_address_space.fill_address_space(self.node_mgt_service)
        standard.trim(self.nodes)

    async def setup_nodes(self) -> None:
        await super().setup_nodes()
        self.set_attribute_value_callback(ua.NodeId(ua.ObjectIds.Server_ServerStatus_CurrentTime), _current_time)
        status = ua.NodeId(ua.ObjectIds.Server_ServerStatus)
        tell_capabilities(self)
        tell_diagnostics(self)
        standard.fill(self)
        self._status = self.aspace.read_attribute_value(status, ua.AttributeIds.Value).Value

    def decrypt_user_token(self, isession, token: ua.UserNameIdentityToken) -> tuple[str, str]:
        return password_in(token, self.private_key, isession.nonce, isession.secret_channel)

    def verify_x509_token(self, isession, token: ua.X509IdentityToken, signature: ua.SignatureData) -> PlantUser:
        return certified_user(self.trust, token, signature, self.certificate, isession.nonce)

    def create_session(self, name, user=None, external=False) -> RoleSession:
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

    def look(self, node: ua.NodeId) -> None:
        """Make what is made only when somebody looks at `node`."""
        self.unfold(node)
        if self.told_sessions is not None:
            self.told_sessions.look(node)

    def unfold_path(self, path: ua.BrowsePath) -> None:
        """Make the nodes of the conditions and of the sessions that `path` begins in or leads through."""
        self.look(path.StartingNode)
        for element in path.RelativePath.Elements:
            name = element.TargetName.Name if element.TargetName else None
            if name == "SessionsDiagnosticsSummary":
                self.look(SESSIONS)
            condition = self.conditions.by_alarm.get(name)
            if condition is not None:
                self.unfold(condition.node)

    def visible(self, node: ua.NodeId, role: Role) -> bool:
        """Return whether `role` may know what the node holds."""
        return role >= self.readers.get(node, Role.OBSERVER)


def _current_time(node, attribute) -> ua.DataValue:
    now = datetime.now(UTC)
    return ua.DataValue(ua.Variant(now), SourceTimestamp=now, ServerTimestamp=now)
