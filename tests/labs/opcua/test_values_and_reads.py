"""What a read tells: values, units, ranges, time and status."""

from datetime import UTC, datetime, timedelta

import pytest
from asyncua import ua

from labs.equipment.registry import make_machine, plant_names
from labs.opcua.names import RUN_EPOCH, simulated_seconds, source_time
from labs.opcua.values import data_value, unit_id
from labs.simulation.roles import Role


async def test_source_time_is_virtual_and_server_time_is_real(as_role):
    async with as_role(Role.OPERATOR) as client:
        await client.call("Clock.Advance", 12.5)
        (value,) = await client.read(["Zone1.Temperature"])
    assert value.SourceTimestamp == RUN_EPOCH + timedelta(seconds=12.5)
    assert abs(value.ServerTimestamp - datetime.now(UTC)) < timedelta(seconds=30)
    assert simulated_seconds(source_time(12.5)) == 12.5


async def test_a_signal_tells_its_unit_and_range(as_role):
    async with as_role(Role.OBSERVER) as client:
        entry = client.entry("Zone1.Temperature")
        assert (entry.unit, entry.low, entry.high) == ("°C", 0.0, 1200.0)
        node = client._client.get_node(entry.node)
        unit = await (await node.get_child("0:EngineeringUnits")).read_value()
        assert unit.UnitId == unit_id("CEL") == 4408652
        assert (await node.read_type_definition()).Identifier == ua.ObjectIds.AnalogUnitRangeType


async def test_a_part_of_a_single_value_cannot_be_read(as_role):
    async with as_role(Role.OBSERVER) as client:
        parameters = ua.ReadParameters()
        parameters.NodesToRead = [ua.ReadValueId(client.entry("Clock.Tick").node, ua.AttributeIds.Value, "0:1")]
        (value,) = await client._client.uaclient.read(parameters)
        assert value.StatusCode.value == ua.StatusCodes.BadIndexRangeNoData


async def test_the_server_tells_its_time(as_role):
    async with as_role(Role.OBSERVER) as client:
        node = client._client.get_node(ua.ObjectIds.Server_ServerStatus_CurrentTime)
        assert abs(await node.read_value() - datetime.now(UTC)) < timedelta(seconds=30)


@pytest.mark.parametrize(
    ("status", "value", "carried"), [("Good", 3.5, 3.5), ("Uncertain", 3.5, 3.5), ("Bad", float("nan"), None)]
)
def test_status_travels_with_the_value(status, value, carried):
    got = data_value(value, status, ua.VariantType.Double, 1.0, datetime(2026, 5, 1, tzinfo=UTC))
    assert got.Value.Value == carried
    assert (got.StatusCode.is_good(), got.StatusCode.is_uncertain(), got.StatusCode.is_bad()) == (
        status == "Good",
        status == "Uncertain",
        status == "Bad",
    )


async def test_a_written_value_must_be_of_the_signal_s_type(as_role, served):
    async with as_role(Role.OPERATOR) as client:
        node = client._client.get_node(client.entry("Zone1.HeaterPower").node)
        for wrong in (ua.Variant(5, ua.VariantType.Int64), ua.Variant([5.0]), ua.Variant(None, ua.VariantType.Null)):
            with pytest.raises(ua.uaerrors.BadTypeMismatch):
                await node.write_value(ua.DataValue(wrong))
        with pytest.raises(ua.uaerrors.BadWriteNotSupported):
            await node.write_value(ua.DataValue(ua.Variant(5.0), ua.StatusCode(ua.StatusCodes.Bad)))
        await node.write_value(ua.DataValue(ua.Variant(5.0)))
    assert served.server.plant.read("Zone1.HeaterPower").value == 5.0


async def test_a_call_with_wrong_arguments_says_so(as_role):
    async with as_role(Role.OPERATOR) as client:
        advance = client.entry("Clock.Advance", method=True)
        node, method = client._client.get_node(advance.parent), advance.node
        with pytest.raises(ua.uaerrors.BadArgumentsMissing):
            await node.call_method(method)
        with pytest.raises(ua.uaerrors.BadTooManyArguments):
            await node.call_method(method, 1.0, 2.0)
        with pytest.raises(ua.uaerrors.BadTypeMismatch):
            await node.call_method(method, "soon")


@pytest.mark.parametrize("name", plant_names())
def test_every_unit_of_every_machine_has_an_id_that_fits_into_a_message(name):
    codes = {signal.unit.code for signal in make_machine(name).signals if signal.unit is not None}
    assert all(-1 <= unit_id(code) < 2**31 for code in codes)


async def test_a_reading_at_the_end_of_its_range_is_uncertain_now_and_in_history(as_role, served):
    """The thermocouple's module ends at its range: it shows the limit and says that it is not to be trusted."""
    path, plant = "Zone1.Temperature", served.serve()
    high = plant.signals[path].sensor.range[1]
    served.inside(lambda: setattr(plant._instruments.sensors[path], "_inner", high + 500))
    async with as_role(Role.OBSERVER) as client, as_role(Role.OPERATOR) as operator:
        await operator.call("Clock.Advance", 0.1)
        (shown,) = await client.read([path])
        assert shown.StatusCode.name == "UncertainSensorNotAccurate"
        assert shown.Value.Value == high
        node = client._client.get_node(client.entry(path).node)
        (kept,) = await node.read_raw_history(source_time(0.1), source_time(0.15), return_bounds=False)
        assert (kept.StatusCode, kept.Value.Value) == (shown.StatusCode, high)
