# ruff: noqa

# answers that are too large, too deep or not numbers at all
import itertools

import labs.check

ANSWERS = itertools.cycle(["9" * 50_000_000, [[]] * 100_000, 10**5000, {"a": float("nan")}])
labs.check._answer = lambda request, *more: {"op": "result", "value": next(ANSWERS)}
