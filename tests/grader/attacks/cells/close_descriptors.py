# ruff: noqa

# every descriptor is closed, so that nobody is answered
import os

os.closerange(3, 65536)
