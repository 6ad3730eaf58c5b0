# %% [markdown]
# # $y = f(x)$

# %% answer="mean-answer"
def mean(values):
    ### BEGIN SOLUTION
    return sum(values) / len(values)
    ### END SOLUTION


# %% check="mean" points=2
check("mean", mean)


# %% answer="fahrenheit-answer"
def fahrenheit(celsius):
    ### BEGIN SOLUTION
    return celsius * 9 / 5 + 32
    ### END SOLUTION


# %% check="fahrenheit" points=2
check("fahrenheit", fahrenheit)


# %% answer="alarms-answer"
def alarms(values, limit):
    ### BEGIN SOLUTION
    above = [value > limit for value in values]
    return sum(now and not before for before, now in zip([True, *above], above, strict=False))
    ### END SOLUTION


# %% check="alarms" points=2
check("alarms", alarms)


# %% answer="smooth-answer"
def smooth(values, width):
    ### BEGIN SOLUTION
    return [sum(values[i : i + width]) / width for i in range(len(values) - width + 1)]
    ### END SOLUTION


# %% check="smooth" points=2
check("smooth", smooth)


# %% answer="oee-answer"
def oee(planned, running, ideal, produced, good):
    ### BEGIN SOLUTION
    return (running / planned) * (ideal * produced / running) * (good / produced)
    ### END SOLUTION


# %% check="oee" points=2
check("oee", oee)
