"""PackML states: legal transitions only, acting states end in time, the refusal says what is allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.simulation.machine import PlantError
from labs.simulation.states import AFTER, LEGAL, STATE_COMMANDS, TRANSITIONS, ItemState, PackML, State, item_state

DURATIONS = {State.RESETTING: 0.2, State.STARTING: 0.3, State.STOPPING: 0.1, State.ABORTING: 0.1, State.CLEARING: 0.1}


def test_the_numbers_of_the_standard():
    assert [*State] == [*range(1, 18)]
    assert (State.STOPPED, State.IDLE, State.EXECUTE, State.ABORTED, State.HELD, State.COMPLETE) == (2, 4, 6, 9, 11, 17)


def test_from_stopped_to_execute_at_exact_ticks():
    seen = []
    pack = PackML(DURATIONS, 0.1, lambda old, new: seen.append((old, new)))
    pack.command("Reset")
    pack.tick()
    assert pack.state is State.RESETTING
    pack.tick()
    assert pack.state is State.IDLE
    pack.command("Start")
    for _ in range(3):
        pack.tick()
    assert pack.state is State.EXECUTE
    for _ in range(100):
        pack.tick()
    pack.complete()
    assert pack.state is State.COMPLETING and set(seen) <= LEGAL


def test_what_is_not_allowed_is_refused_with_what_is():
    pack = PackML(DURATIONS, 0.1)
    with pytest.raises(PlantError, match="Reset") as refused:
        pack.command("Start")
    assert refused.value.reason == "interlock" and "STOPPED" in refused.value.message.ko
    assert pack.state is State.STOPPED


def test_abort_leads_to_aborted_from_everywhere_and_only_clear_leads_out():
    for state in set(State) - {State.ABORTING, State.ABORTED}:
        pack = PackML(DURATIONS, 0.1, start=state)
        pack.command("Abort")
        pack.tick()
        assert pack.state is State.ABORTED
        assert [command for command in TRANSITIONS if pack.allows(command)] == ["Clear"]


def test_item_states():
    assert {item_state(state) for state in State} == set(ItemState) - {ItemState.NOT_AVAILABLE}
    assert item_state(State.EXECUTE) is ItemState.EXECUTING and item_state(State.HELD) is ItemState.NOT_EXECUTING


@given(st.lists(st.sampled_from([*(command.name for command in STATE_COMMANDS), "tick", "complete"]), max_size=60))
def test_any_commands_make_legal_transitions_only(actions):
    seen = []
    pack = PackML(DURATIONS, 0.1, lambda old, new: seen.append((old, new)))
    for action in actions:
        if action in ("tick", "complete"):
            getattr(pack, action)()
        elif pack.allows(action):
            pack.command(action)
        else:
            with pytest.raises(PlantError):
                pack.command(action)
    assert set(seen) <= LEGAL and set(AFTER.items()) <= LEGAL
