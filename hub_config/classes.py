"""Classes (반): making one, its people, its assignments.

Contract: `Classes(settings)` works on the school's data folder, with the hub running or not. A class is one nbgrader
course below classes/<id>, with a class.toml beside nbgrader's folders. Everything a person got wrong is a
SmartLabError. Passwords are made here, returned once, and kept only as hashes.
"""

import csv
import io
import json
import re
import secrets
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hub_config.accounts import Account, Accounts, check_login_id, clean
from hub_config.settings import Settings, write_private
from labs.language import LANGUAGES, SmartLabError

CLASS_ID = re.compile(r"[a-z][a-z0-9_-]{0,30}")
# No 0/o, 1/l/i: passwords are read from paper and typed by pupils.
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class ClassInfo:
    """`units` are the ids of the units the class may be given; empty stands for all. `grade_on_submission`: whether the
    desk grades and returns each submission when it comes in, or the teacher does."""

    id: str
    title: str
    language: str = "ko"
    units: Sequence[str] = field(default_factory=tuple)
    grade_on_submission: bool = True


def new_password(length: int = 10) -> str:
    """A random password of about 49 bits that can be read aloud."""
    return "".join(secrets.choice(PASSWORD_LETTERS) for _ in range(length))


class Classes:
    """All classes of one school."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.accounts = Accounts(settings.accounts_file)

    def create(
        self,
        class_id: str,
        *,
        title: str = "",
        language: str = "ko",
        teacher: str | None = None,
        units: Iterable[str] = (),
    ) -> ClassInfo:
        """Make a class; `teacher` is the login id of an existing account that shall teach it."""
        self.check_new(class_id)
        if language not in LANGUAGES:
            raise SmartLabError(
                f"수업 언어는 ko 또는 en입니다('{language}' 아님).", f"A class is taught in ko or en, not '{language}'."
            )
        if teacher is not None and self.accounts.find(teacher) is None:
            raise SmartLabError(
                f"교사 계정 '{teacher}'이(가) 없습니다. 먼저 계정을 만드십시오.",
                f"There is no account '{teacher}' to be the teacher. Make it first.",
            )
        info = ClassInfo(class_id, clean(title).strip() or class_id, language, tuple(units))
        folder = self.settings.class_folder(class_id)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(folder / "class.toml", _class_toml(info).encode())
        if teacher is not None:
            self.accounts.enrol(teacher, class_id, "teacher")
        return info

    def check_new(self, class_id: str) -> None:
        """Raise a SmartLabError where no class can be made under this id."""
        if not CLASS_ID.fullmatch(class_id):
            raise SmartLabError(
                f"'{class_id}'은(는) 반 ID로 쓸 수 없습니다. 영어 소문자로 시작하고 소문자, 숫자, -, _ 만 쓰십시오.",
                f"'{class_id}' cannot be a class id. Use lower-case letters, digits, - and _, a letter first.",
            )
        if (self.settings.class_folder(class_id) / "class.toml").exists():
            raise SmartLabError(
                f"'{class_id}' 반은 이미 있습니다. 다른 반 ID를 쓰십시오.",
                f"The class '{class_id}' exists already. Choose another id.",
            )

    def all(self) -> list[ClassInfo]:
        """Every class, by id."""
        return [self.find(path.parent.name) for path in sorted((self.settings.home / "classes").glob("*/class.toml"))]

    def find(self, class_id: str) -> ClassInfo:
        """The class, or a SmartLabError that names those that exist."""
        path = self.settings.class_folder(class_id) / "class.toml"
        if not CLASS_ID.fullmatch(class_id) or not path.exists():
            known = ", ".join(sorted(item.parent.name for item in path.parents[1].glob("*/class.toml"))) or "-"
            raise SmartLabError(
                f"'{class_id}' 반이 없습니다. 있는 반: {known}.",
                f"There is no class '{class_id}'. There are: {known}.",
            )
        entry = tomllib.loads(path.read_text(encoding="utf-8"))
        on_submission = entry.get("grade_on_submission", True)  # older classes do not say
        return ClassInfo(class_id, entry["title"], entry["language"], tuple(entry["units"]), on_submission)

    def set_grading(self, class_id: str, *, on_submission: bool) -> None:
        """Have submissions graded when they come in, or when the teacher says so; what waits is graded all the same."""
        info = replace(self.find(class_id), grade_on_submission=on_submission)
        write_private(self.settings.class_folder(class_id) / "class.toml", _class_toml(info).encode())

    def roster(self, class_id: str) -> list[Account]:
        """Teachers first, then students by login id."""
        self.find(class_id)
        return self.accounts.members(class_id)

    def roster_add(
        self, class_id: str, login: str, *, display_name: str = "", role: str = "student", password: str | None = None
    ) -> str | None:
        """Put a person into the class; return the new account's password, or None where the account existed."""
        info = self.find(class_id)
        existing = self.accounts.find(login)
        made = None
        if existing is None:
            made = password or new_password()
            self.accounts.add(login, made, display_name=display_name, language=info.language)
        self.accounts.enrol(clean(login).strip().lower(), class_id, role)
        return made

    def roster_import(self, class_id: str, text: str) -> dict[str, str]:
        """Add the people of a CSV text (columns id, name; or name alone); return {login id: new password}.

        Nobody is added where one row is wrong.
        A row without an id gets <class>-01, <class>-02, … A header row is recognised by its words.
        """
        self.find(class_id)
        try:
            rows = list(csv.reader(io.StringIO(clean(text), newline=""), strict=False))
        except csv.Error as error:
            raise SmartLabError(
                f"명단을 CSV로 읽을 수 없습니다({error}). 한 줄에 '아이디,이름'을 적어 CSV로 저장한 파일을 주십시오.",
                f"The roster cannot be read as CSV ({error}). Give a file with one 'id,name' a line, saved as CSV.",
            ) from error
        people = [row for row in map(_person, rows) if row]
        if not people:
            raise SmartLabError(
                "명단이 비어 있습니다. 한 줄에 '아이디,이름'을 적은 CSV 파일이 필요합니다.",
                "The roster is empty. It needs a CSV file with one 'id,name' a line.",
            )
        for login, _ in people:
            if login:
                check_login_id(login)  # all before the first is added: no half of a roster
        passwords = {}
        for login, name in people:
            login = login or self._next_login(class_id)
            made = self.roster_add(class_id, login, display_name=name)
            if made:
                passwords[login] = made
        return passwords

    def release(self, class_id: str, unit: str) -> Path:
        """Build a unit in the class's language and hand it out; return the folder that was handed out."""
        from hub_config.grading import release

        return release(self.settings, self._with_unit(class_id, unit), unit, self.accounts.members(class_id))

    def grade(self, class_id: str, unit: str, progress=None) -> list[dict]:
        """Collect, grade and give feedback; returns [{"student", "score", "max_score", "by_hand", "error"}].

        `progress(done, total, student)` is called after each submission.
        """
        from hub_config.grading import grade

        return grade(self.settings, self._with_unit(class_id, unit), unit, progress)

    def regrade(self, class_id: str, unit: str, progress=None) -> list:
        """Grade everybody again, after a check was mended; returns a `regrading.Change` for each that differs."""
        from hub_config.regrading import regrade

        return regrade(self.settings, self._with_unit(class_id, unit), unit, progress)

    def export(self, class_id: str, to: Path) -> Path:
        """Write every score of the class as CSV (UTF-8 with a mark, so that spreadsheets read Hangul)."""
        from hub_config.grading import export

        return export(self.settings, self.find(class_id), self.accounts.members(class_id), to)

    def _with_unit(self, class_id: str, unit: str) -> ClassInfo:
        info = self.find(class_id)
        if info.units and unit not in info.units:
            listed = ", ".join(info.units)
            raise SmartLabError(
                f"'{info.title}' 반의 단원이 아닙니다: {unit}. 이 반의 단원: {listed}.",
                f"'{unit}' is not a unit of the class '{info.title}'. Its units: {listed}.",
            )
        return info

    def _next_login(self, class_id: str) -> str:
        taken = self.accounts.all()
        return next(name for n in range(1, 10_000) if (name := f"{class_id}-{n:02d}") not in taken)


HEADINGS = {"id", "login", "name", "아이디", "학번", "이름", "성명", "번호"}


def _person(row: list[str]) -> tuple[str, str] | None:
    """(login id or "", shown name) of a CSV row; None for an empty row or a heading."""
    cells = [cell.strip().lstrip("\ufeff") for cell in row]
    if not any(cells) or {cell.lower() for cell in cells if cell} <= HEADINGS:
        return None
    if len(cells) == 1:
        return "", cells[0]
    return cells[0].lower(), cells[1] or cells[0]


def _class_toml(info: ClassInfo) -> str:
    # A JSON string, boolean or list of strings is also TOML.
    values = {"title": info.title, "language": info.language, "units": list(info.units)}
    values["grade_on_submission"] = info.grade_on_submission
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
