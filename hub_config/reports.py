"""What the terminal shows of grading: a progress line with time left, and the table of grades.

Contract: formats and prints; takes the report of `grader.pipeline.grade_folder` as it is.
"""

import sys
from collections.abc import Mapping
from unicodedata import east_asian_width

from hub_config.due_words import duration
from labs.language import Bilingual

BY_HAND = {
    True: Bilingual(
        "선생님이 채점합니다. 위 점수에는 들어 있지 않습니다.", "For the teacher to grade; not in the score above."
    ),
    False: Bilingual("답을 쓰지 않았습니다.", "Nothing was written."),
}
MARKS = {"correct": "✔", "almost": "△", "keep-working": "✘", "missing": "–"}


def progress_line(done: int, total: int, seconds_left: float | None) -> None:
    """Show how far grading is, on stderr, in one line that is written over."""
    if not sys.stderr.isatty():
        return
    text = Bilingual("{done}/{total} 채점", "{done}/{total} graded").show(done=done, total=total)
    if seconds_left is not None and done < total:
        text += time_left(seconds_left)
    # Back to the line's beginning, and nothing left of a longer text that stood there.
    print(f"\r{text}\x1b[K", end="\n" if done == total else "", file=sys.stderr, flush=True)


def time_left(seconds: float) -> str:
    """Return how much longer it takes, to stand at the end of a line."""
    return Bilingual(", 약 {left} 남음", ", about {left} left").show(left=duration(seconds))


def padded(text: str, width: int) -> str:
    """Return `text` filled with blanks to `width` terminal cells; a Hangul syllable takes two."""
    cells = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(0, width - cells)


def print_grades(report: Mapping) -> None:
    """Print one line a submission, and one a check with its message."""
    for submission in report["submissions"]:
        points = f"{submission['score']:g}/{submission['max_score']:g}"
        print(f"{padded(submission['student'], 20)} {points:>8}  {submission['seconds']:.1f} s")
        if submission["error"]:
            print(f"    ! {submission['error']}")
        for check in submission["checks"]:
            mark = MARKS[check["verdict"]]
            print(f"    {mark} {check['id']:<20} {check['points']:g}/{check['max_points']:g}  {check['message']}")
        for answer in submission.get("by_hand", ()):
            print(f"    ✎ {answer['id']:<20} –/{answer['max_points']:g}  {BY_HAND[answer['answered']].show()}")
