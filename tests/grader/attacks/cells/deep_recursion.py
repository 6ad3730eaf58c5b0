# ruff: noqa

# structures and calls without a bottom
import sys

sys.setrecursionlimit(2**31 - 1)
deep = []
for _ in range(200_000):
    deep = [deep]


class Deep:
    def __repr__(self):
        return repr(deep)

    def _repr_html_(self):
        return self._repr_html_()


Deep()
