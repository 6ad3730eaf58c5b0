"""Functions whose code was brought together do what they did, and their code lies on fewer pages."""

import asyncio
import sys

from labs.runtime.holes import fill_holes
from labs.runtime.hot_code import gather, watched

PAGE = 4096
SOURCE = "def work{0}(a, *, b={0}):\n    return [a + each + b for each in range(3)]\n"


def scattered():
    """Return functions that lie apart, as those of many modules do, and what lies between them."""
    functions, between = [], []
    for number in range(60):
        space: dict[str, object] = {}
        exec(compile(SOURCE.format(number), "scattered.py", "exec"), space)
        functions.append(space[f"work{number}"])
        between.append([compile(SOURCE.format(number), "cold.py", "exec") for _ in range(8)])
    return functions, between


def run(functions):
    return [function(1) for function in functions]


def pages(functions):
    return {id(function.__code__) // PAGE for function in functions}


def test_the_code_of_functions_that_ran_comes_to_lie_together():
    functions, between = scattered()
    apart = pages(functions)
    with watched() as codes:
        expected = run(functions)
    filling = fill_holes()
    assert gather(codes) >= len(functions)
    assert len(pages(functions)) < len(apart) / 2
    assert run(functions) == expected
    assert filling and between


def test_names_lines_and_defaults_stay_and_a_function_that_did_not_run_is_left_alone():
    (ran, idle, *_), _between = scattered()
    before, untouched = ran.__code__, idle.__code__
    with watched() as codes:
        ran(1)
    gather(codes)
    assert ran.__code__ is not before
    assert ran.__code__ == before
    assert (ran.__code__.co_filename, ran.__code__.co_firstlineno) == ("scattered.py", 1)
    assert idle.__code__ is untouched


def test_closures_generators_and_coroutines_go_on():
    def counting(step):
        def counted(most):
            yield from range(0, most, step)

        async def awaited(most):
            await asyncio.sleep(0)
            return list(counted(most))

        return awaited

    awaited = counting(2)
    with watched() as codes:
        expected = asyncio.run(awaited(7))
    codes = {key: code for key, code in codes.items() if code.co_filename == __file__}
    assert gather(codes) == len(codes) > 1
    assert asyncio.run(awaited(7)) == expected == [0, 2, 4, 6]
    assert asyncio.run(counting(3)(7)) == [0, 3, 6]


def test_watching_ends_with_the_block():
    before = sys.getprofile()
    with watched() as codes:
        run([one])
    run([two])
    assert sys.getprofile() is before
    assert id(one.__code__) in codes
    assert id(two.__code__) not in codes


def one(_argument):
    return 1


def two(_argument):
    return 2
