"""What the operating system answered about a file or a disk, as a sentence for people.

Contract: pure; `why(error)` is the reason in words, `file_problem(error)` the whole sentence with what to do next.
A reason that is not listed here is told as the system words it.
"""

import errno

from labs.language import Bilingual, SmartLabError

_FULL = Bilingual("디스크가 가득 찼습니다", "the disk is full")
_DENIED = Bilingual("권한이 없습니다", "permission denied")
_WHY = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: Bilingual("읽기 전용입니다", "it is read-only"),
    errno.ENOENT: Bilingual("그런 파일이나 폴더가 없습니다", "there is no such file or folder"),
    errno.ENOTDIR: Bilingual("폴더여야 할 곳에 파일이 있습니다", "a file stands where a folder is needed"),
    errno.EEXIST: Bilingual("같은 이름의 파일이 이미 있습니다", "a file of this name exists already"),
    errno.EISDIR: Bilingual("파일이 아니라 폴더입니다", "it is a folder, not a file"),
    errno.ENAMETOOLONG: Bilingual("이름이 너무 깁니다", "the name is too long"),
    errno.ELOOP: Bilingual("링크가 끝없이 이어집니다", "its links go in a circle"),
    errno.EADDRINUSE: Bilingual("다른 프로그램이 쓰고 있습니다", "another program uses it"),
    errno.EMFILE: Bilingual("열린 파일이 너무 많습니다", "too many files are open"),
    errno.ENOMEM: Bilingual("메모리가 부족합니다", "there is not enough memory"),
}
_TO_DO = {
    errno.ENOSPC: Bilingual("공간을 비운 뒤 다시 실행해 주십시오", "Free some space, then run this again"),
    errno.ENOMEM: Bilingual("다른 프로그램을 닫고 다시 실행해 주십시오", "Close other programs, then run this again"),
}
_TO_DO[errno.EDQUOT] = _TO_DO[errno.ENOSPC]
_CHECK = Bilingual("경로와 권한을 확인한 뒤 다시 실행해 주십시오", "Check the path and its permissions, run this again")


def why(error: OSError) -> Bilingual:
    """Return the reason in words, without a full stop."""
    text = error.strerror or str(error) or type(error).__name__
    return _WHY.get(error.errno or 0, Bilingual(text, text))


def file_problem(error: OSError) -> SmartLabError:
    """Return the problem as one sentence each: which file, why, and what to do."""
    reason, to_do = why(error), _TO_DO.get(error.errno or 0, _CHECK)
    if error.filename is None:
        return SmartLabError(f"{reason.ko}. {to_do.ko}.", f"{reason.en[:1].upper()}{reason.en[1:]}. {to_do.en}.")
    name = str(error.filename2 or error.filename)
    return SmartLabError(
        f"'{name}'을(를) 쓰거나 읽을 수 없습니다: {reason.ko}. {to_do.ko}.",
        f"'{name}' cannot be read or written: {reason.en}. {to_do.en}.",
    )
