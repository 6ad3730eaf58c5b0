"""The life of one fork, from the fork to its end.

Contract: `run_child` never returns. It reads its work from the control socket (its owner wrote it), walls itself in
when it has limits, hands out its listening sockets on the way, reports "ready", closes all else and calls the entry.
In a sandbox it stays behind as the namespace's process 1, which reaps orphans and ends everything with the entry.
"""

import base64
import functools
import importlib
import os
import random
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import NoReturn

from labs.runtime import namespaces as ns
from labs.runtime.bubblewrap import WORK
from labs.runtime.frames import recv_frame, send_frame
from labs.runtime.isolation import enter_sandbox, open_listeners
from labs.runtime.limits import Limits

_WORK_TIMEOUT = 30.0
_WORK_LIMIT_BYTES = 256 * 1024 * 1024


def run_child(
    control: socket.socket,
    channel: socket.socket,
    sockets: Sequence[socket.socket],
    limits: Limits | None,
    prepared: object,
) -> NoReturn:
    """Run one fork in the process just forked; `limits` given means a sandbox."""
    code = 1
    try:
        work = recv_frame(control, _WORK_TIMEOUT, _WORK_LIMIT_BYTES)
        function = resolve(work["entry"])
        files = {name: base64.b64decode(text) for name, text in work["files"].items()}
        hand_out = functools.partial(_hand_out, control)
        if limits is None:
            _plain_start(work["listeners"], hand_out)
        else:
            os.setsid()  # the one session of this sandbox: nothing in it can begin another (see syscalls)
            enter_sandbox(limits, files, work["listeners"], hand_out)
            _clean_environment()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _standard_streams(quiet=limits is not None)
        send_frame(control, {"ready": True})
        control.close()
        _close_all_but(channel, *sockets)
        _reseed()
        if limits is not None:
            _leave_init_behind(channel, *sockets)
        arguments = dict(work["arguments"])
        if prepared is not None:
            arguments["prepared"] = prepared
        code = _call(function, channel, list(sockets), arguments)
    except BaseException as error:
        _report(control, error)
    os._exit(code)


def _call(function, channel, sockets, arguments) -> int:
    try:
        function(channel, sockets, **arguments)
        return 0
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError):
            pass


def _plain_start(listeners: int, hand_out: Callable[[list[socket.socket]], None]) -> None:
    os.setsid()
    ns.die_with_parent(signal.SIGKILL)
    hand_out(open_listeners(listeners))


def _hand_out(control: socket.socket, listeners: list[socket.socket]) -> None:
    send_frame(control, {"listening": len(listeners)}, [sock.fileno() for sock in listeners])
    for sock in listeners:
        sock.close()


def _clean_environment() -> None:
    os.environ.update(HOME=WORK, TMPDIR="/tmp", USER="student", LOGNAME="student")
    sys.path.insert(0, WORK)
    os.umask(0o077)


def _standard_streams(quiet: bool) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2) if quiet else (0,):
        os.dup2(null, number)
    os.close(null)


def _close_all_but(*sockets: socket.socket) -> None:
    start = 3
    for number in sorted(sock.fileno() for sock in sockets):
        os.closerange(start, number)
        start = number + 1
    os.closerange(start, 1 << 20)  # one close_range(2), however many there are


def _reseed() -> None:
    """Give this fork its own luck: forks of one process would otherwise all draw the same numbers."""
    random.seed()
    if (numpy_random := sys.modules.get("numpy.random")) is not None:
        numpy_random.seed()


def _leave_init_behind(*sockets: socket.socket) -> None:
    """Fork once more: the child goes on, this process becomes an init that cannot be looked into."""
    ns.set_dumpable(False)
    child = os.fork()
    if child == 0:
        ns.set_dumpable(True)
        return
    for sock in sockets:
        sock.close()
    while True:
        pid, status = os.wait()
        if pid == child:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)


def _report(control: socket.socket, error: BaseException) -> None:
    try:
        send_frame(control, {"failed": f"{type(error).__name__}: {error}"}, timeout=1.0)
    except Exception:
        traceback.print_exc()


def resolve(entry: str):
    """Return the function that "package.module:function" names."""
    module, _, name = entry.partition(":")
    return getattr(importlib.import_module(module), name)
