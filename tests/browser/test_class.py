"""A class at its browsers: the door, the lab, an assignment from the shelf to the teacher's desk."""

import pytest

from tests.browser.conftest import NARROW, WIDE

DOOR = {"ko": ("로그인 ID", "비밀번호", "로그인"), "en": ("Login id", "Password", "Log in")}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_door_speaks_the_browsers_language_and_fits(person, language):
    guest = person(language, NARROW)
    guest.go("/")
    words = guest.page.inner_text("body")
    assert all(each in words for each in DOOR[language])
    assert guest.page.locator("html").get_attribute("lang") == language
    for width, height in (NARROW, WIDE):
        guest.page.set_viewport_size({"width": width, "height": height})
        assert guest.page.evaluate("document.documentElement.scrollWidth") <= width
        guest.shot(f"door-{language}-{width}")


def test_a_wrong_password_stays_outside_with_a_sentence(person):
    guest = person("ko")
    guest.go("/hub/login")
    guest.page.fill("input[name=username]", "student1")
    guest.page.fill("input[name=password]", "wrong")
    guest.page.keyboard.press("Enter")
    guest.page.locator("[role=alert]").wait_for()
    assert "/hub/login" in guest.page.url and guest.page.locator("input[name=password]").count() == 1


def shelf(page) -> None:
    """Open nbgrader's list of assignments."""
    page.get_by_text("Nbgrader", exact=True).click()
    page.get_by_text("Assignment List").first.click()
    page.get_by_text("Released assignments").wait_for()


def test_an_assignment_goes_from_the_shelf_to_the_desk(person):
    student = person("ko")
    student.log_in("student1")
    student.open_lab()
    page = student.page
    page.get_by_text("파일", exact=True).first.wait_for()
    shelf(page)
    page.get_by_role("button", name="Fetch").click()
    page.get_by_role("button", name="Submit").wait_for()
    student.shot("student-shelf")

    student.go("/user/student1/lab/tree/c2/assignment.ipynb")
    page.locator(".jp-NotebookPanel-toolbar").get_by_text("Python 3").wait_for()
    for number, start in enumerate(("from labs.check import", "def identify(", 'check("identifies-step"'), start=1):
        cell = page.locator(".jp-Notebook .jp-CodeCell").filter(has_text=start).first
        cell.locator(".jp-InputArea-editor").click()
        page.keyboard.press("Shift+Enter")
        cell.locator(".jp-InputPrompt").get_by_text(f"[{number}]:").wait_for()
    cell.get_by_text("아직 답이 작성되지 않았습니다").wait_for()
    student.shot("student-check")

    shelf(page)
    page.get_by_role("button", name="Submit").click()
    page.locator("#submitted_assignments_list").get_by_text("c2").first.wait_for()

    teacher = person("ko")
    teacher.log_in("teacher")
    teacher.open_lab()
    teacher.go("/user/teacher/formgrader")
    row = teacher.page.get_by_role("row").filter(has_text="c2")
    row.wait_for()
    assert "released" in row.inner_text()
    row.locator("td.collect a").click()
    teacher.page.get_by_text("Successfully collected").wait_for()
    teacher.go("/user/teacher/formgrader/manage_assignments")
    row.locator("td.num-submissions").get_by_text("1").wait_for()
    teacher.shot("teacher-formgrader")


def test_a_student_who_chose_english_has_an_english_lab_where_the_lessons_pictures_live(person):
    student = person("ko")
    page = student.page
    student.go("/")
    page.get_by_text("English", exact=True).click()
    page.get_by_text(DOOR["en"][0]).wait_for()
    student.fill_in_and_enter("student3")
    student.open_lab("Open my lab")
    page.get_by_text("File", exact=True).first.wait_for()
    shelf(page)
    page.get_by_role("button", name="Fetch").click()
    page.get_by_role("button", name="Submit").wait_for()

    student.go("/user/student3/lab/tree/c2/lesson.ipynb")
    page.locator(".jp-NotebookPanel-toolbar").get_by_text("Python 3").wait_for()
    page.locator(".jp-Notebook .jp-CodeCell").first.click()
    for _ in range(8):
        page.keyboard.press("Shift+Enter")
    furnace = page.locator(".smartlab .sl-synoptic")
    furnace.get_by_text("Zone 1").wait_for()
    page.locator(".smartlab .sl-trend svg").locator("visible=true").wait_for()
    reading = "() => document.querySelector('.sl-synoptic svg').textContent"
    before = page.evaluate(reading)
    page.wait_for_function(f"before => ({reading})() !== before", arg=before)
    furnace.scroll_into_view_if_needed()
    student.shot("student-lesson")
