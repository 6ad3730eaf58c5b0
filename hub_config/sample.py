"""The sample class of a first start: a teacher, three students, one unit handed out.

Contract: `make_sample` makes it in a data folder without accounts and returns {login id: password}; the same stands
in secrets/sample-accounts (0600). Where a step fails nothing of it counts as made: the account file is written last.
"""

import json

from hub_config.classes import Classes, new_password
from hub_config.settings import Settings, write_private

CLASS_ID = "sample"
UNIT = "c2"
PEOPLE = {
    "teacher": {"ko": "김선생", "en": "Teacher"},
    "student1": {"ko": "이하나", "en": "Student One"},
    "student2": {"ko": "박두리", "en": "Student Two"},
    "student3": {"ko": "최세찬", "en": "Student Three"},
}
TITLE = {"ko": "예제 반: 스마트공장 기초", "en": "Sample class: smart factory basics"}


def make_sample(settings: Settings) -> dict[str, str]:
    """Make the sample class and its accounts; return their passwords."""
    draft = settings.run / "first-accounts"
    draft.unlink(missing_ok=True)
    classes = Classes(settings)
    classes.accounts = type(classes.accounts)(draft)
    language = settings.language
    passwords = {name: new_password() for name in PEOPLE}
    if not (settings.class_folder(CLASS_ID) / "class.toml").exists():
        classes.create(CLASS_ID, title=TITLE[language], language=language)
    for name, password in passwords.items():
        role = "teacher" if name == "teacher" else "student"
        classes.roster_add(CLASS_ID, name, display_name=PEOPLE[name][language], role=role, password=password)
    classes.release(CLASS_ID, UNIT)
    write_private(settings.home / "secrets" / "sample-accounts", json.dumps(passwords, indent=1).encode())
    draft.replace(settings.accounts_file)
    return passwords
