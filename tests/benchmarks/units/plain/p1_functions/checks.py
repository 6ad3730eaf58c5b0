"""Five plain functions, each called with numbers drawn for the student: what the benchmark of grading examines."""

import numpy as np

from grader.exam import check


def _same(exam, answer, truth):
    answer = exam.number(answer)
    exam.expect(abs(answer - truth) <= 1e-6 * max(1.0, abs(truth)), "wrong", answer=answer, truth=float(truth))


@check("mean", points=2)
def mean(exam):
    """mean(values): the arithmetic mean."""
    values = exam.rng.normal(20, 5, 12)
    _same(exam, exam.call("mean", values.tolist()), values.mean())
    _same(exam, exam.call("mean", [7.0]), 7.0)


@check("fahrenheit", points=2)
def fahrenheit(exam):
    """fahrenheit(celsius): another scale."""
    for celsius in (*exam.rng.uniform(-40, 900, 2), -40.0):
        _same(exam, exam.call("fahrenheit", float(celsius)), celsius * 1.8 + 32)


@check("alarms", points=2)
def alarms(exam):
    """alarms(values, limit): how often the limit is passed upwards."""
    values = exam.rng.normal(80, 10, 40).round(1)
    above = values > 85
    _same(exam, exam.call("alarms", values.tolist(), 85.0), int(np.sum(above[1:] & ~above[:-1])))
    _same(exam, exam.call("alarms", [90.0, 91.0], 85.0), 0)


@check("smooth", points=2)
def smooth(exam):
    """smooth(values, width): a moving average, shorter than the values by width - 1."""
    values = exam.rng.normal(20, 5, 30)
    truth = np.convolve(values, np.ones(5) / 5, mode="valid")
    answer = exam.numbers(exam.call("smooth", values.tolist(), 5), len(truth))
    exam.expect(np.allclose(answer, truth), "wrong-list", truth=float(truth[0]))


@check("oee", points=2)
def oee(exam):
    """oee(planned, running, ideal, produced, good): availability times performance times quality."""
    planned, ideal, produced = 480.0, 0.5, 700.0
    running, good = exam.rng.uniform(360, 470), float(exam.rng.integers(600, 699))
    truth = running / planned * (ideal * produced / running) * (good / produced)
    _same(exam, exam.call("oee", planned, float(running), ideal, produced, good), truth)
