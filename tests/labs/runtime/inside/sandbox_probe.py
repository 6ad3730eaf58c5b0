"""Entry functions that tests preload into warm processes (shown inside the sandbox as a further folder)."""

from labs.runtime.frames import send_frame


def run(channel, sockets, source, prepared=None):
    """Execute `source`; send back what it left in `result`, or the name of the exception it ended with."""
    scope = {"channel": channel, "sockets": sockets, "prepared": prepared, "result": None}
    try:
        exec(source, scope)
        answer = {"result": scope["result"]}
    except BaseException as error:
        answer = {"error": type(error).__name__, "text": str(error)}
    send_frame(channel, answer)


def prepare():
    """Return what every fork shares."""
    return {"prepared": 42}
