"""The warm process: it has imported everything and does nothing but fork.

Contract: `python -m labs.runtime.fork_server FD`; FD is a Unix stream socket to its owner. The first frame says what
to import; then every frame names further modules to import, or asks for one fork and carries its descriptors: a
control socket, the child's end of a channel, and sockets for the child. The server reads from its owner only, never
from a child. It ends, with all its forks, when the owner's socket closes; a fork ends when the owner shuts the fork's
control socket, or at a limit.
"""

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass, field

from labs.runtime import namespaces as ns
from labs.runtime.child import resolve, run_child
from labs.runtime.frames import FrameClosed, FrameError, recv_frame, recv_frame_with_fds, send_frame
from labs.runtime.holes import fill_holes
from labs.runtime.limits import Limits, allow_many_open_files
from labs.runtime.watchdog import broken_limit, family_usage, give_way, is_greedy, read_processes

_LOOK_SECONDS = 0.1


@dataclass
class Fork:
    """A running child as its server sees it: its pid, a pidfd, the control socket, what bounds it and when it began."""

    pid: int
    pidfd: int
    control: socket.socket
    limits: Limits | None
    deadline: float | None
    begun: float
    reason: str = field(default="exited")


class ForkServer:
    """Forks on request and watches what it forked."""

    def __init__(self, owner: socket.socket, *, sandbox: bool, prepared: object = None) -> None:
        self._owner, self._sandbox, self._prepared = owner, sandbox, prepared
        # A walled fork lives for seconds, and its server shall be quick to start; plants live long.
        self._filling = _settle_memory(fill=not sandbox)
        self._own_pid_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC) if sandbox else -1
        self._poller = select.poll()
        self._poller.register(owner, select.POLLIN)
        self._by_pidfd: dict[int, Fork] = {}
        self._by_control: dict[int, Fork] = {}

    def serve(self) -> None:
        """Serve until the owner hangs up; then kill every fork."""
        next_look = time.monotonic()
        while True:
            watched = any(fork.limits or fork.deadline for fork in self._by_pidfd.values())
            wait = max(0.0, next_look - time.monotonic()) * 1000 if watched else None
            for fd, _ in self._poller.poll(wait):
                if fd == self._owner.fileno():
                    try:
                        self._serve_one()
                    except FrameClosed:
                        return self._kill_all()
                elif fd in self._by_pidfd:
                    self._ended(self._by_pidfd[fd])
                elif fd in self._by_control:
                    self._kill(self._by_control[fd], "killed")
            if watched and time.monotonic() >= next_look:
                self._look()
                next_look = time.monotonic() + _LOOK_SECONDS

    def _serve_one(self) -> None:
        request, fds, _ = recv_frame_with_fds(self._owner)
        if "preload" in request:
            self._preload(request["preload"])
        else:
            self._fork_one(request, fds)

    def _preload(self, names: list[str]) -> None:
        for name in names:
            with contextlib.suppress(Exception):  # whoever needs it gets the error in a fork, and can tell it
                importlib.import_module(name)
            self._look()  # an import may take a second, which is long for what runs beside it
        self._filling += _settle_memory(fill=not self._sandbox)

    def _fork_one(self, request: dict, fds: list[int]) -> None:
        control, channel, *others = (socket.socket(fileno=fd) for fd in fds)
        limits = Limits(**request["limits"]) if request["limits"] else None
        try:
            pid = self._start_child(control, channel, others, limits)
        except OSError as error:
            send_frame(control, {"failed": str(error)})
            control.close()
            return
        finally:
            for sock in (channel, *others):
                sock.close()
        begun = time.monotonic()
        deadline = begun + limits.wall_seconds if limits else None
        fork = Fork(pid, os.pidfd_open(pid), control, limits, deadline, begun)
        self._by_pidfd[fork.pidfd] = self._by_control[control.fileno()] = fork
        self._poller.register(fork.pidfd, select.POLLIN)
        self._poller.register(control, select.POLLRDHUP)  # never POLLIN: the child reads its work from there

    def _start_child(self, control, channel, others, limits: Limits | None) -> int:
        if self._sandbox:
            ns.unshare(ns.NEW_PID)  # for the next child
        try:
            pid = os.fork()
            if pid == 0:
                run_child(control, channel, others, limits if self._sandbox else None, self._prepared)
            return pid
        finally:
            if self._sandbox:
                ns.setns(self._own_pid_namespace, ns.NEW_PID)

    def _look(self) -> None:
        now, table = time.monotonic(), read_processes()
        for fork in list(self._by_pidfd.values()):
            if fork.deadline is not None and now > fork.deadline:
                self._kill(fork, "wall")
            elif fork.limits is not None:
                usage = family_usage(fork.pid, table)
                if reason := broken_limit(usage, fork.limits):
                    self._kill(fork, reason)
                elif is_greedy(usage, now - fork.begun):
                    give_way(usage.pids)

    def _kill(self, fork: Fork, reason: str) -> None:
        if fork.control.fileno() in self._by_control:
            self._poller.unregister(fork.control)
            del self._by_control[fork.control.fileno()]
            fork.reason = reason
        fork.deadline = fork.limits = None
        signal.pidfd_send_signal(fork.pidfd, signal.SIGKILL)  # process 1: the kernel ends its whole namespace

    def _ended(self, fork: Fork) -> None:
        self._poller.unregister(fork.pidfd)
        if not self._sandbox:
            self._kill_group(fork.pid)
        _, status = os.waitpid(fork.pid, 0)
        if self._by_control.pop(fork.control.fileno(), None):
            self._poller.unregister(fork.control)
        del self._by_pidfd[fork.pidfd]
        os.close(fork.pidfd)
        try:
            code = os.waitstatus_to_exitcode(status)
            send_frame(fork.control, {"ended": fork.reason, "code": code}, timeout=1.0)
        except FrameError:
            pass  # the owner no longer wants to know
        fork.control.close()

    def _kill_group(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)  # the pid is still ours: not yet waited for

    def _kill_all(self) -> None:
        for fork in list(self._by_pidfd.values()):
            self._kill(fork, "killed")
            self._ended(fork)


def _settle_memory(fill: bool) -> list[list[object]]:
    """Make ready to be forked; what is returned has to be kept for as long as there are forks."""
    gc.collect()
    filling = fill_holes() if fill else []
    gc.freeze()  # the collector would otherwise touch, and so copy, every page in every fork
    return filling


def main() -> None:
    """Import what the owner asks for, say so, and serve."""
    owner = socket.socket(fileno=int(sys.argv[1]))
    os.set_inheritable(owner.fileno(), False)
    order = recv_frame(owner)
    allow_many_open_files()
    if order["sandbox"]:
        ns.set_dumpable(False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the owner, who then hangs up
    gc.disable()  # hardly anything made here is garbage, and to look for it again and again is a third of the time
    try:
        for name in order["preload"]:
            importlib.import_module(name)
        prepared = resolve(order["prepare"])() if order["prepare"] else None
    except Exception as error:
        send_frame(owner, {"failed": f"{type(error).__name__}: {error}"})
        return
    server = ForkServer(owner, sandbox=order["sandbox"], prepared=prepared)
    gc.enable()
    send_frame(owner, {"ready": True, "pid": os.getpid()})
    server.serve()


if __name__ == "__main__":
    try:
        main()
    except (FrameClosed, KeyboardInterrupt):  # the owner was stopped while this process was still starting
        sys.exit(1)
