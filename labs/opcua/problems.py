"""What can go wrong between a client and a plant, in sentences for people.

Contract: pure; every problem is a SmartLabError in both languages that says what to do next. `refused()` turns the
status code of a refused write, call or read into one of them.
"""

import difflib
from collections.abc import Iterable

from asyncua import ua

from labs.language import Bilingual, SmartLabError


class PlantUnavailable(SmartLabError):
    """The plant cannot be reached, or is gone."""


class WrongPassword(SmartLabError):
    """The plant does not know this user with this password."""


class CertificateRefused(SmartLabError):
    """A certificate was not accepted: ours by the plant, or the plant's by us; `code` is the OPC UA status code."""

    code: int = 0


class UnknownSignal(SmartLabError):
    """The plant has no signal or method of this name."""


class NotAllowed(SmartLabError):
    """The signal is read-only, or for a higher role."""


class OutOfRange(SmartLabError):
    """The value lies outside what the signal or method takes."""


class NotNow(SmartLabError):
    """The plant refuses in the state it is in."""


class WrongType(SmartLabError):
    """The value is of a kind that the signal cannot take."""


def unavailable(url: str) -> PlantUnavailable:
    """The plant does not answer at `url`."""
    return PlantUnavailable(
        f"설비({url})에 연결할 수 없습니다. 설비가 꺼졌거나 다시 시작되었을 수 있으니 connect()를 다시 실행하세요.",
        f"The plant at {url} does not answer. It may have stopped or been restarted: run connect() again.",
    )


def cut_off() -> PlantUnavailable:
    """The network between the plant and everybody else is down; the session lives on."""
    return PlantUnavailable(
        "설비와 통신이 끊겼습니다. 연결은 살아 있으니 잠시 뒤 다시 읽어 보세요.",
        "The plant's network is down. The session lives on: try again a little later.",
    )


def no_answer(url: str, seconds: float) -> PlantUnavailable:
    """The plant took too long."""
    return PlantUnavailable(
        f"설비({url})가 {seconds:g}초 안에 응답하지 않았습니다. 잠시 뒤 다시 실행해 보세요.",
        f"The plant at {url} did not answer within {seconds:g} s. Wait a moment and run it again.",
    )


def wrong_password(url: str, user: str | None) -> WrongPassword:
    """The plant refused the user."""
    return WrongPassword(
        f"설비({url})가 사용자 '{user or ''}'의 로그인을 거부했습니다. 사용자 이름과 비밀번호를 확인하세요.",
        f"The plant at {url} refused the user '{user or ''}'. Check the user name and the password.",
    )


def certificate_refused(code: int, *, ours: bool) -> CertificateRefused:
    """A certificate was refused with `code`: `ours` by the plant, else the plant's by us."""
    name = ua.StatusCode(code).name
    ko, en = _CERTIFICATE.get(code, ("인증서가 규격에 맞지 않습니다", "it is not made as it has to be"))
    if ours:
        problem = CertificateRefused(
            f"설비가 이 프로그램의 인증서를 거부했습니다({name}): {ko}. "
            "설비 관리자에게 rejected 폴더의 인증서를 확인해 달라고 하거나 새 인증서를 만드세요.",
            f"The plant refused this program's certificate ({name}): {en}. "
            "Ask whoever runs the plant to look into its folder `rejected`, or make a new certificate.",
        )
    else:
        problem = CertificateRefused(
            f"설비의 인증서를 믿을 수 없어 연결하지 않았습니다({name}): {ko}. "
            "인증서의 지문을 설비 관리자와 확인한 뒤 신뢰 목록에 넣으세요.",
            f"The plant's certificate is not to be trusted, so nothing was sent ({name}): {en}. "
            "Compare its thumbprint with whoever runs the plant before you add it to the trust list.",
        )
    problem.code = code
    return problem


_CERTIFICATE = {
    ua.StatusCodes.BadCertificateUntrusted: (
        "신뢰 목록에 없습니다",
        "it is not on the trust list",
    ),
    ua.StatusCodes.BadCertificateTimeInvalid: (
        "유효 기간이 지났거나 아직 시작되지 않았습니다",
        "it has expired or is not valid yet",
    ),
    ua.StatusCodes.BadCertificateIssuerTimeInvalid: (
        "발급 기관의 인증서가 유효 기간이 아닙니다",
        "its issuer's certificate has expired or is not valid yet",
    ),
    ua.StatusCodes.BadCertificateUriInvalid: (
        "애플리케이션 URI가 인증서에 적힌 것과 다릅니다",
        "the application URI is not the one in the certificate",
    ),
    ua.StatusCodes.BadCertificateUseNotAllowed: (
        "이 용도로 발급된 인증서가 아닙니다",
        "it was not made for this use",
    ),
    ua.StatusCodes.BadIdentityTokenRejected: (
        "사용자 인증서가 신뢰 목록의 users 폴더에 없거나 유효하지 않습니다",
        "the user's certificate is not below `users` in the trust list, or not valid",
    ),
    ua.StatusCodes.BadCertificateRevoked: ("폐기되었습니다", "it has been revoked"),
    ua.StatusCodes.BadCertificatePolicyCheckFailed: (
        "키나 서명 방식이 너무 약합니다",
        "its key or its signature is too weak",
    ),
}


def needs_encryption(url: str) -> NotAllowed:
    """The plant takes encrypted connections only."""
    return NotAllowed(
        f"설비({url})는 암호화한 연결만 받습니다. connect()에 security=Security(인증서)를 주세요.",
        f"The plant at {url} takes encrypted connections only. Give connect() security=Security(your certificate).",
    )


def unknown(path: str, known: Iterable[str]) -> UnknownSignal:
    """There is no such signal; the nearest names are offered."""
    names = list(known)
    by_small = {name.lower(): name for name in names}
    near = [by_small[each] for each in difflib.get_close_matches(str(path).lower(), by_small, n=3, cutoff=0.5)]
    near = near or names[:5]
    return UnknownSignal(
        f"'{path}'(이)라는 신호는 없습니다. 비슷한 이름: {', '.join(near)}. 전체 목록은 signals()로 볼 수 있습니다.",
        f"There is no signal '{path}'. Near it: {', '.join(near)}. signals() lists them all.",
    )


def wrong_type(path: str, value: object, wanted: str) -> WrongType:
    """The value cannot be converted for the signal."""
    return WrongType(
        f"{path}에는 {wanted} 값을 써야 하는데 {value!r}을(를) 받았습니다.",
        f"{path} takes a {wanted} value, not {value!r}.",
    )


def refused(
    code: int,
    path: str,
    value: object = None,
    *,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    said: Bilingual | None = None,
) -> SmartLabError:
    """Return the problem that a refused request for `path` means.

    `low`, `high` and `unit` say the range where known, `said` the plant's own sentence.
    """
    codes = ua.StatusCodes
    shown = "" if value is None else f" ({value!r})"
    if code == codes.BadNoCommunication:
        return cut_off()
    if code == codes.BadOutOfRange:
        if said is not None and (low is None or high is None):
            return OutOfRange(*said)
        span = "" if low is None or high is None else f"{low:g}~{high:g}{' ' + unit if unit else ''}"
        return OutOfRange(
            f"{path}에 쓸 수 있는 범위를 벗어났습니다{shown}." + (f" {span} 사이의 값을 쓰세요." if span else ""),
            f"The value{shown} is out of range for {path}."
            + (f" Use one from {low:g} to {high:g}{' ' + unit if unit else ''}." if span else ""),
        )
    if code == codes.BadNotWritable:
        return NotAllowed(
            f"{path}은(는) 읽기 전용이라 아무도 쓸 수 없습니다.", f"{path} is read-only; nobody can write it."
        )
    if code == codes.BadUserAccessDenied:
        return NotAllowed(
            f"지금 로그인한 사용자의 권한으로는 {path}을(를) 사용할 수 없습니다. "
            "쓸 수 있는 신호는 signals()의 writable 열에서 확인하세요.",
            f"Your role may not use {path}. The column writable of signals() shows what you may write.",
        )
    if code == codes.BadInvalidState and said is not None:
        return NotNow(f"설비가 {path} 요청을 받지 않았습니다. {said.ko}", f"The plant did not accept {path}. {said.en}")
    if code == codes.BadInvalidState:
        return NotNow(
            f"지금 상태에서는 설비가 {path} 요청을 받지 않습니다. 자동 운전, 인터록, 시계 방식을 확인하세요.",
            f"The plant refuses {path} in its present state. Look at automatic control, interlocks and the clock mode.",
        )
    if code in (codes.BadTypeMismatch, codes.BadArgumentsMissing, codes.BadTooManyArguments, codes.BadInvalidArgument):
        return WrongType(
            f"{path}에 맞지 않는 값입니다{shown}. 값의 종류와 개수를 확인하세요.",
            f"{path} cannot take this{shown}. Check the kind and the number of the values.",
        )
    name = ua.StatusCode(code).name
    return NotNow(f"설비가 {path} 요청을 거부했습니다({name}).", f"The plant refused {path} ({name}).")
