"""Runs notebook cells in this process, one after another, as asked over a channel: a kernel without its protocol.

Contract: `main` is the entry of a fork (labs.runtime.warm). Frames: <- {"op": "run", "source"}; -> {"op": "done",
"status": "ok" | "error", "outputs": [...]} with notebook outputs (nbformat 4), cut at a limit. The other sockets are
left open for whoever looks in the environment variable named for them. Whoever asks must not trust the answers: the
cells share this process.
"""

import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from labs.runtime.frames import FrameClosed, FrameError, dumps, recv_frame, send_frame

TEXT_LIMIT = 200_000
DATA_LIMIT = 1_500_000
SOURCE_LIMIT = 32 * 2**20
FRAME_LIMIT = 3_900_000  # what a cell shows is dropped when it takes more, whatever its characters


class Outputs:
    """Collects one cell's outputs, at most TEXT_LIMIT characters of text and DATA_LIMIT of everything else."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything (a new cell begins)."""
        self.items: list[dict] = []
        self._text_left, self._data_left, self._cut = TEXT_LIMIT, DATA_LIMIT, False

    def write(self, name: str, text: str) -> None:
        """Append to the stream `name`, merging with what came just before."""
        kept = text[: self._text_left]
        self._text_left -= len(kept)
        if len(kept) < len(text) and not self._cut:
            self._cut, kept = True, f"{kept}\n[…]\n"
        if not kept:
            return
        last = self.items[-1] if self.items else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += kept
        else:
            self.items.append({"output_type": "stream", "name": name, "text": kept})

    def show(self, kind: str, data: Mapping[str, object]) -> None:
        """Append display data or a result; its representations that do not fit are left out."""
        kept = {}
        for mime, value in data.items():
            text = value if isinstance(value, str) else ""
            if text and len(text) <= self._data_left:
                self._data_left -= len(text)
                kept[str(mime)] = text
        if kept:
            self.items.append({"output_type": kind, "data": kept, "metadata": {}})

    def fail(self, name: str, value: str, traceback: Sequence[str]) -> None:
        """Append an error."""
        lines = [line[:4000] for line in traceback[-60:]]
        self.items.append({"output_type": "error", "ename": name[:200], "evalue": value[:4000], "traceback": lines})


class _Stream:
    """What sys.stdout and sys.stderr are while cells run."""

    encoding, errors, closed = "utf-8", "replace", False

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs, self.name = outputs, name

    def write(self, text: str) -> int:
        self._outputs.write(self.name, str(text))
        return len(text)

    def writelines(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return False


class _Publisher(DisplayPublisher):
    def publish(self, data, metadata=None, source=None, *, transient=None, update=False, **kwargs) -> None:
        self.shell.cell_outputs.show("display_data", _encoded(data))

    def clear_output(self, wait=False) -> None:
        self.shell.cell_outputs.items.clear()


class _Result(DisplayHook):
    def write_output_prompt(self) -> None: ...

    def write_format_data(self, format_dict, md_dict=None) -> None:
        self.shell.cell_outputs.show("execute_result", _encoded(format_dict))

    def finish_displayhook(self) -> None: ...


class CellShell(InteractiveShell):
    """IPython as in a notebook, with its outputs collected instead of printed."""

    def __init__(self, **kwargs) -> None:
        self.cell_outputs = Outputs()
        super().__init__(display_pub_class=_Publisher, displayhook_class=_Result, **kwargs)

    def _showtraceback(self, etype, evalue, stb) -> None:
        self.cell_outputs.fail(getattr(etype, "__name__", str(etype)), str(evalue), stb)

    def enable_gui(self, gui=None) -> None: ...

    def run(self, source: str) -> dict:
        """Run one cell and return the frame that tells about it."""
        self.cell_outputs.clear()
        result = self.run_cell(source, store_history=True)
        sys.stdout.flush()
        return {"op": "done", "status": "ok" if result.success else "error", "outputs": self.cell_outputs.items}


def prepare() -> None:
    """Build the shell in the warm process, before any fork: it costs more than a whole small notebook."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.autoawait = True
    shell = CellShell.instance(config=config)
    shell.run("%matplotlib inline" if "matplotlib" in sys.modules else "1")
    shell.reset()


def main(channel: socket.socket, sockets: Sequence[socket.socket], variables: Mapping[str, int] | None = None) -> None:
    """Serve cells until the channel closes; `variables` maps names of environment variables to numbers of `sockets`."""
    for name, number in (variables or {}).items():
        os.environ[name] = str(sockets[number].fileno())
    if not CellShell.initialized():
        prepare()
    shell = CellShell.instance()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.stdout, sys.stderr = _Stream(shell.cell_outputs, "stdout"), _Stream(shell.cell_outputs, "stderr")
    while True:
        try:
            request = recv_frame(channel, None, SOURCE_LIMIT)
            answer = shell.run(request["source"])
            if len(dumps(answer)) > FRAME_LIMIT:
                answer["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "[…]\n"}]
            send_frame(channel, answer)
        except FrameClosed:
            return
        except FrameError:
            send_frame(channel, {"op": "done", "status": "error", "outputs": []})


def _encoded(data: Mapping[str, object]) -> dict[str, object]:
    """Return a mime bundle with its binary images as base64 text."""
    import base64

    return {
        mime: base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
        for mime, value in data.items()
    }
