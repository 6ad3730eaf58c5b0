"""A new unit to start from: small, whole, and already passing lint and calibration.

Contract: `new_unit` copies `new_unit/` to courses/<course>/<id>_<name>/ and changes nothing that is there. Its question
(how far does a furnace rise) is there to be replaced, piece by piece, with the checks staying green on the way.
"""

import re
from pathlib import Path

from courses import builder
from labs.file_errors import file_problem
from labs.language import SmartLabError

PATTERN = Path(__file__).parent / "new_unit"
_NAME = re.compile(r"([a-z]\d{1,2})_[a-z0-9_]{1,40}")


def new_unit(name: str, course: str, courses_dir: Path | None = None) -> Path:
    """Make the unit `name` ("b1_calibration") in `course` and return its folder.

    Raises SmartLabError for a name that is no unit's, a unit that exists, or a course that does not.
    """
    root = builder.COURSES if courses_dir is None else Path(courses_dir)
    found = _NAME.fullmatch(name)
    if not found:
        raise SmartLabError(
            f"단원 이름 '{name}'은(는) 쓸 수 없습니다. b1_calibration처럼 영문자, 숫자, 밑줄, 이름으로 적어 주십시오.",
            f"'{name}' cannot be a unit's name. Write a letter, a number, an underscore and a name: b1_calibration.",
        )
    unit = found.group(1)
    taken = builder.unit_folders(root).get(unit)
    if taken is not None:
        raise SmartLabError(
            f"단원 {unit}은(는) 이미 있습니다: {taken}. 다른 번호를 골라 주십시오.",
            f"There is a unit {unit} already: {taken}. Choose another number.",
        )
    courses = sorted(path.parent.name for path in root.glob("*/course.toml"))
    if course not in courses:
        raise SmartLabError(
            f"과정 '{course}'이(가) 없습니다. 있는 과정: {', '.join(courses)}.",
            f"There is no course '{course}'. There are: {', '.join(courses)}.",
        )
    folder = root / course / name
    try:
        folder.mkdir()
        for path in sorted(PATTERN.iterdir()):
            if path.is_file():
                text = path.read_text(encoding="utf-8")
                filled = text.replace("@UNIT@", unit.upper()).replace("@unit@", unit).replace("@course@", course)
                (folder / path.name).write_text(filled, encoding="utf-8")
    except OSError as error:
        raise file_problem(error) from error
    return folder
