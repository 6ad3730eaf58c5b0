"""Known answers of @UNIT@: good ones written differently, and the mistakes pupils make."""

LOOP = """
def measure(plant):
    seen = []
    plant.write("Zone1.HeaterPower", plant.read("Zone1.HeaterPower") + 10)
    for t in plant.every(10.0, minutes=5):
        seen.append(plant.read("Zone1.Temperature"))
    return plant.read("Zone1.Temperature") - seen[0]
"""
STEPS = """
def measure(plant):
    power = plant.read("Zone1.HeaterPower")
    start = plant.read("Zone1.Temperature")
    end = plant.step({"Zone1.HeaterPower": power + 10}, 300, ["Zone1.Temperature"])
    return end["Zone1.Temperature"] - start
"""
RAISE = 'plant.write("Zone1.HeaterPower", plant.read("Zone1.HeaterPower") + 10)'

GOOD = {"loop": {"measure": LOOP}, "steps": {"measure": STEPS}}

BAD = {
    "constant": (
        {"measure": f"def measure(plant):\n    {RAISE}\n    plant.advance(300)\n    return 1.0"},
        {"measures-rise": "another-rise"},
    ),
    "does-nothing": (
        {"measure": "def measure(plant):\n    plant.advance(300)\n    return 0.0"},
        {"measures-rise": "no-step"},
    ),
    "does-not-wait": (
        {"measure": LOOP.replace("minutes=5", "minutes=1")},
        {"measures-rise": "too-early"},
    ),
    "end-temperature": (
        {"measure": LOOP.replace(" - seen[0]", "")},
        {"measures-rise": "end-not-rise"},
    ),
}
