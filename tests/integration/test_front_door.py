"""What everybody sees: first start, login page in both languages, the public app."""

import re
import stat

import pytest
import requests

from tests.integration.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_the_first_start_tells_addresses_and_accounts_once(school):
    assert f"http://127.0.0.1:{school.port}/" in school.said and "/services/apps/" in school.said
    for name, password in school.passwords.items():
        assert re.search(rf"{name}\s+{password}", school.said)
    assert stat.S_IMODE((school.home / "secrets/sample-accounts").stat().st_mode) == 0o600
    assert stat.S_IMODE(school.home.stat().st_mode) == 0o700


def test_no_password_or_token_stands_in_a_log_or_on_a_command_line(school, students):
    from tests.integration.conftest import descendants

    hidden = [*school.passwords.values()]
    hidden += [path.read_text().strip() for path in (school.home / "secrets").iterdir() if path.stat().st_size == 64]
    hidden.append(students[0].run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])").strip())
    text = (school.home / "logs/hub.log").read_text() + "".join(descendants("."))
    assert [secret for secret in hidden if secret in text] == []


@pytest.mark.parametrize(("wish", "word"), [("ko-KR,ko;q=0.9", "로그인 ID"), ("en-GB,en;q=0.9", "Login id")])
def test_the_page_speaks_the_browsers_language_and_can_be_switched(school, wish, word):
    visitor = Visitor(school.address, wish)
    assert word in visitor.login_page()
    assert "로그인 ID" in visitor.login_page(language="ko")
    assert "로그인 ID" in visitor.login_page()
    assert "Login id" in visitor.login_page(language="en")


def test_the_page_needs_nothing_from_the_internet(school):
    page = Visitor(school.address).login_page()
    sources = re.findall(r'(?:src|href|action)="([^"]+)"', page)
    assert sources and all(source.startswith("/") for source in sources)


@pytest.mark.parametrize(("language", "word"), [("ko", "맞지 않습니다"), ("en", "is wrong")])
def test_a_wrong_password_is_told_in_the_pages_language(school, language, word):
    answer = Visitor(school.address).login("student3", "틀린 비밀번호", language=language)
    assert answer.status_code == 403 and word in answer.text


def test_a_form_without_its_xsrf_field_is_refused_in_words(school):
    form = {"username": "student3", "password": school.passwords["student3"]}
    answer = requests.post(
        f"{school.address}/hub/login?language=ko", data=form, headers={"Sec-Fetch-Mode": "navigate"}, timeout=20
    )
    assert answer.status_code == 403 and "오래되었습니다" in answer.content.decode()


def test_a_form_without_a_name_is_no_error_of_the_server(school):
    visitor = Visitor(school.address)
    assert visitor.login("", "x").status_code == 403


def test_a_language_chosen_while_logging_in_is_remembered_for_the_account(school):
    password = school.passwords["student3"]
    Visitor(school.address).login("student3", password, language="en")
    later = Visitor(school.address)
    later.login("student3", password)
    assert "Open my lab" in later.http.get(f"{school.address}/hub/home", timeout=20).text
    Visitor(school.address).login("student3", password, language="ko")


def test_anyone_may_use_the_public_app(school):
    answer = requests.get(f"{school.address}/services/apps/pid-tuning?lang=ko", timeout=90)
    assert answer.status_code == 200 and "Traceback" not in answer.text
    assert "PID" in answer.text


def test_the_public_app_reaches_a_plant_of_its_own(school):
    """The app's kernel asks the plants service with the apps' token; its page then carries live widgets."""
    answer = requests.get(f"{school.address}/services/apps/pid-tuning?lang=en", timeout=90)
    assert "application/vnd.jupyter.widget-view+json" in answer.text
    log = (school.home / "logs/hub.log").read_text()
    assert re.search(r"POST /services/plants/api/visitors/[\w-]+/plants/furnace", log)
