"""How the command line refuses wrong usage: in the reader's language, with exit code 2.

Contract: `Parser` is argparse's parser with bilingual refusals; `whole` and `number` make argument types that refuse
what lies outside their range. argparse itself speaks English only.
"""

import argparse
import math
import re
import sys
from collections.abc import Callable
from pathlib import Path

from labs.language import Bilingual, reader_language

DEFAULT_HOME = Path("~/.local/share/smartlab")  # where a school is kept when `--home` names no other place
# argparse's own sentences, and the same in Korean.
_KOREAN = (
    (r"the following arguments are required: (.+)", r"다음을 적어야 합니다: \1"),
    (r"unrecognized arguments: (.+)", r"알 수 없는 말이 있습니다: \1"),
    (
        r"(?:argument (.+): )?invalid choice: (.+) \(choose from (.+)\)",
        r"\1 \2은(는) 없습니다. 다음 중에서 고르십시오: \3",
    ),
    (r"argument (.+): invalid \w+ value: (.+)", r"\1 값이 알맞지 않습니다: \2"),
    (r"argument (.+): expected (?:one|at least one) argument", r"\1 뒤에 값을 적어야 합니다"),
    (r"argument (.+): not allowed with argument (.+)", r"\1와(과) \2은(는) 함께 쓸 수 없습니다"),
    (r"ambiguous option: (.+) could match (.+)", r"\1은(는) 여러 뜻이 될 수 있습니다: \2"),
    (r"argument (.+?): (.+)", r"\1: \2"),
)


class Parser(argparse.ArgumentParser):
    """A parser whose refusals are one sentence with what to do next."""

    def error(self, message: str) -> None:
        """Say what is wrong and where the usage is told; exit with 2."""
        if reader_language() == "ko":
            for pattern, korean in _KOREAN:
                if found := re.fullmatch(pattern, message, re.DOTALL):
                    message = found.expand(korean).strip()
                    break
        to_do = Bilingual("쓰는 법: {prog} --help", "How to use it: {prog} --help").show(prog=f"./{self.prog}")
        self.exit(2, f"{message.rstrip('.')}. {to_do}\n")


def whole(low: int, high: int | None = None) -> Callable[[str], int]:
    """Return an argument type: a whole number from `low` to `high` (None: no limit)."""

    def convert(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise _refused(text, low, high) from None
        if value < low or (high is not None and value > high):
            raise _refused(text, low, high)
        return value

    return convert


def finite(text: str) -> float:
    """An argument type: a number that is one."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(
            Bilingual("{text}은(는) 수가 아닙니다", "{text} is not a number").show(text=repr(text))
        )
    return value


def _refused(text: str, low: int, high: int | None) -> argparse.ArgumentTypeError:
    span = Bilingual(f"{low} 이상의 정수", f"a whole number, {low} or more")
    if high is not None:
        span = Bilingual(f"{low}~{high}의 정수", f"a whole number from {low} to {high}")
    said = Bilingual(f"{span.ko}를 적어야 합니다(받은 값: {text})", f"it takes {span.en}, not {text}")
    return argparse.ArgumentTypeError(said.show())


def set_output_errors() -> None:
    """Let what a terminal's encoding cannot show become a question mark instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
