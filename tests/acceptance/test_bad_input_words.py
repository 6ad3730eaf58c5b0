"""Words, numbers and files that cannot be: one sentence in the reader's language, 1 for a fact, 2 for wrong usage."""

import socket

import pytest

from tests.acceptance.conftest import refused, smartlab

WRONG = (
    (2, "nosuchverb", "'plant'"),
    (2, "plant run furnace --port 99999", "65535"),
    (2, "plant run furnace --port x", "65535"),
    (2, "plant trace furnace --seed 1 --seconds nan", "--seconds"),
    (2, "plant trace furnace --seed -1 --seconds 1", "--seed"),
    (2, "grade c2 . --jobs 0", "--jobs"),
    (2, "courses check c2 --seeds 0", "--seeds"),
    (1, "plant run nosuch", "furnace"),
    (1, "plant run furnace --scenario nosuch", "door-opens"),
    (1, "plant run furnace --speed 0", "0.1"),
    (1, "plant trace furnace --seed 1 --seconds -1", "--seconds"),
    (1, "plant trace furnace --seed 1 --seconds 1 --speed 0", "--speed"),
    (1, "courses check nosuch", "c2"),
    (1, "courses build --to /dev/null", "/dev/null"),
    (1, "grade nosuch .", "c2"),
    (1, "grade c2 /dev/null/nowhere", "assignment.ipynb"),
    (1, "class list --home /dev/null", "/dev/null"),
)


@pytest.mark.parametrize(("number", "wrong"), enumerate(WRONG), ids=[words for _, words, _ in WRONG])
def test_wrong_words_are_refused_in_a_sentence(number, wrong):
    code, words, names = wrong
    language = ("ko", "en")[number % 2]
    assert names in refused(smartlab(*words.split(), language=language), language, code)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_port_in_use(language, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        said = refused(smartlab("plant", "run", "furnace", "--port", port, language=language), language)
        assert str(port) in said and "Errno" not in said
        said = refused(smartlab("up", "--port", port, "--home", tmp_path, language=language), language)
        assert f"--port {port + 1}" in said


@pytest.mark.parametrize("language", ["ko", "en"])
def test_without_a_sandbox_nothing_starts(language, tmp_path):
    (tmp_path / "ann").mkdir()
    for words in (("up", "--home", tmp_path / "home"), ("grade", "c2", tmp_path)):
        done = smartlab(*words, language=language, path=tmp_path)
        assert done.returncode == 1 and "sudo apt install bubblewrap" in done.stderr
        assert "Traceback" not in done.stderr and not done.stdout
    assert not (tmp_path / "home").exists()


ROSTERS = {
    "missing": None,
    "empty": b"",
    "heading only": "아이디,이름\n".encode(),
    "odd id": b"stu1,ok\n../../etc,x\n",
    "not a table": bytes(range(256)) * 20,
}


def test_rosters_are_taken_whole_or_not_at_all(tmp_path):
    home, file = ("--home", tmp_path / "home"), tmp_path / "roster.csv"
    assert smartlab("class", "create", "k1", "--teacher", "kim", *home).returncode == 0
    again = refused(smartlab("class", "create", "k1", "--teacher", "lee", *home), "en")
    assert "exists" in again and '"lee"' not in (tmp_path / "home/accounts").read_text()
    for number, (_, content) in enumerate(ROSTERS.items()):
        language = ("ko", "en")[number % 2]
        if content is not None:
            file.write_bytes(content)
        refused(smartlab("class", "roster", "k1", "--add", file, *home, language=language), language)
    file.write_bytes("stu1,홍길동\n".encode("cp949"))
    assert "stu1" in smartlab("class", "roster", "k1", "--add", file, *home).stdout
    shown = smartlab("class", "roster", "k1", *home).stdout
    assert "홍길동" in shown and len(shown.splitlines()) == 2
    refused(smartlab("class", "roster", "nosuch", *home, language="ko"), "ko")
    (tmp_path / "home/accounts").write_text("broken")
    refused(smartlab("class", "roster", "k1", *home, language="ko"), "ko")
