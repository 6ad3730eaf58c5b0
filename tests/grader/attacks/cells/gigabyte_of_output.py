# ruff: noqa

# a gigabyte, in one go and line by line
import sys

for _ in range(1_000):
    sys.stdout.write("x" * 1_000_000)
print("y" * 50_000_000)
