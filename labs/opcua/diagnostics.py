"""What a server tells of itself: its capabilities, and who is connected (OPC 10000-5, 6.3).

Contract: `tell_capabilities(core)` writes the constants once, before a fork; `tell_diagnostics(core)` lets the counts
and the lists of sessions and subscriptions be made when somebody reads them; unread they cost nothing.
The lists name users and their programs: only engineers see them. `session_nodes` shows each session the own entry.
"""

from collections import Counter
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from asyncua import ua
from asyncua.ua.ua_binary import struct_to_binary

from labs.opcua import limits
from labs.opcua.continuation import MOST
from labs.simulation.roles import Role

_PROFILES = (
    "http://opcfoundation.org/UA-Profile/Server/MicroEmbeddedDevice2017",
    "http://opcfoundation.org/UA-Profile/Server/DataAccess",
    "http://opcfoundation.org/UA-Profile/Server/Methods",
    "http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary",
)
"""What is implemented in the sense of these profiles; the product is not certified."""

_UINT16, _UINT32 = ua.VariantType.UInt16, ua.VariantType.UInt32
_CAPABILITIES = {
    "ServerProfileArray": (list(_PROFILES), ua.VariantType.String),
    "LocaleIdArray": (["ko", "en"], ua.VariantType.String),
    "MinSupportedSampleRate": (50.0, ua.VariantType.Double),
    "MaxBrowseContinuationPoints": (MOST, _UINT16),
    "MaxQueryContinuationPoints": (0, _UINT16),
    "SoftwareCertificates": ([], ua.VariantType.ExtensionObject),
    "MaxArrayLength": (limits.LARGEST, _UINT32),
    "MaxStringLength": (limits.LARGEST, _UINT32),
    "MaxByteStringLength": (limits.LARGEST, _UINT32),
    "MaxSessions": (limits.MOST_SESSIONS, _UINT32),
    "MaxSubscriptions": (limits.MOST_SUBSCRIPTIONS, _UINT32),
    "MaxSubscriptionsPerSession": (limits.MOST_SUBSCRIPTIONS_OF_SESSION, _UINT32),
    "MaxMonitoredItems": (limits.MOST_SESSIONS * limits.MOST_ITEMS_OF_SESSION, _UINT32),
    "MaxMonitoredItemsPerSubscription": (limits.MOST_ITEMS_OF_SESSION, _UINT32),
    "MaxMonitoredItemsQueueSize": (limits.LONGEST_QUEUE, _UINT32),
    "OperationLimits_MaxNodesPerMethodCall": (limits.MOST_CALLS, _UINT32),
    "OperationLimits_MaxMonitoredItemsPerCall": (limits.MOST_ITEMS_OF_SESSION, _UINT32),
}
_SUMMARY = "Server_ServerDiagnostics_ServerDiagnosticsSummary"
SESSIONS = ua.NodeId(ua.ObjectIds.Server_ServerDiagnostics_SessionsDiagnosticsSummary)
_ARRAYS = "Server_ServerDiagnostics_SessionsDiagnosticsSummary_Session"
_SUBSCRIPTIONS = "Server_ServerDiagnostics_SubscriptionDiagnosticsArray"


@dataclass
class Counts:
    """What has happened since the start."""

    sessions: int = 0
    rejected_sessions: int = 0
    insecure_sessions: int = 0
    """Refused because of a wrong password, certificate or policy; also among the rejected."""
    subscriptions: int = 0
    rejected_requests: int = 0
    insecure_requests: int = 0


def tell_capabilities(core) -> None:
    """Write the values of ServerCapabilities, which asyncua leaves null."""
    for name, (value, kind) in _CAPABILITIES.items():
        attributes = core.aspace[_node(f"Server_ServerCapabilities_{name}")].attributes
        variant = ua.Variant(value, kind, is_array=isinstance(value, list))
        attributes[ua.AttributeIds.Value].value = ua.DataValue(variant)


def tell_diagnostics(core) -> None:
    """Let the nodes of ServerDiagnostics be computed when they are read."""
    _pull(core, "Server_ServerDiagnostics_EnabledFlag", lambda: ua.Variant(True))
    _pull(core, _SUMMARY, lambda: ua.Variant(summary(core)))
    for each in fields(ua.ServerDiagnosticsSummaryDataType):
        _pull(core, f"{_SUMMARY}_{each.name}", lambda name=each.name: ua.Variant(getattr(summary(core), name), _UINT32))
    lists = {
        f"{_ARRAYS}DiagnosticsArray": lambda core: [session_diagnostics(core, each) for each in activated(core)],
        f"{_ARRAYS}SecurityDiagnosticsArray": lambda core: [
            session_security(core, each).extension() for each in activated(core)
        ],
        _SUBSCRIPTIONS: subscription_diagnostics,
        "Server_ServerDiagnostics_SamplingIntervalDiagnosticsArray": lambda _core: [],
    }
    for name, told in lists.items():
        core.readers[_node(name)] = Role.ENGINEER
        _pull(core, name, lambda told=told: ua.Variant(told(core), ua.VariantType.ExtensionObject, is_array=True))


def summary(core) -> ua.ServerDiagnosticsSummaryDataType:
    """Return the counts of the whole server. Sessions that time out are not told from those that are closed."""
    counts, subscriptions = core.counts, core.subscription_service.subscriptions
    return ua.ServerDiagnosticsSummaryDataType(
        CurrentSessionCount=len(activated(core)),
        CumulatedSessionCount=counts.sessions,
        RejectedSessionCount=counts.rejected_sessions,
        SecurityRejectedSessionCount=counts.insecure_sessions,
        CurrentSubscriptionCount=len(subscriptions),
        CumulatedSubscriptionCount=counts.subscriptions,
        PublishingIntervalCount=len({each.data.RevisedPublishingInterval for each in subscriptions.values()}),
        RejectedRequestsCount=counts.rejected_requests,
        SecurityRejectedRequestsCount=counts.insecure_requests,
    )


def activated(core) -> list:
    """Return the sessions that somebody has logged in with."""
    return [each for each in core._external_sessions.values() if each.is_activated()]


def session_diagnostics(core, session) -> ua.SessionDiagnosticsDataType:
    """Return what a session has asked for and how often (OPC 10000-5, 12.11)."""
    asked, requests = session.asked, session.requests
    told = ua.SessionDiagnosticsDataType(
        SessionId=session.session_id,
        SessionName=asked.SessionName,
        ClientDescription=asked.ClientDescription,
        ServerUri=asked.ServerUri,
        EndpointUrl=asked.EndpointUrl,
        LocaleIds=[session.language],
        ActualSessionTimeout=session.session_timeout * 1000,
        MaxResponseMessageSize=asked.MaxResponseMessageSize,
        ClientConnectionTime=session.since,
        ClientLastContactTime=session.last_contact,
        CurrentSubscriptionsCount=len(core.subscription_service.of_session(session.session_id)),
        CurrentMonitoredItemsCount=core.subscription_service.items_of(session.session_id),
        CurrentPublishRequestsInQueue=len(session.processor._publish_requests),
        TotalRequestCount=_counter(sum(requests.values()), sum(session.failed.values())),
        UnauthorizedRequestCount=session.unauthorized,
    )
    for name in requests:
        if hasattr(told, f"{name}Count"):
            setattr(told, f"{name}Count", _counter(requests[name], session.failed[name]))
    return told


def _counter(total: int, errors: int) -> ua.ServiceCounterDataType:
    return ua.ServiceCounterDataType(total, errors)


@dataclass
class SessionSecurity:
    """SessionSecurityDiagnosticsDataType (OPC 10000-5, 12.12).

    asyncua 2.1.0's own class takes the field Encoding for the mask of optional fields and sends what nobody can read.
    """

    SessionId: "ua.NodeId"
    ClientUserIdOfSession: "ua.String"
    ClientUserIdHistory: "list[ua.String]"
    AuthenticationMechanism: "ua.String"
    MessageEncoding: "ua.String"
    """The standard's field Encoding."""
    TransportProtocol: "ua.String"
    SecurityMode: "ua.MessageSecurityMode"
    SecurityPolicyUri: "ua.String"
    ClientCertificate: "ua.ByteString"

    def extension(self) -> ua.ExtensionObject:
        """Return it as it travels."""
        kind = ua.NodeId(ua.ObjectIds.SessionSecurityDiagnosticsDataType_Encoding_DefaultBinary)
        return ua.ExtensionObject(kind, struct_to_binary(self))


def session_security(_core, session) -> SessionSecurity:
    """Return who uses a session, and how it is secured over the connection that it has now."""
    policy = session.processor._connection.security_policy
    return SessionSecurity(
        session.session_id, session.user.name, list(session.users), session.mechanism, "UA Binary", "opc.tcp",
        policy.Mode, policy.URI, session.certificate,
    )  # fmt: skip


def subscription_diagnostics(core, session=None) -> list[ua.SubscriptionDiagnosticsDataType]:
    """Return how the subscriptions stand: all of them, or those of a session."""
    told = []
    for number, each in core.subscription_service.subscriptions.items():
        if session is not None and each.session_id != session.session_id:
            continue
        items = each.monitored_item_srv._monitored_items.values()
        modes = Counter(item.mode for item in items)
        told.append(
            ua.SubscriptionDiagnosticsDataType(
                SessionId=each.session_id,
                SubscriptionId=number,
                PublishingInterval=each.data.RevisedPublishingInterval,
                MaxKeepAliveCount=each.data.RevisedMaxKeepAliveCount,
                MaxLifetimeCount=each.data.RevisedLifetimeCount,
                PublishingEnabled=each._publishing_enabled,
                CurrentKeepAliveCount=each._keep_alive_count,
                CurrentLifetimeCount=each._publish_cycles_count,
                UnacknowledgedMessageCount=len(each._not_acknowledged_results),
                MonitoredItemCount=len(items),
                DisabledMonitoredItemCount=modes[ua.MonitoringMode.Disabled],
                NextSequenceNumber=each._notification_seq,
            )
        )
    return told


def _node(name: str) -> ua.NodeId:
    return ua.NodeId(getattr(ua.ObjectIds, name))


def _pull(core, name: str, read) -> None:
    def value(_node, _attribute) -> ua.DataValue:
        now = datetime.now(UTC)
        return ua.DataValue(read(), SourceTimestamp=now, ServerTimestamp=now)

    core.set_attribute_value_callback(_node(name), value)
