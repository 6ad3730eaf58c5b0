# ruff: noqa

# memory until there is none
kept = []
while True:
    kept.append(bytearray(64 * 1024 * 1024))
    kept[-1][::4096] = b"x" * len(kept[-1][::4096])
