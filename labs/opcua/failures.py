"""What it means for a reader when a connection or a request fails.

Contract: pure. Each function returns the problem of `labs.opcua.problems` to raise in place of an error of asyncua's or
of the system's.
"""

from asyncua import ua

from labs.language import SmartLabError
from labs.opcua.problems import certificate_refused, needs_encryption, no_answer, refused, unavailable, wrong_password

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
_GONE = (
    ua.uaerrors.BadSessionIdInvalid,
    ua.uaerrors.BadSessionClosed,
    ua.uaerrors.BadSessionNotActivated,
    ua.uaerrors.BadSecureChannelClosed,
)


def login_failure(error: Exception, url: str, user: str | None, by_certificate: bool) -> SmartLabError:
    """Return why `user` could not log in at `url`; `by_certificate`: with one instead of a password.

    A ValueError is of something that is no address at all.
    """
    if isinstance(error, _NOT_CERTIFIED) or (isinstance(error, _REJECTED) and by_certificate):
        return certificate_refused(error.code, ours=True)
    if isinstance(error, _REJECTED):
        return wrong_password(url, user)
    if isinstance(error, ua.uaerrors.BadSecurityPolicyRejected):
        return needs_encryption(url)
    return unavailable(url)


def request_failure(error: OSError | ua.UaStatusCodeError, url: str, seconds: float) -> SmartLabError:
    """Return why a request to `url` was not answered, after `seconds` at most, or was refused."""
    if isinstance(error, TimeoutError):
        return no_answer(url, seconds)
    if isinstance(error, (OSError, *_GONE)):
        return unavailable(url)
    return refused(error.code, url)
