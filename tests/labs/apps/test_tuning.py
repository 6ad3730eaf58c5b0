"""The tuning app on a real furnace: what the controls do to it and what the panel says."""

import threading

import ipywidgets
import pytest

from labs.apps import tuning_texts as texts
from labs.apps.tuning_control import TuningControl
from labs.apps.tuning_panel import TuningPanel, open_panel
from labs.apps.visit import Visit
from labs.language import SmartLabError


@pytest.fixture
def control(bench):
    _, plant = bench.place("warm")
    made = TuningControl(plant)
    made.prepare()
    yield made
    made.stop()


@pytest.fixture
def panel(bench):
    _, plant = bench.place("warm")
    made = TuningPanel(plant, "en")
    yield made
    made.stop()


def read(panel, path):
    return panel.control.plant.read(path)


def everything(panel) -> str:
    """All words on the panel."""

    def below(widget):
        yield " ".join(str(getattr(widget, name, "")) for name in ("value", "description", "options"))
        for child in getattr(widget, "children", ()):
            yield from below(child)

    return " ".join(below(panel.view))


def test_a_visit_begins_automatic_closed_and_fast(control):
    values = control.plant.read_many(["Zone1.Controller.Automatic", "Zone2.Controller.Automatic", "Door.Open"])
    assert list(values.values()) == [True, True, False]
    assert (control.plant.mode, control.plant.speed) == ("scaled", 30.0)


def test_both_zones_follow_the_setpoint_and_the_figures_count_from_there(control):
    before = control.event
    control.plant.advance(5.0)
    control.tune("Setpoint", 870.0)
    assert control.plant.read("Zone1.Controller.Setpoint") == control.plant.read("Zone2.Controller.Setpoint") == 870.0
    assert control.event > before


def test_the_door_closes_by_itself_after_thirty_seconds_of_the_plants_time(control):
    control.run_at(60)
    closed = threading.Event()
    control.open_door(lambda error: closed.set())
    assert control.plant.read("Door.Open") is True
    assert closed.wait(5.0)
    assert control.plant.read("Door.Open") is False
    assert control.plant.time - control.event < 60.0


def test_starting_again_keeps_the_tuning(control):
    control.tune("Gain", 2.5)
    control.plant.advance(30.0)
    control.restart()
    assert control.plant.time < 30.0
    assert control.plant.read("Zone1.Controller.Gain") == 2.5


def test_the_sliders_write_to_the_plant(panel):
    panel.sliders["Gain"].value = 5.0
    panel.sliders["IntegralTime"].value = 20.0
    panel.sliders["Setpoint"].value = 870.0
    assert read(panel, "Zone1.Controller.Gain") == pytest.approx(5.0)
    assert read(panel, "Zone1.Controller.IntegralTime") == 20.0 and read(panel, "Zone1.Controller.Setpoint") == 870.0


def test_manual_frees_the_heater_and_automatic_takes_it_back(panel):
    assert panel.heater.disabled
    panel.mode.value = False
    assert not panel.heater.disabled
    panel.heater.value = 42.0
    assert read(panel, "Zone1.HeaterPower") == pytest.approx(42.0)
    panel.mode.value = True
    assert panel.heater.disabled and read(panel, "Zone1.Controller.Automatic") is True


def test_changing_the_language_changes_every_word_and_nothing_else(panel):
    panel.mode.value = False
    panel._speak("ko")
    assert read(panel, "Zone1.Controller.Automatic") is False, "new words must not press buttons"
    korean = everything(panel)
    assert all(words.ko in korean for words in (texts.TITLE, texts.DOOR, texts.APPLY, texts.MANUAL, texts.SETTLING))
    assert texts.DOOR.en not in korean and texts.SLIDERS["Gain"].en not in korean
    panel._speak("en")
    assert texts.DOOR.en in everything(panel) and texts.DOOR.ko not in everything(panel)


def test_an_experiments_button_sets_its_values(panel):
    for experiment in texts.EXPERIMENTS:
        panel._apply(experiment.values)
        for name, value in experiment.values.items():
            assert panel.sliders[name].value == value, "a slider that cannot reach it would change it"
            assert read(panel, f"Zone1.Controller.{name}") == pytest.approx(value)


def test_a_refusal_is_said_above_the_pictures_and_goes_away(panel):
    panel._do(panel.control.heat, 50.0)  # the plant refuses this in automatic
    assert 'role="alert"' in panel._message.value and "Traceback" not in panel._message.value
    panel.sliders["Gain"].value = 2.0
    assert panel._message.value == ""


def test_a_furnace_that_went_away_is_a_sentence_for_somebody_without_a_notebook(panel):
    panel.control.plant.close()
    panel.sliders["Gain"].value = 2.0
    for _ in range(10):
        panel.feed.round()
    for shown in (panel._message.value, panel.synoptic.children[1].value):
        assert texts.TROUBLE.en in shown and "connect()" not in shown


def test_the_figures_follow_the_course(panel):
    panel.control.plant.advance(60.0)
    panel.feed.round()
    assert texts.INSIDE.en in panel._figures.value and "%" in panel._figures.value


def test_an_opened_door_is_marked_in_the_trend_until_the_furnace_starts_again(panel):
    panel._do(panel.control.open_door)
    panel.control.plant.advance(30.0)
    panel.feed.round()
    panel.trend.refresh()
    assert texts.OPENED.en in panel.trend.children[1].value
    panel._start_again()
    panel.feed.round()
    assert panel.trend.marks == []


def test_when_the_time_is_up_the_panel_says_so_and_gives_the_furnace_back(panel):
    visit = Visit(panel.control.plant)
    panel.say_good_bye(visit)
    assert texts.OVER.en in panel._message.value
    with pytest.raises(SmartLabError):
        panel.control.plant.read("Door.Open")
    panel.sliders["Gain"].value = 5.0
    panel._speak("ko")
    assert texts.OVER.ko in panel._message.value, "what is over stays over"


def test_a_furnace_that_cannot_be_had_is_a_sentence(tmp_path, monkeypatch, capsys):
    token = tmp_path / "token"
    token.write_text("x")
    shown = []
    monkeypatch.setattr("labs.apps.tuning_panel.display", shown.append)
    environ = {"SMARTLAB_PLANTS_URL": "http://127.0.0.1:9/none", "SMARTLAB_APPS_TOKEN_FILE": str(token)}
    open_panel("ko", environ)
    assert isinstance(shown[0], ipywidgets.HTML) and "새로 고침" in shown[0].value
    assert "Traceback" not in shown[0].value + capsys.readouterr().err
