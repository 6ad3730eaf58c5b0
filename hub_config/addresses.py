"""Where this machine can be reached, found without the internet.

Contract: small look-ups on sockets and network interfaces; none of them sends anything to another machine.
"""

import http.client
import socket

import psutil


def port_is_free(host: str, port: int) -> bool:
    """Whether `port` can be listened on at `host` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except (OSError, OverflowError):
            return False
    return True


def addresses(host: str) -> list[str]:
    """IPv4 addresses under which others in the room reach a server that listens on `host`."""
    if host not in ("", "0.0.0.0", "::"):
        return [] if host.startswith("127.") or host == "localhost" else [host]
    active = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        entry.address
        for name, entries in psutil.net_if_addrs().items()
        for entry in entries
        if name in active and entry.family == socket.AF_INET and not entry.address.startswith(("127.", "169.254."))
    ]
    return sorted(set(found))


def answers(port: int, path: str) -> bool:
    """Whether `GET path` on this machine's `port` is answered with 200 within a second."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1.0)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
