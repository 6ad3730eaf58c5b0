"""@UNIT@, hidden from students: the rise that was answered is held against the plant's own record."""

from grader.exam import check

TEMPERATURE, POWER = "Zone1.Temperature", "Zone1.HeaterPower"
MINUTES = 6
RISE_SECONDS = 300.0
TOLERANCE = 3.0  # K: three times what sensor noise and resolution make of two readings
STEP = 10.0  # %


@check("measures-rise", points=5)
def measures_rise(exam):
    """measure(plant) -> how many K the temperature rose in five minutes after a step of 10 %."""
    run = exam.drive("furnace", scenario="step", minutes=MINUTES)
    exam.show(run, TEMPERATURE)
    answer = exam.number(run.returned)
    exam.expect(
        abs(run[POWER][-1] - run[POWER][0] - STEP) < 0.5, "no-step", moved=float(run[POWER][-1] - run[POWER][0])
    )
    waited = float(run.seconds[-1])
    exam.expect(waited >= RISE_SECONDS - 5, "too-early", waited=waited)
    true = run.truth[TEMPERATURE]
    exam.expect(abs(answer - true[-1]) > TOLERANCE, "end-not-rise", told=answer)
    exam.expect(abs(answer - (true[-1] - true[0])) <= TOLERANCE, "another-rise", told=answer)
