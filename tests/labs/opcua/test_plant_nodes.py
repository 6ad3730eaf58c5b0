"""How a machine is described for the address space."""

import json

from labs.equipment.registry import create_plant, plant_names
from labs.opcua.plant_nodes import describe_machine
from labs.simulation.roles import Role


def method(plant, name):
    described = describe_machine(plant, lambda: plant)
    return next(each for each in described.methods if each.path == f"Commands.{name}")


def test_a_command_s_result_is_declared_and_returned():
    asked = method(create_plant("orderdesk"), "OpenOrders")
    assert [each.name for each in asked.outputs] == ["Answer"]
    (answer,) = asked.call(Role.OPERATOR)
    assert isinstance(json.loads(answer), list)


def test_a_command_without_a_result_returns_none():
    stop = method(create_plant("furnace"), "Stop")
    assert stop.outputs == ()
    assert stop.call(Role.OPERATOR) == []


def test_every_declared_result_is_an_output_of_its_method():
    for name in plant_names():
        plant = create_plant(name)
        for command in plant.machine.commands:
            wanted = [] if command.result is None else [command.result.name]
            assert [each.name for each in method(plant, command.name).outputs] == wanted
