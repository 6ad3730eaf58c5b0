"""Field data from a folder, never from the network here."""

import io
import logging
import os
import zipfile
from pathlib import Path

import pooch
import pytest

from labs import field_data as subject
from labs.field_data import DATA_SETS, FieldDataMissing, content_digest, field_data
from labs.language import Bilingual

FOLDER = Path(os.environ.get("SMARTLAB_DATA", Path(__file__).parents[3] / "shared" / "data"))
SHAPES = {"ai4i2020": (10_000, 14), "weekly-sales": (811, 107)}
TABLE = b"a,b\n1,2\n"


@pytest.mark.parametrize("name", DATA_SETS)
def test_a_table_is_read_from_the_folder(name):
    if not (FOLDER / DATA_SETS[name].file).exists():
        pytest.skip("no field data here: set SMARTLAB_DATA")
    assert field_data(name, {"SMARTLAB_DATA": str(FOLDER)}).shape == SHAPES[name]


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(FieldDataMissing, match=r"ai4i2020\.csv"):
        field_data("ai4i2020", {"SMARTLAB_DATA": str(tmp_path)})


def test_another_file_under_the_name_is_refused(tmp_path):
    (tmp_path / "ai4i2020.csv").write_bytes(TABLE)
    with pytest.raises(FieldDataMissing) as caught:
        field_data("ai4i2020", {"SMARTLAB_DATA": str(tmp_path)})
    assert "not the file" in caught.value.message.en and "다릅니다" in caught.value.message.ko


@pytest.mark.parametrize("same", [b"\xef\xbb\xbf" + TABLE, b"a,b\r\n1,2\r\n", b'"a","b"\n"1","2"', b"a,b\n1,2"])
def test_the_checksum_is_of_the_cells(same):
    assert content_digest(same) == content_digest(TABLE)
    assert content_digest(same.replace(b"2", b"3")) != content_digest(TABLE)


def test_it_is_downloaded_once_into_the_cache(tmp_path, monkeypatch, httpserver_of):
    """The archive comes over HTTP, its table is read, and a second reading asks nobody."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("small.csv", TABLE)
    address, asked = httpserver_of(archive.getvalue())
    small = subject.DataSet("small.csv", address, "", content_digest(TABLE), DATA_SETS["ai4i2020"].title)
    monkeypatch.setattr(subject, "DATA_SETS", {"small": small})
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for _ in range(2):
        assert field_data("small", {}).to_dict("list") == {"a": [1], "b": [2]}
    assert len(asked) == 1


def test_a_download_says_nothing_of_its_own(tmp_path, monkeypatch, httpserver_of):
    """Words on stderr would stand red in a student's notebook."""
    address, _ = httpserver_of(b"no archive")
    said = []
    handler = logging.Handler()
    monkeypatch.setattr(handler, "emit", said.append)
    monkeypatch.setattr(pooch.get_logger(), "handlers", [handler])
    monkeypatch.setattr(subject, "DATA_SETS", {"small": subject.DataSet("s.csv", address, "", "", Bilingual("", ""))})
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(FieldDataMissing):
        field_data("small", {})
    assert not said


def test_without_network_it_is_told(tmp_path, monkeypatch):
    away = subject.DataSet("small.csv", "http://127.0.0.1:9/small.zip", "", "", DATA_SETS["ai4i2020"].title)
    monkeypatch.setattr(subject, "DATA_SETS", {"small": away})
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(FieldDataMissing):
        field_data("small", {})


@pytest.fixture
def httpserver_of():
    """Return `serve(content) -> (address, list of paths asked for)`."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    running = []

    def serve(content: bytes) -> tuple[str, list[str]]:
        asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_words):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{server.server_port}/small.zip", asked

    yield serve
    for server in running:
        server.shutdown()
        server.server_close()
