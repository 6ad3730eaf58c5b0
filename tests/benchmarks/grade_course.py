"""Grades one assignment of a course folder from nothing: what a person who types the command waits for.

`python -m tests.benchmarks.grade_course FOLDER UNIT [COURSES]`
"""

import sys
from pathlib import Path

from labs.imports import skip_address_grammar, skip_server_extensions

skip_address_grammar()  # as the command line does, before anything imports nbformat
skip_server_extensions()

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.batch import Batch, Entry
from grader.executor import Executor


def batch(course: Path, unit: str, executor: Executor) -> Batch:
    """Return the batch of a course folder that tests.benchmarks.submissions made."""
    config = Config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.course_id = "bench"
    return Batch(CourseDirectory(config=config), unit, executor, "benchmark", config=config)


def main(course: str, unit: str, courses: str | None = None) -> list[Entry]:
    with Executor(unit, Path(courses) if courses else None, language="en") as executor:
        return list(batch(Path(course), unit, executor).grade())


if __name__ == "__main__":
    main(*sys.argv[1:])
