# ruff: noqa

# what a sensible controller never writes: nan, endless, texts, arrays, values with a bad status or of tomorrow
import contextlib
import datetime

import labs.session

original = labs.session.connect


def connect(name="furnace", **address):
    plant = original(name, **address)
    for value in (float("nan"), float("inf"), -float("inf"), 1e308, -1e308, "100", None, [1.0], True, 10**400):
        with contextlib.suppress(Exception):
            plant.write("Zone1.HeaterPower", value)
    with contextlib.suppress(Exception):
        from asyncua import ua
        from asyncua.sync import Client

        other = Client(address["url"])
        other.set_user(address["user"])
        other.set_password(address["password"])
        with other:
            node = plant._paths["Zone1.HeaterPower"] if hasattr(plant, "_paths") else None
            late = datetime.datetime(2999, 1, 1)
            bad = ua.DataValue(ua.Variant(1e9, ua.VariantType.Double), ua.StatusCode(0x80000000), late, late)
            other.get_node(node).write_value(bad)
    plant.advance(1.0)
    return plant


labs.session.connect = connect
