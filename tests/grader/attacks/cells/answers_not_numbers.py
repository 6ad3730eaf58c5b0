# ruff: noqa

# answers that are no numbers where numbers are asked: nan, endless, texts, arrays of arrays, arrays that lie
import itertools

import labs.check

ANSWERS = itertools.cycle(
    [
        float("nan"),
        float("inf"),
        "246",
        True,
        [[1.0], [2.0]],
        {"__array__": [1, 2], "dtype": "O"},
        {"__array__": ["x"], "dtype": "U9"},
        {"__array__": [1.0], "dtype": "f8,f8"},
        {"__array__": [1.0], "dtype": "float64", "shape": [-7, 10**30]},
        {"__array__": {"__array__": []}, "dtype": "float64"},
    ]
)
labs.check._answer = lambda request, *more: {"op": "result", "value": next(ANSWERS)}
