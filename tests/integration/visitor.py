"""A person at a browser, as far as HTTP goes: logs in, opens the lab, talks to the server and to a kernel.

Contract: `Visitor(address)` keeps cookies like a browser; every wait has an end. For tests only.
"""

import json
import re
import time
import uuid

import requests
import websocket


class Visitor:
    """One browser session at the school of `address` (http://host:port)."""

    def __init__(self, address: str, accept_language: str = "ko") -> None:
        self.address = address.rstrip("/")
        self.name, self.path = "", "/"
        self.http = requests.Session()
        # The hub's pages say their encoding in a meta element, which `requests` does not read.
        self.http.hooks["response"].append(lambda answer, **_: setattr(answer, "encoding", "utf-8"))
        self.http.headers["Accept-Language"] = accept_language

    def login_page(self, **query: str) -> str:
        answer = self.http.get(f"{self.address}/hub/login", params=query, timeout=20)
        answer.raise_for_status()
        return answer.text

    def login(self, name: str, password: str, **query: str) -> requests.Response:
        """Fill in the login form as the page shows it, hidden fields included."""
        page = self.login_page(**query)
        form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        form.update(username=name, password=password)
        self.name = name
        return self.http.post(f"{self.address}/hub/login", data=form, allow_redirects=False, timeout=20)

    def open_lab(self, seconds: float = 60.0, class_id: str = "") -> float:
        """Start the lab (a teacher's may be that of one class) and go in; returns how many seconds that took."""
        self.path = "/".join(["/user", self.name, *([class_id] if class_id else []), ""])
        began = time.monotonic()
        start = f"/hub/spawn/{self.name}/{class_id}" if class_id else "/hub/spawn"
        answer = self.http.get(f"{self.address}{start}", timeout=seconds)
        while time.monotonic() - began < seconds:
            if answer.status_code == 200 and answer.url.startswith(self.address + self.path):
                return time.monotonic() - began
            time.sleep(0.2)
            answer = self.http.get(f"{self.address}{self.path}lab", timeout=seconds)
        raise TimeoutError(f"no lab for {self.name}: {answer.status_code} {answer.url}\n{answer.text[:2000]}")

    def api(self, method: str, path: str, **options) -> requests.Response:
        """Ask the person's own server, e.g. `api("GET", "contents")`, with its XSRF cookie as a browser would."""
        return self.raw(method, f"api/{path}", **options)

    def raw(self, method: str, path: str, **options) -> requests.Response:
        url = f"{self.address}{self.path}{path}"
        token = self._xsrf()
        headers = {"X-XSRFToken": token} if token else {}
        return self.http.request(method, url, headers=headers, timeout=120, **options)

    def run(self, *cells: str, seconds: float = 60.0, notebook: str = "x.ipynb") -> str:
        """Run the cells in a fresh kernel; return what they printed and showed, and their errors."""
        session = self.api(
            "POST",
            "sessions",
            json={"path": notebook, "type": "notebook", "name": "", "kernel": {"name": "python3"}},
        )
        session.raise_for_status()
        kernel = session.json()["kernel"]["id"]
        try:
            return "\n".join(self._execute(kernel, cell, seconds) for cell in cells)
        finally:
            self.api("DELETE", f"sessions/{session.json()['id']}")

    def _execute(self, kernel: str, code: str, seconds: float) -> str:
        url = f"{self.address}{self.path}api/kernels/{kernel}/channels".replace("http", "ws", 1)
        cookies = "; ".join(f"{c.name}={c.value}" for c in self.http.cookies if c.path in ("/", self.path))
        channel = websocket.create_connection(url, cookie=cookies, timeout=seconds, origin=self.address)
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "username": "", "session": "t"}
        header.update(version="5.3", date="2026-01-01T00:00:00Z")
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
        request = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        text, end = [], time.monotonic() + seconds
        try:
            channel.send(json.dumps(request))
            while time.monotonic() < end:
                message = json.loads(channel.recv())
                if message.get("parent_header", {}).get("msg_id") != header["msg_id"]:
                    continue
                kind, content = message["header"]["msg_type"], message["content"]
                if kind == "stream":
                    text.append(content["text"])
                elif kind in ("execute_result", "display_data"):
                    text.append(content["data"].get("text/plain", ""))
                elif kind == "error":
                    text.append(f"{content['ename']}: {content['evalue']}\n")
                elif kind == "status" and content["execution_state"] == "idle":
                    return "".join(text)
        finally:
            channel.close()
        raise TimeoutError("".join(text))

    def _xsrf(self) -> str | None:
        return next((c.value for c in self.http.cookies if c.name == "_xsrf" and c.path == self.path), None)
