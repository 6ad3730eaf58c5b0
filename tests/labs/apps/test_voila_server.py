"""The public site: what a visitor gets, and above all what a visitor cannot do."""

import json
import re
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import websocket

from tests.labs.apps.site import Site, site


@pytest.fixture(scope="module")
def public() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="sl") as folder, site(Path(folder), visitors=1) as made:
        yield made


def until(true, seconds: float = 15.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def visit(public: Site) -> Iterator[tuple[str, str]]:
    page, kernel = public.visit("ko")
    yield page, kernel
    public.leave(kernel)
    assert until(lambda: public.supervisor.count() == 0)


def channel(public: Site, kernel: str, protocol: str | None = None) -> websocket.WebSocket:
    url = f"{public.address.replace('http', 'ws', 1)}api/kernels/{kernel}/channels"
    return websocket.create_connection(url, timeout=20, subprotocols=[protocol] if protocol else None)


def message(kind: str, content: dict, where: str = "shell") -> dict:
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "", "session": "s", "version": "5.3"}
    header["date"] = "2026-01-01T00:00:00Z"
    return {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": where, "buffers": []}


def packed(each: dict) -> bytes:
    """The same message in Jupyter's binary websocket protocol, version 1."""
    parts = [each["channel"].encode()]
    parts += [json.dumps(each[name]).encode() for name in ("header", "parent_header", "metadata", "content")]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    head = [len(offsets), *offsets]
    return b"".join(number.to_bytes(8, "little") for number in head) + b"".join(parts)


def kinds_until_reply(socket: websocket.WebSocket) -> list[str]:
    """Read until the kernel answers a kernel_info_request; return the kinds of all messages on the way."""
    kinds = []
    while "kernel_info_reply" not in kinds:
        received = socket.recv()
        text = received.decode("utf-8", "replace") if isinstance(received, bytes) else received
        kinds += re.findall(r'"msg_type":\s*"(\w+)"', text)
    return kinds


@pytest.mark.parametrize("protocol", [None, "v1.kernel.websocket.jupyter.org"])
@pytest.mark.parametrize("where", ["shell", "control"])
def test_a_visitor_cannot_run_code(public, visit, tmp_path, protocol, where):
    """Both wire formats, both channels; the kernel answers the innocent question asked after the hostile one."""
    proof = tmp_path / "proof"
    code = f"open({str(proof)!r}, 'w').close()"
    hostile = message("execute_request", {"code": code, "silent": False, "store_history": False}, where)
    socket = channel(public, visit[1], protocol)
    for each in (hostile, message("kernel_info_request", {}, where)):
        socket.send_binary(packed(each)) if protocol else socket.send(json.dumps(each))
    kinds = kinds_until_reply(socket)
    socket.close()
    assert "execute_reply" not in kinds and not proof.exists()


def test_a_page_from_elsewhere_cannot_listen_in(public, visit):
    url = f"{public.address.replace('http', 'ws', 1)}api/kernels/{visit[1]}/channels"
    with pytest.raises(websocket.WebSocketBadStatusException):
        websocket.create_connection(url, timeout=20, origin="http://elsewhere.example")


def test_the_page_shows_no_source_no_secret_and_asks_nothing_of_the_internet(public, visit):
    page, _ = visit
    assert "open_panel" not in page and "only-for-this-test" not in page and "opc.tcp" not in page
    addresses = set(re.findall(r"""https?://[^\s"'<>\\]+""", page))
    assert {each for each in addresses if not each.startswith(("http://www.w3.org/", public.address))} == set()
    assert not re.findall(r'(?:src|href)="//', page)
    assert "열처리로 PID 조절" in page and 'lang="ko"' in page and "data:image/svg+xml" in page


def test_the_browser_is_told_to_fetch_nothing_from_elsewhere(public):
    policy = public.get().headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "http" not in policy


ELSEWHERE = (
    "voila/tree", "voila/api/contents", "voila/render/pid-tuning.ko.ipynb", "voila/files/pid-tuning.ko.ipynb",
    "api/kernels", "login", "pid-tuning.ko.ipynb", "run/",
)  # fmt: skip


@pytest.mark.parametrize("path", ELSEWHERE)
def test_there_is_nothing_else(public, path):
    assert public.get(path).status_code == 404
    assert requests.post(public.address + path, timeout=20).status_code in (403, 404, 405)


def test_when_all_places_are_taken_there_is_a_sentence_and_no_kernel(public, visit):
    for language, words in (("ko", "자리가 없습니다"), ("en", "All places are taken")):
        answer = public.get(f"pid-tuning?lang={language}")
        assert answer.status_code == 503 and words in answer.text and answer.headers["Retry-After"]


def test_each_visit_has_its_own_plant_until_the_page_says_good_bye(public):
    _, first = public.visit("en")
    assert until(lambda: public.supervisor.count() == 1)
    assert public.leave(first) == 204
    assert until(lambda: public.supervisor.count() == 0), "the plant ends with the visit, not with its lease"
    _, second = public.visit("ko")
    assert second != first
    public.leave(second)


def test_a_strange_language_is_korean_and_the_list_leads_to_the_app(public):
    page = public.get("?lang=<script>").text
    assert '<html lang="ko">' in page and "<script" not in page
    assert 'href="pid-tuning?lang=ko"' in page and 'href="?lang=en"' in page
