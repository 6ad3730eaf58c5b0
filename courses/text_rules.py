"""What texts may hold: the glossary's words, and the same fields in both languages.

Contract: pure functions over texts, and over the files of one unit; they yield sentences in both languages.
"""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from grader.unit import Unit
from grader.verdict import read_messages
from labs.language import LANGUAGES, Bilingual, SmartLabError


class Rules(NamedTuple):
    """`glossary`: terms with ko, en and lists of words not to use for them; `languages`: languages.toml as it is."""

    glossary: list[dict]
    languages: dict[str, dict]


def read_rules(folder: Path) -> Rules:
    """Return what glossary.toml and languages.toml in `folder` say."""
    glossary, languages = (
        tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in ("glossary.toml", "languages.toml")
    )
    return Rules(glossary.get("term", []), languages)


def foreign_letters(text: str, language: str, rules: Rules) -> bool:
    """Say whether `text` in `language` has letters that only another language uses."""
    others = (about["script"] for name, about in rules.languages.items() if name != language and "script" in about)
    return any(re.search(script, text) for script in others)


def forbidden_terms(text: str, language: str, rules: Rules) -> Iterator[Bilingual]:
    """Yield a sentence for each word in `text` for which the glossary has a better one."""
    for term in rules.glossary:
        for word in term.get(f"forbidden_{language}", []):
            if word.lower() in text.lower():
                better = term[language]
                yield Bilingual(f"'{word}' 대신 '{better}'을(를) 씁니다.", f"Write '{better}', not '{word}'.")


_UNCLOSED = re.compile(r"\*\*[^*\n]*[^\w\s*]\*\*(?=[가-힣])")


def markdown_faults(text: str) -> Iterator[Bilingual]:
    """Yield a sentence for each bold passage that Markdown leaves as it is: `**63 %**를` shows its asterisks.

    CommonMark (section 6.2) closes emphasis after punctuation only when no letter follows, which Korean particles do.
    """
    for found in _UNCLOSED.findall(text):
        yield Bilingual(
            f"'{found}' 뒤에 조사가 바로 붙어 굵게 보이지 않습니다. 조사 앞이 글자가 되도록 고쳐 주십시오.",
            f"'{found}' will not be bold: a letter follows right after punctuation.",
        )


def fields(text: str) -> set[str]:
    """Return the names of the `{fields}` in a message, without their formats."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def message_faults(folder: Path, unit: Unit, rules: Rules) -> Iterator[Bilingual]:
    """Yield what is wrong with messages.toml of the unit: fields, terms, messages that lack or are of no use."""
    own = read_own_messages(folder)
    for message_id, message in own.items():
        if foreign_letters(message.en, "en", rules):
            yield Bilingual(
                f"[{message_id}]의 영어 문장에 한글이 있습니다.", f"[{message_id}]: Korean in the English text."
            )
        if fields(message.ko) != fields(message.en):
            yield Bilingual(f"[{message_id}] 두 언어의 {{값}}이 다릅니다.", f"[{message_id}]: the {{fields}} differ.")
        for language in LANGUAGES:
            yield from forbidden_terms(getattr(message, language), language, rules)
    used = used_messages(folder / "checks.py")
    for message_id in sorted(used - unit.messages.keys()):
        yield Bilingual(f"[{message_id}] 메시지가 없습니다.", f"There is no message [{message_id}].")
    praised = {f"{check_id}.correct" for check_id in unit.checks}
    for message_id in sorted(own.keys() - used - praised):
        yield Bilingual(f"[{message_id}] 메시지를 쓰는 확인이 없습니다.", f"No check uses the message [{message_id}].")
    for message_id in sorted(praised - own.keys()):
        yield Bilingual(f"[{message_id}] 칭찬하는 말이 없습니다.", f"There is no praise [{message_id}].")


def read_own_messages(folder: Path) -> dict[str, Bilingual]:
    """Return the unit's own messages; none when the file cannot be read (load_unit reports that)."""
    try:
        return read_messages([folder / "messages.toml"])
    except SmartLabError:
        return {}


def used_messages(checks: Path) -> set[str]:
    """Return the message ids that `exam.expect(…, "id")` and `StudentError("id")` name in checks.py."""
    used = set()
    for node in ast.walk(ast.parse(checks.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = {"expect": 1, "StudentError": 0}.get(name)
        if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
            used.add(node.args[place].value)
    return used
