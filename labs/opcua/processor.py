"""What a plant asks of a connection before it lets a request through, where asyncua 2.1.0 asks nothing.

Contract: a `GuardedProcessor` answers one connection. Messages come in order (Hello, OpenSecureChannel, requests); the
channel's certificate is judged when the channel opens; a session is created over an offered security policy only,
belongs to the channel that activated it, and is used with its own token. asyncua takes requests without a channel,
lets a channel without security into a server that offers none, and never compares the token.
"""

import struct
from datetime import UTC, datetime

from asyncua import ua
from asyncua.common.utils import NotEnoughData, ServiceError
from asyncua.crypto.security_policies import SecurityPolicyNone
from asyncua.crypto.uacrypto import der_from_x509, x509_from_der
from asyncua.ua.ua_binary import struct_from_binary, struct_to_binary

from labs.opcua.continuation import ContinuingProcessor
from labs.opcua.limits import check_count, largest_message
from labs.opcua.quick_answers import QuickAnswers
from labs.opcua.refusals import explain
from labs.opcua.trust import CLIENT, judge


def _request(name: str) -> ua.NodeId:
    return ua.NodeId(getattr(ua.ObjectIds, f"{name}Request_Encoding_DefaultBinary"))


_CREATE, _ACTIVATE, _CLOSE = _request("CreateSession"), _request("ActivateSession"), _request("CloseSession")
_TRIGGERING = _request("SetTriggering")
_SUFFIX = "Request_Encoding_DefaultBinary"
_NAMES = {
    ua.NodeId(number): name.removesuffix(_SUFFIX) for number, name in ua.ObjectIdNames.items() if name.endswith(_SUFFIX)
}
_INSECURE = {
    getattr(ua.StatusCodes, f"Bad{name}")
    for name in (
        "UserAccessDenied",
        "IdentityTokenInvalid",
        "IdentityTokenRejected",
        "UserSignatureInvalid",
        "SecurityChecksFailed",
        "SecurityPolicyRejected",
        "SessionIdInvalid",
        "SecureChannelIdInvalid",
        "CertificateInvalid",
        "CertificateUriInvalid",
    )
}
_OPEN_TO_ALL = {_request(name) for name in ("GetEndpoints", "FindServers", "CloseSecureChannel")}
_NOT_OFFERED = {_request(name) for name in ("RegisterServer", "RegisterServer2")}


class GuardedProcessor(ContinuingProcessor):
    """asyncua's processor of one connection, with the checks of OPC 10000-4, 5.5 to 5.6."""

    def __init__(self, core, transport, limits) -> None:
        super().__init__(core, transport, limits)
        self.greeted = False
        self._quick = QuickAnswers(self)
        self._certificate: bytes | None = None
        self._diagnostics = 0
        """What the client of the request in hand wants to know of its refusals (ReturnDiagnostics)."""

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return self._transport.is_closing()

    @property
    def authenticated(self) -> bool:
        """Whether somebody has logged in over this connection and is still there."""
        return self.session is not None and self.session.is_activated() and self.session.processor is self

    def answered_at_once(self, channel: int, data: bytes) -> bool:
        """Answer a whole message of a `channel`, from its token on, without the loop; False: nothing was done."""
        return self._quick.answered_at_once(channel, data)

    async def process(self, header, body):
        """Handle one message; raise UaStatusCodeError where the connection has to end with that code."""
        kind = header.MessageType
        if kind == ua.MessageType.Hello:
            if self.greeted:
                raise ua.UaStatusCodeError(ua.StatusCodes.BadTcpMessageTypeInvalid)
            self.greeted = True
        elif kind not in (ua.MessageType.SecureOpen, ua.MessageType.SecureMessage, ua.MessageType.SecureClose):
            raise ua.UaStatusCodeError(ua.StatusCodes.BadTcpMessageTypeInvalid)
        elif not self.greeted or (kind != ua.MessageType.SecureOpen and not self._connection.is_open()):
            raise ua.UaStatusCodeError(ua.StatusCodes.BadTcpSecureChannelUnknown)
        waiting = self._connection._incoming_size
        if waiting + header.body_size > largest_message(self.greeted, self.authenticated):
            raise ua.UaStatusCodeError(ua.StatusCodes.BadTcpMessageTooLarge)
        if kind == ua.MessageType.SecureMessage and await self._quick.answered(header, body):
            return True
        try:
            return await super().process(header, body)
        except ua.UaStatusCodeError:
            raise
        except Exception as error:
            if kind == ua.MessageType.SecureOpen:  # an unknown policy, a damaged certificate, a wrong signature
                raise ua.UaStatusCodeError(ua.StatusCodes.BadSecurityChecksFailed) from error
            raise

    # -- the channel -----------------------------------------------------------------------------------------------

    def open_secure_channel(self, algohdr, seqhdr, body):
        if not self._connection.is_open() and algohdr.SecurityPolicyURI != SecurityPolicyNone.URI:
            certificate = self._judged(algohdr.SenderCertificate)
            super().open_secure_channel(algohdr, seqhdr, body)
            self._certificate = certificate
        else:
            super().open_secure_channel(algohdr, seqhdr, body)

    def _judged(self, der: bytes | None) -> bytes:
        """Return the client's certificate if it is good; its URI is judged when a session tells whose it is."""
        try:
            certificate = x509_from_der(der)
        except ValueError:
            certificate = None
        if certificate is None:
            raise ua.UaStatusCodeError(ua.StatusCodes.BadCertificateInvalid)
        judge(certificate, datetime.now(UTC), trust=self.iserver.trust, usage=CLIENT)
        return der

    # -- requests --------------------------------------------------------------------------------------------------

    async def _process_message(self, typeid, requesthdr, seqhdr, body):
        code, self._diagnostics = ua.StatusCodes.BadInternalError, requesthdr.ReturnDiagnostics
        try:
            answered = await self._answer(typeid, requesthdr, seqhdr, body)
            code = ua.StatusCodes.Good
        except (NotEnoughData, struct.error, UnicodeDecodeError, RecursionError) as error:
            code = ua.StatusCodes.BadDecodingError
            raise ServiceError(code) from error
        except (ServiceError, ua.UaStatusCodeError) as error:
            code = error.code
            raise
        finally:
            self.count(_NAMES.get(typeid, ""), code)
        return answered

    def send_response(self, requesthandle, seqhdr, response, msgtype=ua.MessageType.SecureMessage):
        if isinstance(response, ua.WriteResponse | ua.CallResponse):
            explain(response, self._diagnostics, self.session.language)
        elif isinstance(response, ua.CreateSessionResponse) and not response.Parameters.ServerCertificate:
            # Who encrypts a password on a channel without security needs it (OPC 10000-4, 5.7.2.2).
            response.Parameters.ServerCertificate = der_from_x509(self.iserver.certificate)
        response.ResponseHeader.RequestHandle = requesthandle
        data = struct_to_binary(response)
        if msgtype == ua.MessageType.SecureMessage and self.too_long(data):
            fault = ua.ServiceFault()
            fault.ResponseHeader.RequestHandle = requesthandle
            fault.ResponseHeader.ServiceResult = ua.StatusCode(ua.StatusCodes.BadResponseTooLarge)
            data = struct_to_binary(fault)
        message = self._connection.message_to_binary(data, message_type=msgtype, request_id=seqhdr.RequestId)
        self._transport.write(message)

    def too_long(self, answer: bytes) -> bool:
        """Return whether the client takes no answer of this size: it said so with Hello or with its session."""
        asked = self.session.asked if self.session is not None else None
        wanted = self._limits.longest_answer, asked.MaxResponseMessageSize if asked is not None else 0
        return any(0 < each < len(answer) for each in wanted)

    def count(self, name: str, code: int) -> None:
        """Keep the books that the server's diagnostics show; `name` of a service."""
        counts = self.iserver.counts
        if self.session is not None:
            self.session.requests[name] += 1
            self.session.failed[name] += code != ua.StatusCodes.Good
            self.session.unauthorized += code in _INSECURE
        if code == ua.StatusCodes.Good:
            counts.subscriptions += name == "CreateSubscription"
            return
        counts.rejected_requests += 1
        counts.insecure_requests += code in _INSECURE
        if name in ("CreateSession", "ActivateSession"):
            counts.rejected_sessions += 1
            counts.insecure_sessions += code in _INSECURE

    async def _answer(self, typeid, requesthdr, seqhdr, body):
        check_count(typeid, body)
        if typeid == _CREATE:
            self._check_new_session(struct_from_binary(ua.CreateSessionParameters, body.copy()))
            if self.session is not None:
                await self.session.close_session(True)
                self._session_watchdog_task.cancel()
            await self.iserver.make_room_for_session()
            answered = await super()._process_message(typeid, requesthdr, seqhdr, body)
            self.session.certificate = self._certificate
            return answered
        if typeid == _ACTIVATE:
            return await self._activate(typeid, requesthdr, seqhdr, body)
        if typeid in _NOT_OFFERED:
            raise ServiceError(ua.StatusCodes.BadServiceUnsupported)
        if typeid not in _OPEN_TO_ALL:
            self._check_session(requesthdr, typeid == _CLOSE)
        if typeid == _TRIGGERING:
            self.session.touch()
            response = ua.SetTriggeringResponse()
            response.Parameters = self.session.set_triggering(struct_from_binary(ua.SetTriggeringParameters, body))
            self.send_response(requesthdr.RequestHandle, seqhdr, response)
            return True
        return await super()._process_message(typeid, requesthdr, seqhdr, body)

    def _check_new_session(self, asked: ua.CreateSessionParameters) -> None:
        if self.authenticated:
            raise ServiceError(ua.StatusCodes.BadTooManySessions)
        policy = self._connection.security_policy
        if not any(each.matches(policy.URI, policy.Mode) for each in self._connection._policies):
            raise ServiceError(ua.StatusCodes.BadSecurityPolicyRejected)
        if self._certificate is None:
            return
        if asked.ClientCertificate != self._certificate:
            raise ServiceError(ua.StatusCodes.BadCertificateInvalid)
        name = asked.ClientDescription.ApplicationUri or ""
        judge(x509_from_der(self._certificate), datetime.now(UTC), application_uri=name)

    async def _activate(self, typeid, requesthdr, seqhdr, body):
        """Log in, or take up a session whose connection was lost: with its token, certificate and user."""
        before = self.session
        session = before or self.iserver.lookup_external_session(requesthdr.AuthenticationToken)
        if session is None or session.auth_token != requesthdr.AuthenticationToken:
            raise ServiceError(ua.StatusCodes.BadSessionIdInvalid)
        policy = self._connection.security_policy
        offered = any(each.matches(policy.URI, policy.Mode) for each in self._connection._policies)
        if session.certificate != self._certificate or not offered:
            raise ServiceError(ua.StatusCodes.BadSecurityChecksFailed)
        try:
            session.secret_channel = policy.Mode == ua.MessageSecurityMode.SignAndEncrypt
            answered = await super()._process_message(typeid, requesthdr, seqhdr, body)
        except BaseException:
            self.session = before
            raise
        self.iserver.counts.sessions += session.processor is None
        session.processor = self
        return answered

    def _check_session(self, requesthdr, closing: bool) -> None:
        session = self.session
        if session is None or session.auth_token != requesthdr.AuthenticationToken:
            raise ServiceError(ua.StatusCodes.BadSessionIdInvalid)
        if not session.is_activated() and not closing:
            raise ServiceError(ua.StatusCodes.BadSessionNotActivated)
        if session.processor is not self and session.is_activated():
            raise ServiceError(ua.StatusCodes.BadSecureChannelIdInvalid)
