"""Public field data for the lessons that compare the virtual factory with real records.

Contract: nothing of it is in the project. `field_data("ai4i2020")` reads the file from the folder named by
`SMARTLAB_DATA`, else downloads it once from the UCI Machine Learning Repository (CC BY 4.0) into the user's cache. What
is read is held against a checksum; a lesson goes on without it, so every failure is a FieldDataMissing in words.
"""

import csv
import hashlib
import io
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from labs.language import Bilingual, SmartLabError

if TYPE_CHECKING:
    import pandas

_UCI = "https://archive.ics.uci.edu/static/public"
_LARGEST = 16 * 1024 * 1024  # bytes of one file


@dataclass(frozen=True)
class DataSet:
    """One public data set: its file, where it comes from, and the `content_digest` of its table."""

    file: str
    archive: str
    doi: str
    digest: str
    title: Bilingual


DATA_SETS: Mapping[str, DataSet] = {
    "ai4i2020": DataSet(
        "ai4i2020.csv",
        f"{_UCI}/601/ai4i+2020+predictive+maintenance+dataset.zip",
        "10.24432/C5HS5C",
        "a80f9b2d33751bbfc27f660784dcda33d071a6cbabbd00aeaa6f7a68f5c37be0",
        Bilingual("AI4I 2020: 합성 밀링 가공 자료", "AI4I 2020: synthetic milling data"),
    ),
    "weekly-sales": DataSet(
        "Sales_Transactions_Dataset_Weekly.csv",
        f"{_UCI}/396/sales+transactions+dataset+weekly.zip",
        "10.24432/C5XS4Q",
        "76e747c7e636801572ceb0c9498cc846c4fbc557e8fc3b6aee1fe6de68f509e2",
        Bilingual("811개 제품의 주별 판매량", "Weekly sales of 811 products"),
    ),
}


class FieldDataMissing(SmartLabError):
    """The data are not here and cannot be had; the lesson goes on with the plant's own."""


def field_data(name: str, environ: Mapping[str, str] | None = None) -> "pandas.DataFrame":
    """Return the table called `name` (a key of DATA_SETS), as published.

    Raises FieldDataMissing where it can neither be read nor downloaded, or is not what the lesson was written for.
    """
    import pandas

    environ = os.environ if environ is None else environ
    wanted = DATA_SETS[name]
    folder = environ.get("SMARTLAB_DATA")
    path = Path(folder) / wanted.file if folder else _downloaded(wanted)
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST)
    except OSError as error:
        raise _missing(wanted) from error
    if content_digest(content) != wanted.digest:
        raise FieldDataMissing(
            f"{wanted.file}의 내용이 이 수업의 자료와 다릅니다. 파일을 지우고 다시 받거나, 이 부분은 건너뛰십시오.",
            f"{wanted.file} is not the file this lesson was written for. Delete and fetch it again, or skip this part.",
        )
    return pandas.read_csv(io.BytesIO(content), encoding="utf-8-sig")


def content_digest(content: bytes) -> str:
    """Return the SHA-256 of a CSV file's cells: the same with or without a byte-order mark, quotes or CR LF."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"), newline=""))
    return hashlib.sha256("\n".join("\x1f".join(row) for row in rows if row).encode()).hexdigest()


def _downloaded(wanted: DataSet) -> Path:
    """Return the file in the user's cache, fetched from UCI where it is not there yet."""
    import pooch

    pooch.get_logger().setLevel(logging.ERROR)  # it says what it downloads; a lesson shows its own words
    cache = Path(pooch.os_cache("smartlab"))
    unpack = pooch.Unzip(members=[wanted.file], extract_dir=".")
    fetch = pooch.HTTPDownloader(timeout=20)
    try:
        # The archive has no published checksum: its content is held against ours, by whoever reads it.
        pooch.retrieve(wanted.archive, None, f"{wanted.file}.zip", cache, processor=unpack, downloader=fetch)
    except Exception as error:  # no network, no such page, no archive: pooch passes on whatever its parts raise
        raise _missing(wanted) from error
    return cache / wanted.file


def _missing(wanted: DataSet) -> FieldDataMissing:
    return FieldDataMissing(
        f"현장 자료 {wanted.file}이(가) 없습니다. 선생님이 SMARTLAB_DATA 폴더에 넣어 주시면 쓸 수 있고, "
        "없어도 수업은 계속됩니다.",
        f"The field data {wanted.file} are not here. A teacher can put the file into the folder SMARTLAB_DATA; "
        "the lesson goes on without it.",
    )
