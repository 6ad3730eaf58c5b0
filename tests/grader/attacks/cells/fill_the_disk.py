# ruff: noqa

# one file that grows, and very many that are small
import os

for folder in (os.getcwd(), "/tmp", "/dev/shm", "/var/tmp", "/opt"):
    try:
        with open(f"{folder}/large", "wb") as file:
            for _ in range(2_000):
                file.write(bytes(4 * 1024 * 1024))
    except OSError:
        pass
    try:
        for number in range(50_000):
            os.mkdir(f"{folder}/many-{number}")
    except OSError:
        pass
