"""What the terminal shows while a class is graded: how far it is and how much longer, in one line."""

import io

import pytest

from hub_config.reports import progress_line, time_left


class Terminal(io.StringIO):
    """A screen of one line: what stands there in the end is `line`."""

    def isatty(self) -> bool:
        return True

    @property
    def line(self) -> str:
        return self.getvalue().rstrip("\n").rpartition("\r")[2]


@pytest.mark.parametrize(
    ("seconds", "ko", "en"),
    [(42.0, ", 약 42초 남음", ", about 42 s left"), (300.0, ", 약 5분 남음", ", about 5 min left")],
)
def test_time_left_is_told_in_the_reader_s_language_and_a_fitting_unit(monkeypatch, seconds, ko, en):
    for language, text in (("ko", ko), ("en", en)):
        monkeypatch.setenv("SMARTLAB_LANGUAGE", language)
        assert time_left(seconds) == text


def test_each_line_is_written_over_the_one_before_and_the_last_one_stays(monkeypatch):
    monkeypatch.setenv("SMARTLAB_LANGUAGE", "ko")
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    for done in (1, 2, 3):
        progress_line(done, 3, 600.0 * (3 - done))
        assert screen.line.startswith(f"{done}/3 채점") and screen.line.endswith("\x1b[K")
    assert screen.getvalue().count("\n") == 1 and "20분" in screen.getvalue()
    assert "남음" not in screen.line


def test_nothing_is_drawn_where_nobody_watches(monkeypatch):
    quiet = io.StringIO()
    monkeypatch.setattr("sys.stderr", quiet)
    progress_line(1, 3, 5.0)
    assert quiet.getvalue() == ""
