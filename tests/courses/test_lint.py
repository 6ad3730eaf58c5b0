import shutil

import pytest

from courses.builder import COURSES
from courses.lint import lint
from courses.text_rules import read_rules
from labs.language import LANGUAGES

LESSON = '# %% [markdown] lang="ko"\n# # 수업\n\n# %% [markdown] lang="en"\n# # Lesson\n\n# %%\nx = 1\n'
ASSIGNMENT = """# %% [markdown] lang="ko"
# # 과제

# %% [markdown] lang="en"
# # Assignment

# %% setup="begin"
from labs.check import examination

check = examination("u1")

# %% answer="answer"
def answer():
    ### BEGIN SOLUTION
    return 42
    ### END SOLUTION

# %% check="says-42" points=2
check("says-42", answer)

# %% [markdown] lang="ko" answer="why" points=3
# 까닭

# %% [markdown] lang="en" answer="why" points=3
# The reason
"""
CHECKS = """from grader.exam import check


@check("says-42", points=2)
def says_42(exam):
    exam.expect(exam.call(0) == 42, "other-number", value=1)
"""
MESSAGES = """[other-number]
ko = "{value}이(가) 아닙니다."
en = "Not {value}."

[says-42.correct]
ko = "맞습니다."
en = "Right."
"""
ABOUT = """id = "u1"
title = {ko = "단원", en = "Unit"}
summary = {ko = "요약", en = "Summary"}
course = "trial"
plant = "furnace"
minutes = 100
seed_subject = {ko = "과목", en = "subject"}
ncs = {name = "x", level = 3}
prerequisites = []
checks = ["says-42"]
guide = {ko = "안내", en = "guide"}
[[written]]
id = "why"
points = 3
guide = {ko = "까닭을 말하면 3점", en = "3 points for the reason"}
"""
GOOD = {
    "lesson.py": LESSON,
    "assignment.py": ASSIGNMENT,
    "checks.py": CHECKS,
    "messages.toml": MESSAGES,
    "unit.toml": ABOUT,
}


@pytest.fixture
def unit(tmp_path):
    folder = tmp_path / "trial" / "u1_first"
    folder.mkdir(parents=True)
    for name, text in GOOD.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def found(unit):
    return [problem.text.en for problem in lint(courses_dir=unit.parents[1])]


def test_the_project_itself_is_clean():
    assert [str(problem) for problem in lint()] == []


def test_a_good_unit_has_no_problems(unit):
    assert found(unit) == []


BROKEN = {
    "english-missing": ("lesson.py", '# %% [markdown] lang="en"\n# # Lesson\n', "", "side by side"),
    "order": (
        "lesson.py",
        LESSON[: LESSON.index("# %%\n")],
        _swapped := ('# %% [markdown] lang="en"\n# # Lesson\n\n# %% [markdown] lang="ko"\n# # 수업\n\n'),
        "side by side",
    ),
    "twins-apart": ("lesson.py", "# # 수업\n", "# # 수업\n\n# %%\ny = 2\n", "side by side"),
    "korean-in-english": ("lesson.py", "# # Lesson", "# # Lesson 수업", "Korean in an English cell"),
    "no-language": ("lesson.py", 'lang="ko"\n# # 수업', "\n# # 수업", "lang mark"),
    "bold-broken": ("lesson.py", "# # 수업", "# **63 %**를 읽습니다", "will not be bold"),
    "forbidden-word": ("lesson.py", "# # Lesson", "# # The set point", "Write 'setpoint'"),
    "remote-picture": ("lesson.py", "# # Lesson", "# ![x](https://a.example/x.png)", "fetched"),
    "remote-code": ("lesson.py", "x = 1", 'x = "https://a.example/x.js"', "fetched"),
    "korean-in-code": ("lesson.py", "x = 1", 'x = "온도"', "Words in code"),
    "english-in-code": ("lesson.py", "x = 1", 'print("the temperature is high")', "Words in code"),
    "comment": ("lesson.py", "x = 1", "x = 1  # one", "no comments"),
    "one-language-call": ("lesson.py", "x = 1", 'x = text("온도")', "one Korean and one English"),
    "syntax": ("lesson.py", "x = 1", "x = = 1", "Syntax error"),
    "graded-in-lesson": ("lesson.py", "# %%\nx", '# %% answer="x"\nx', "belong in the assignment"),
    "unknown-mark": ("lesson.py", "# %%\nx", '# %% color="red"\nx', "Unknown cell mark"),
    "duplicate-id": ("assignment.py", 'answer="answer"', 'answer="begin"', "used twice"),
    "zero-points": ("assignment.py", "points=2", "points=0", "positive whole number"),
    "half-points": ("assignment.py", "points=2", "points=1.5", "positive whole number"),
    "other-points": ("assignment.py", "points=2", "points=3", "differ from checks.py"),
    "words-in-answer": ("assignment.py", "return 42", 'return text("사십이", "forty two")', "graded cells hold none"),
    "comment-in-answer": ("assignment.py", "return 42", "return 42  # why", "no comments"),
    "no-solution-region": ("assignment.py", "    ### END SOLUTION\n", "", "one SOLUTION region"),
    "more-than-a-question": (
        "assignment.py",
        'check("says-42", answer)',
        'x = 1\ncheck("says-42", answer)',
        "one line",
    ),
    "other-question": ("assignment.py", 'check="says-42"', 'check="says-43"', "no check cell"),
    "written-in-one-language": (
        "assignment.py",
        '\n# %% [markdown] lang="en" answer="why" points=3\n# The reason\n',
        "",
        "side by side",
    ),
    "written-without-language": ("assignment.py", 'lang="ko" answer="why"', 'answer="why"', "needs a lang mark too"),
    "written-without-points": ("assignment.py", 'lang="ko" answer="why" points=3', 'lang="ko" answer="why"', "whole"),
    "written-for-other-points": ("unit.toml", "points = 3", "points = 4", "differ from unit.toml"),
    "written-unknown": ("unit.toml", 'id = "why"', 'id = "how"', "unit.toml has no 'why'"),
    "written-missing": ("unit.toml", 'id = "why"', 'id = "how"', "no answer cell for 'how'"),
    "written-without-guide": ("unit.toml", ', en = "3 points for the reason"', "", "needs a guide"),
    "written-badly": ("unit.toml", "points = 3", 'points = "three"', "has a fault"),
    "points-for-code": ("assignment.py", '# %% answer="answer"', '# %% answer="answer" points=2', "no points to give"),
    "check-as-text": ("assignment.py", '# %% check="says-42"', '# %% [markdown] check="says-42"', "are code cells"),
    "message-missing": ("messages.toml", "[other-number]", "[another-number]", "no message [other-number]"),
    "message-unused": (
        "messages.toml",
        "[other-number]",
        "[other-number]\nko = '1'\nen = '1'\n[spare]",
        "No check uses",
    ),
    "fields-differ": ("messages.toml", "Not {value}.", "Not {number}.", "fields"),
    "korean-message": ("messages.toml", 'en = "Right."', 'en = "맞습니다."', "Korean in the English"),
    "language-missing": ("messages.toml", 'en = "Right."', "", "needs one ko and one en"),
    "title-missing": ("unit.toml", 'title = {ko = "단원", en = "Unit"}', "", "'title' is missing"),
    "other-id": ("unit.toml", 'id = "u1"', 'id = "u2"', "differs from the folder"),
    "not-toml": ("unit.toml", 'id = "u1"', "id = ", "could not be read"),
    "broken-checks": ("checks.py", "@check", "@chekc", "has a fault"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_is_found(unit, name):
    file, old, new, expected = BROKEN[name]
    text = (unit / file).read_text(encoding="utf-8")
    assert old in text
    (unit / file).write_text(text.replace(old, new), encoding="utf-8")
    problems = found(unit)
    assert any(expected in problem for problem in problems), problems


def test_a_missing_source_and_a_committed_notebook_are_found(unit):
    (unit / "lesson.py").unlink()
    (unit / "lesson.ipynb").write_text("{}")
    problems = found(unit)
    assert any("could not be read" in problem for problem in problems)
    assert any("never committed" in problem for problem in problems)


def test_problems_name_file_and_line(unit):
    text = (unit / "lesson.py").read_text(encoding="utf-8")
    (unit / "lesson.py").write_text(text.replace("x = 1", "y = 1\nx = 1  # one"), encoding="utf-8")
    (problem,) = lint(courses_dir=unit.parents[1])
    assert problem.path.name == "lesson.py"
    assert problem.line == text.splitlines().index("x = 1") + 2


def test_the_languages_are_those_of_the_messages():
    assert tuple(read_rules(COURSES).languages) == LANGUAGES


def test_an_empty_course_folder_is_clean(tmp_path):
    shutil.rmtree(tmp_path / "trial", ignore_errors=True)
    assert lint(courses_dir=tmp_path) == []
