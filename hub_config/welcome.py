"""The page a student or a teacher finds in an empty home.

Contract: `write_welcome` writes one Markdown file into a home that has no file yet, and never touches it again.
"""

from pathlib import Path
from urllib.parse import quote

from labs.language import Bilingual

NAME = Bilingual("시작하기.md", "Start here.md")
STUDENT = Bilingual(
    """# 시작하기

1. 위 메뉴에서 **Nbgrader → Assignment List**를 엽니다.
2. `c2` 옆의 **Fetch**를 누르면 과제 폴더가 생깁니다.
3. 왼쪽에서 `c2` 폴더의 `lesson.ipynb`를 먼저 풀고, `assignment.ipynb`의 빈칸을 채웁니다.
4. 확인 셀을 실행하면 바로 결과를 볼 수 있습니다. 몇 번이든 해도 됩니다.
5. 다 되면 Assignment List에서 **Submit**을 누릅니다. 여러 번 내도 되며, 마지막에 낸 것을 채점합니다.
6. 채점이 끝나면 같은 곳의 **Fetch Feedback**으로 결과와 설명을 받습니다.

내 설비에 연결하는 코드는 이렇습니다.

```python
from labs.session import connect

plant = connect("furnace")
plant.read("Zone1.Temperature")
```
""",
    """# Start here

1. Open **Nbgrader → Assignment List** in the menu above.
2. Press **Fetch** beside `c2`; its folder appears on the left.
3. Work through `lesson.ipynb` in that folder, then fill in `assignment.ipynb`.
4. Run the check cells to see at once how you are doing, as often as you like.
5. When you are done, press **Submit** in the Assignment List. You may submit again; the last one counts.
6. After grading, **Fetch Feedback** in the same place brings your result and what it says.

This connects to your own plant:

```python
from labs.session import connect

plant = connect("furnace")
plant.read("Zone1.Temperature")
```
""",
)
TEACHER = Bilingual(
    """# 시작하기

- **Nbgrader → Formgrader**에서 차례로: 제출물 모으기(Collect) → 제출물 수를 눌러 자동 채점(Autograde) →
  피드백 만들기(Generate Feedback) → 피드백 보내기(Release Feedback)
- `classes` 폴더: 가르치는 반의 과제 원본, 제출물, 채점 결과
- 명단과 새 단원은 서버의 명령줄에서 다룹니다.

```
./smartlab class roster 반 --add 명단.csv
./smartlab class release 반 c2
./smartlab class grade 반 c2
./smartlab class export 반 --to 점수.csv
```
""",
    """# Start here

- **Nbgrader → Formgrader**, in this order: Collect → press the number of submissions and Autograde →
  Generate Feedback → Release Feedback
- the folder `classes`: sources, submissions and results of the classes you teach
- rosters and further units are handled on the server's command line:

```
./smartlab class roster CLASS --add roster.csv
./smartlab class release CLASS c2
./smartlab class grade CLASS c2
./smartlab class export CLASS --to scores.csv
```
""",
)


def first_page(home: Path, language: str) -> str:
    """The address inside Lab to begin with: the page where it still is, else Lab as it was left."""
    name = NAME.show(language)
    return f"/lab/tree/{quote(name)}" if (home / name).exists() else "/lab"


def write_welcome(home: Path, role: str, language: str) -> None:
    """Write the page for a "teacher" or a "student" where `home` holds no visible file."""
    if any(not path.name.startswith(".") for path in home.iterdir()):
        return
    text = (TEACHER if role == "teacher" else STUDENT).show(language)
    (home / NAME.show(language)).write_text(text, encoding="utf-8")
