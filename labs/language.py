"""The two languages of SmartLab and the errors that speak them.

Contract: a leaf module that any folder may import. Every message a person may read exists in Korean and in
English; which one is shown follows the reader's locale, decided when the message is shown, never at import.
"""

import os
from collections.abc import Mapping
from typing import NamedTuple

LANGUAGES = ("ko", "en")


class Bilingual(NamedTuple):
    """One text in both languages."""

    ko: str
    en: str

    def show(self, language: str | None = None, /, **values: object) -> str:
        """Return the text in `language` (default: the reader's), with `{name}` fields filled from `values`."""
        text = self.ko if (language or reader_language()) == "ko" else self.en
        return text.format(**values) if values else text


def reader_language(environ: Mapping[str, str] | None = None) -> str:
    """Return "ko" or "en" for the reader: `SMARTLAB_LANGUAGE` first, then the locale; English where neither says.

    `environ` defaults to the process environment at the time of the call.
    """
    environ = os.environ if environ is None else environ
    for key in ("SMARTLAB_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(key, "").lower()
        if value.startswith("ko"):
            return "ko"
        if value and not value.startswith(("c.", "posix")) and value != "c":
            return "en"
    return "en"


class SmartLabError(Exception):
    """What went wrong and what to do next, one sentence in each language.

    `str(error)` is in the reader's language; `error.message` keeps both.
    """

    def __init__(self, ko: str, en: str) -> None:
        super().__init__(en)
        self.message = Bilingual(ko, en)

    def __str__(self) -> str:
        return self.message.show()

    def __reduce__(self) -> tuple:
        return type(self), tuple(self.message)
