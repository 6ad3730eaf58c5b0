"""What code cells may hold: no language of people, except where both languages stand side by side.

Contract: pure functions from a cell to (line offset, sentence) pairs. Code is common to both languages, so a comment in
one of them, or a title in one of them, would be wrong for half the readers. Texts go through a bilingual call:
`text("온도", "temperature")`.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from courses.source import SourceCell
from labs.language import Bilingual

BILINGUAL_CALLS = {"text", "Bilingual"}
_MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")
_KOREAN = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_SENTENCE = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}")  # two words in a row are meant for a person


def code_faults(cell: SourceCell) -> Iterator[tuple[int, Bilingual]]:
    """Yield the faults of one code cell, each with its line counted from the cell's mark."""
    try:
        tree = ast.parse(cell.source)
    except SyntaxError as error:
        yield error.lineno or 0, Bilingual(f"코드에 문법 오류가 있습니다: {error.msg}", f"Syntax error: {error.msg}")
        return
    yield from _comment_faults(cell)
    yield from _string_faults(cell, tree)
    if cell.role == "answer":
        yield from _answer_faults(cell)
    if cell.role == "check":
        yield from _question_faults(cell, tree)


def _comment_faults(cell: SourceCell) -> Iterator[tuple[int, Bilingual]]:
    for token in tokenize.generate_tokens(io.StringIO(cell.source).readline):
        if token.type != tokenize.COMMENT:
            continue
        if cell.role == "answer" and token.string in _MARKS:
            continue
        yield token.start[0], Bilingual("코드 셀에는 주석을 쓰지 않습니다.", "Code cells hold no comments.")


def _string_faults(cell: SourceCell, tree: ast.AST) -> Iterator[tuple[int, Bilingual]]:
    paired = {id(part) for call in _bilingual_calls(tree) for text in call.args for part in ast.walk(text)}
    for call in _bilingual_calls(tree):
        if not _is_pair(call):
            yield (
                call.lineno,
                Bilingual("한국어와 영어를 이 순서로 하나씩 적습니다.", "Give one Korean and one English text."),
            )
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        meant_for_people = _KOREAN.search(node.value) or _SENTENCE.search(node.value)
        if meant_for_people and (cell.graded or id(node) not in paired):
            yield (
                node.lineno,
                Bilingual(
                    "코드 속의 글은 text(한국어, 영어)로 적습니다. 채점 셀에는 글을 쓰지 않습니다.",
                    "Words in code are written text(Korean, English); graded cells hold none.",
                ),
            )


def _bilingual_calls(tree: ast.AST) -> list[ast.Call]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in BILINGUAL_CALLS]


def _is_pair(call: ast.Call) -> bool:
    """Two texts, the second without Korean; two names (the helper's own definition) will do as well."""
    if len(call.args) != 2:
        return False
    return not any(_KOREAN.search(str(part.value)) for part in ast.walk(call.args[1]) if isinstance(part, ast.Constant))


def _answer_faults(cell: SourceCell) -> Iterator[tuple[int, Bilingual]]:
    counts = [sum(line.strip() == mark for line in cell.source.splitlines()) for mark in _MARKS]
    if counts != [1, 1]:
        yield (
            0,
            Bilingual("답 셀에는 SOLUTION 구역이 꼭 하나 있어야 합니다.", "An answer cell has one SOLUTION region."),
        )


def _question_faults(cell: SourceCell, tree: ast.Module) -> Iterator[tuple[int, Bilingual]]:
    """A check cell is exactly `check("its id", names…)`: a grader asks from its own text, and reads the names here."""
    call = tree.body[0].value if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr) else None
    named = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "check" and call.args
    plain = named and all(isinstance(argument, ast.Name) for argument in call.args[1:]) and not call.keywords
    if not plain or not isinstance(call.args[0], ast.Constant) or call.args[0].value != cell.name:
        yield (
            0,
            Bilingual(
                f'확인 셀은 check("{cell.name}", 함수) 한 줄이어야 합니다.',
                f'A check cell is one line: check("{cell.name}", function).',
            ),
        )
