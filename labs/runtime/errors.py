"""What can go wrong with a sandbox or a warm process, said in both languages."""

from labs.language import SmartLabError


class SandboxUnavailable(SmartLabError):
    """This machine cannot wall a process in; nothing is run without the wall instead."""


class WarmProcessError(SmartLabError):
    """A warm process could not start, could not fork, or is gone."""


def bubblewrap_missing() -> SandboxUnavailable:
    """Return the error for a machine without the `bwrap` program."""
    return SandboxUnavailable(
        "샌드박스 프로그램 bubblewrap이 없습니다. `sudo apt install bubblewrap`으로 설치한 뒤 다시 실행하세요.",
        "The sandbox program bubblewrap is missing. Install it with `sudo apt install bubblewrap` and run this again.",
    )


def namespaces_refused(detail: str) -> SandboxUnavailable:
    """Return the error for a kernel or container that refuses namespaces; `detail` is what it answered."""
    return SandboxUnavailable(
        "커널이 샌드박스(네임스페이스)를 허용하지 않습니다. `sysctl user.max_user_namespaces`가 0보다 큰지, "
        "`kernel.unprivileged_userns_clone`이 1인지, `kernel.apparmor_restrict_unprivileged_userns`가 0인지 확인하고, "
        f"컨테이너 안이라면 사용자 네임스페이스를 허용하세요. (응답: {detail})",
        "The kernel does not allow the sandbox (namespaces). Check that `sysctl user.max_user_namespaces` is above 0, "
        "`kernel.unprivileged_userns_clone` is 1 and `kernel.apparmor_restrict_unprivileged_userns` is 0; inside a "
        f"container, allow user namespaces. (It answered: {detail})",
    )
