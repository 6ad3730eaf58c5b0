"""What an examination ends with: one `Verdict` per check, and the texts it speaks.

Contract: plain values, no I/O except `read_messages`. A verdict is made in the trusted process only; what a student's
process sends can become a *value inside* a message, never a word, a number of points or a picture of it.
"""

import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from labs.language import Bilingual, SmartLabError

WORDS = ("correct", "almost", "keep-working", "missing")
_TEXT_LIMIT = 300


@dataclass(frozen=True)
class Verdict:
    """One check, judged.

    `points` lies in 0..`max_points`; `verdict` is one of `WORDS`; `message` is filled in both languages; `picture` is
    an SVG made by the trusted side, or None.
    """

    check: str
    points: float
    max_points: float
    verdict: str
    message_id: str
    message: Bilingual
    picture: str | None = None

    @property
    def judged(self) -> bool:
        """False where the examiner itself failed: the points then say nothing about the answer."""
        return self.message_id != "examiner-failed"

    def to_json(self) -> dict:
        """Return the verdict as JSON values (the message as {"ko", "en"})."""
        return asdict(self) | {"message": self.message._asdict()}

    @classmethod
    def from_json(cls, value: Mapping) -> "Verdict":
        """Read back what `to_json` wrote; raises KeyError or TypeError when it did not."""
        return cls(**{**value, "message": Bilingual(**value["message"])})


def partial_points(max_points: float, scale: float) -> float:
    """Points for `scale` (0..1) of the way: rounded down to halves, never full, never below 0.

    One-point checks are rounded down to tenths, or nothing would be left of them.
    """
    step = 0.5 if max_points > 1 else 0.1
    steps = int(max_points * min(max(scale, 0.0), 1.0) / step + 1e-9)
    return round(max(0.0, min(steps * step, max_points - step)), 3)


class _Forgiving(string.Formatter):
    """`str.format` without attribute access, with a dash for what is missing or does not fit its format."""

    def get_field(self, field_name: str, args: tuple, kwargs: Mapping) -> tuple[object, str]:
        return kwargs.get(field_name), field_name

    def format_field(self, value: object, format_spec: str) -> str:
        if value is None:
            return "–"
        try:
            return format(value, format_spec)
        except (TypeError, ValueError):
            return str(value)


def fill(message: Bilingual, values: Mapping[str, object]) -> Bilingual:
    """Fill `{name:format}` fields of both texts; a missing value shows as a dash, a long text is cut.

    A value that is itself `Bilingual` is shown in the language of the text it stands in.
    """
    filled = {}
    for language in ("ko", "en"):
        plain = {key: _plain(value, language) for key, value in values.items()}
        filled[language] = _Forgiving().vformat(getattr(message, language), (), plain)
    return Bilingual(**filled)


def _plain(value: object, language: str) -> object:
    if isinstance(value, Bilingual):
        return value.show(language)
    if isinstance(value, str):
        printable = "".join(letter if letter.isprintable() else " " for letter in value)
        return printable if len(printable) <= _TEXT_LIMIT else printable[:_TEXT_LIMIT] + "…"
    return value


def read_messages(paths: Iterable[Path]) -> dict[str, Bilingual]:
    """Read messages.toml files, later ones winning, into {id: text}; a table within a table is "outer.inner".

    Raises SmartLabError naming the file and the key where a text lacks one of its languages.
    """
    messages: dict[str, Bilingual] = {}
    for path in paths:
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SmartLabError(
                f"메시지 파일 {path.name}을(를) 읽지 못했습니다: {error}. 파일을 고쳐 주십시오.",
                f"The messages in {path.name} could not be read: {error}. Correct the file.",
            ) from error
        _collect(content, "", path, messages)
    return messages


def _collect(table: Mapping, prefix: str, path: Path, messages: dict[str, Bilingual]) -> None:
    texts = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    if texts:
        if set(texts) != {"ko", "en"} or not all(isinstance(text, str) for text in texts.values()):
            raise SmartLabError(
                f"{path.name}의 [{prefix}]에는 ko와 en 문장이 하나씩 있어야 합니다.",
                f"[{prefix}] in {path.name} needs one ko and one en text.",
            )
        messages[prefix] = Bilingual(**texts)
    for key, value in table.items():
        if isinstance(value, Mapping):
            _collect(value, f"{prefix}.{key}" if prefix else key, path, messages)
