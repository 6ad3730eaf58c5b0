"""What a sandboxed fork can see and reach: each probe is what a hostile submission would try."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from labs.runtime.bubblewrap import WORK
from labs.runtime.frames import recv_frame, send_frame

PROJECT = Path(__file__).parents[3]
HIDDEN = ["/root/.bashrc", "/home/user", "/etc/shadow", "/var", "/run", "/sys/class", "/boot", "/srv", "/mnt"]
HIDDEN += [str(PROJECT / name) for name in ("courses", "grader", "hub_config", "tests/conftest.py", "pyproject.toml")]
HIDDEN += ["/opt/smartlab/grader", "/opt/smartlab/courses", "/opt/smartlab/hub_config"]


def test_no_host_file_is_seen(inside, tmp_path):
    secret = tmp_path / "gradebook.db"
    secret.write_text("grades")
    home = Path.home() / ".local/share/smartlab"
    # Above the environment itself there are empty folders that lead to it.
    hidden = [path for path in HIDDEN if not Path(sys.prefix).is_relative_to(path)]
    seen = inside(f"import os\nresult = [p for p in {[*hidden, str(secret), str(home)]!r} if os.path.exists(p)]")
    assert seen == []
    assert secret.read_text() == "grades"


def test_no_module_of_the_grader_can_be_imported(inside):
    source = """
import importlib
result = []
for name in ("grader", "courses", "hub_config"):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        result.append(name)
"""
    assert inside(source) == ["grader", "courses", "hub_config"]


def test_nothing_can_be_written_but_the_work_folders(inside):
    source = """
import os, sys
places = ["/", "/usr", "/etc", "/opt/smartlab/labs", "/opt/smartlab", "/dev", sys.prefix, sys.base_prefix, "/home",
          "/proc/self", os.environ["HOME"], "/tmp", "/dev/shm", os.path.dirname(os.__file__), "/proc/sys/kernel"]
result = []
for place in places:
    try:
        open(os.path.join(place, "mark"), "w").close()
        result.append(place)
    except OSError:
        pass
for name in ("sys/kernel/core_pattern", "sys/kernel/hostname", "sysrq-trigger", "self/oom_score_adj"):
    try:
        open("/proc/" + name, "r+").close()
        result.append(name)
    except OSError:
        pass
"""
    assert inside(source) == [WORK, "/tmp", "/dev/shm"]


def test_every_fork_begins_with_empty_folders(inside):
    write = f"for p in ('{WORK}', '/tmp', '/dev/shm'): open(p + '/left', 'w').write('x')"
    look = f"import os; result = os.listdir('{WORK}') + os.listdir('/tmp') + os.listdir('/dev/shm')"
    inside(write)
    # A checkout below /tmp has its environment there, and the sandbox shows it at its own path.
    paths = [Path(path) for path in (sys.prefix, sys.base_prefix)]
    environment = {path.parts[2] for path in paths if path.is_relative_to("/tmp")}
    assert set(inside(look)) == environment


def test_files_are_put_into_the_work_folder(inside):
    source = "result = [open('notes.txt').read(), open('data/a.csv').read(), __import__('os').getcwd()]"
    assert inside(source, files={"notes.txt": b"hello", "data/a.csv": b"1,2"}) == ["hello", "1,2", WORK]


def test_no_network_but_its_own(inside):
    with socket.create_server(("127.0.0.1", 0)) as host:
        port = host.getsockname()[1]
        source = f"""
import socket
result = []
for address in (("127.0.0.1", {port}), ("10.0.0.1", 80), ("8.8.8.8", 53)):
    try:
        socket.create_connection(address, 2)
        result.append("reached")
    except OSError as error:
        result.append(type(error).__name__)
result.append([name for _, name in socket.if_nameindex()])
result.append(open("/proc/net/route").read().count(chr(10)) - 1)
"""
        assert inside(source) == ["ConnectionRefusedError", "OSError", "OSError", ["lo"], 0]


def test_no_process_of_others_is_seen(inside):
    source = "import os; result = [int(p) for p in os.listdir('/proc') if p.isdigit()], os.getpid(), os.getppid()"
    pids, own, parent = inside(source)
    assert sorted(pids) == [1, own]
    assert parent == 1


def test_two_forks_share_nothing_to_talk_through(warm, inside):
    hold = """
import socket, time
from multiprocessing import shared_memory
memory = shared_memory.SharedMemory("note", create=True, size=8)
door = socket.socket(socket.AF_UNIX); door.bind(chr(0) + "note"); door.listen()
from labs.runtime.frames import send_frame
send_frame(channel, "held")
time.sleep(30)
"""
    look = """
import os, socket
result = [os.path.exists("/dev/shm/note"), socket.socket(socket.AF_UNIX).connect_ex(chr(0) + "note") != 0]
"""
    with warm.fork("sandbox_probe:run", {"source": hold}) as other:
        assert recv_frame(other.channel, 10) == "held"
        assert inside(look) == [False, True]


def test_no_descriptor_is_inherited(inside):
    source = """
import os
result = {}
for fd in os.listdir("/proc/self/fd"):
    try:
        result[fd] = os.readlink("/proc/self/fd/" + fd)
    except OSError:
        pass
result = sorted(text for fd, text in result.items() if int(fd) != channel.fileno())
"""
    assert inside(source) == ["/dev/null"] * 3


def test_no_capability_is_left(inside):
    lines = inside("result = open('/proc/self/status').read()").splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
    assert status["NoNewPrivs"] == "1"
    assert status["Uid"].split() == ["1000"] * 4


ESCAPES = {
    "mount": "libc.mount(b'tmpfs', b'/tmp', b'tmpfs', 0, None)",
    "umount": "libc.umount2(b'/proc', 2)",
    "remount": "libc.mount(None, b'/proc', None, 32 | 4096, None)",
    "user namespace": "libc.unshare(0x10000000)",
    "mount namespace": "libc.unshare(0x20000)",
    "network namespace": "libc.unshare(0x40000000)",
    "setuid": "libc.setuid(0)",
    "setgroups": "libc.setgroups(0, None)",
    "chroot": "libc.chroot(b'/tmp')",
    "hostname": "libc.sethostname(b'x', 1)",
    "ptrace init": "libc.ptrace(16, 1, 0, 0)",
    "mknod": "libc.mknod(b'/tmp/disk', 0o60600, 0x0800)",
    "memory that no limit counts": "libc.memfd_create(b'x', 0)",
    "shared memory that no limit counts": "libc.shmget(0, 4096, 0o1600)",
    "anonymous memory that is shared and let go": "__import__('mmap').mmap(-1, 4096) and 0",
    "zeros that are shared": "__import__('mmap').mmap(os.open('/dev/zero', os.O_RDWR), 4096) and 0",
    "pages lent to a pipe": "libc.syscall(278, os.pipe()[1], 0, 0, 0) if os.uname().machine == 'x86_64' else -1",
    "asynchronous input and output": "libc.syscall(206, 1, ctypes.byref(ctypes.c_ulong())) "
    "if os.uname().machine == 'x86_64' else -1",
    "a pair of foreign sockets": "libc.socketpair(30, 1, 0, (ctypes.c_int * 2)())",
    "a session with a processor's share of its own": "os.setsid() or 0",
    "watches that others need": "[libc.inotify_init() for _ in range(40)][-1]",
    "a keyring that other sandboxes share": "libc.syscall(250, 0, -4, 1) if os.uname().machine == 'x86_64' else -1",
    "bpf": "libc.syscall(321, 0, 0, 0) if os.uname().machine == 'x86_64' else -1",
    "io_uring": "libc.syscall(425, 1, 0)",
    "memory of init": "libc.process_vm_readv(1, None, 0, None, 0, 0)",
    "the host of a virtual machine": "libc.socket(40, 1, 0)",
    "the kernel's ciphers": "libc.socket(38, 5, 0)",
    "raw packets": "libc.socket(17, 3, 0)",
    "bring lo down": "__import__('fcntl').ioctl(__import__('socket').socket(), 0x8914, b'lo' + bytes(30)) and 0",
}


@pytest.mark.parametrize("name", ESCAPES)
def test_escapes_are_refused(inside, name):
    source = f"""
import ctypes, os
libc = ctypes.CDLL(None)
try:
    result = {ESCAPES[name]}
except OSError:
    result = -1
"""
    assert inside(source) == -1


def test_init_cannot_be_looked_into_or_killed(inside):
    source = """
import os, signal
result = []
for name in ("mem", "environ", "maps"):
    try:
        open("/proc/1/" + name, "rb").read(1)
        result.append(name)
    except OSError:
        pass
for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP):
    os.kill(1, number)
result.append("alive")
"""
    assert inside(source) == ["alive"]


def test_the_environment_holds_nothing_of_the_host(inside, monkeypatch):
    names = set(inside("import os; result = list(os.environ)"))
    assert not {name for name in os.environ if name.startswith(("JUPYTER", "SMARTLAB", "PYTEST"))} & names
    assert inside("import os; result = os.environ['HOME']") == WORK


def test_a_listener_is_passed_out_and_serves(warm):
    source = """
import socket
from labs.runtime.frames import recv_frame
with socket.create_connection(("127.0.0.1", recv_frame(channel, 10)), 5) as s:
    result = s.recv(5).decode()
"""
    with warm.fork("sandbox_probe:run", {"source": source}, listeners=2) as fork:
        assert len(set(fork.ports)) == 2
        send_frame(fork.channel, fork.ports[0])
        fork.listeners[0].settimeout(10)
        connection, _ = fork.listeners[0].accept()
        with connection:
            connection.sendall(b"plant")
        assert recv_frame(fork.channel, 10) == {"result": "plant"}


def test_ordinary_python_still_works(inside):
    source = """
import os, pty, subprocess, sys, tempfile, threading, multiprocessing, getpass, socket
result = [subprocess.run([sys.executable, "-c", "print(6*7)"], capture_output=True, text=True).stdout.strip(),
          getpass.getuser(), socket.gethostbyname("localhost"), len(pty.openpty())]
with tempfile.TemporaryFile() as f:
    f.write(b"x")
t = threading.Thread(target=result.append, args=("thread",)); t.start(); t.join()
"""
    assert inside(source) == ["42", "student", "127.0.0.1", 2, "thread"]


def test_as_an_ordinary_user(tmp_path):
    if os.getuid() != 0:
        pytest.skip("the other tests already run as an ordinary user")
    script = "from labs.runtime.warm import sandbox_works; sandbox_works(); print('works')"
    # A mount namespace of the test's own, in which the Python under root's closed home can be reached.
    world = f"""
base={sys.base_prefix}; case $base in /root/*)
  mount --bind $base /mnt && mount -t tmpfs -o mode=755 none /root && mkdir -p $base && mount --move /mnt $base;; esac
cd / && exec setpriv --reuid 1000 --regid 1000 --clear-groups env HOME=/tmp {sys.executable} -B -c "$0"
"""
    done = subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "sh", "-c", world, script], capture_output=True, text=True
    )
    if done.returncode and ("unshare" in done.stderr or "mount:" in done.stderr or "setpriv" in done.stderr):
        pytest.skip(f"this machine cannot show an ordinary user the environment: {done.stderr[-200:]}")
    if "Permission denied" in done.stderr and "labs" not in done.stderr:
        pytest.skip("an ordinary user may not read this environment")
    assert done.stdout.strip() == "works", done.stderr
