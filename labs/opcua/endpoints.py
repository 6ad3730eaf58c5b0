"""Where a plant listens, and what security it offers there.

Contract: without encryption on loopback only. With certificates the policies of `ENCRYPTED` are offered; with a trust
list these alone. SmartLabErrors where a port is taken or an address may not be opened so.
"""

import socket
from ipaddress import ip_address
from pathlib import Path

from asyncua import ua

from labs.file_errors import why
from labs.language import SmartLabError
from labs.opcua.trust import TrustList

ENCRYPTED = (
    ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt,
    ua.SecurityPolicyType.Basic256Sha256_Sign,
    ua.SecurityPolicyType.Aes256Sha256RsaPss_SignAndEncrypt,
    ua.SecurityPolicyType.Aes256Sha256RsaPss_Sign,
)


def bound(host: str, port: int) -> socket.socket:
    """Return a listening socket at `host`; port 0 is any free one."""
    try:
        return socket.create_server((host, port), backlog=64)
    except OSError as error:
        raise SmartLabError(
            f"{host}의 포트 {port}번을 열 수 없습니다({why(error).ko}). 다른 포트를 고르거나 0(빈 포트)을 쓰세요.",
            f"Port {port} of {host} cannot be opened ({why(error).en}). Choose another port, or 0 for any.",
        ) from error


def offered(host: str, certified: bool, trusting: bool) -> list[ua.SecurityPolicyType]:
    """Return the policies that a server at the address `host` offers.

    certified: whether it has a certificate. trusting: whether a trust list says who may connect.
    """
    policies = list(ENCRYPTED) if certified else []
    if trusting:
        if not certified:
            raise SmartLabError(
                "신뢰 목록을 쓰려면 서버 인증서도 있어야 합니다. 인증서 폴더를 지정하세요.",
                "A trust list needs a certificate of the server too. Give a folder for it.",
            )
    elif ip_address(host).is_loopback:
        policies.append(ua.SecurityPolicyType.NoSecurity)
    elif not certified:
        raise SmartLabError(
            f"{host}은(는) 이 컴퓨터 밖에서도 보이는 주소이므로 인증서 없이 열지 않습니다. 인증서 폴더를 지정하세요.",
            f"{host} can be reached from other machines, so it is not opened without a certificate. "
            "Give a folder for it.",
        )
    return policies


def trust_list(folder: Path) -> TrustList:
    """Return the trust list in `folder`, made there if it is missing."""
    try:
        return TrustList(folder)
    except OSError as error:
        raise SmartLabError(
            f"신뢰 목록 폴더 {folder}을(를) 만들 수 없습니다({why(error).ko}). --trust로 다른 폴더를 지정하세요.",
            f"The trust list's folder {folder} cannot be made ({why(error).en}). Give another one with --trust.",
        ) from error
