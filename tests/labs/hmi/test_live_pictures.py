"""Live pictures of a real furnace: what they keep, how often they draw, and what they say when the plant is gone."""

import math

import pytest

from labs.hmi import Synoptic, Trend
from labs.hmi.feed import Feed
from labs.hmi.furnace import PATHS

COURSE = ["Zone1.Temperature", "Zone1.Controller.Setpoint", "Zone1.HeaterPower"]


def play(feed: Feed, plant, rounds: int, seconds: float = 1.0) -> None:
    for _ in range(rounds):
        plant.advance(seconds)
        feed.round()


def shown(picture) -> str:
    return picture.children[1].value


def test_a_feed_keeps_the_course_and_starts_again_when_the_plant_does(bench):
    _, plant = bench.place()
    feed = Feed(plant, COURSE)
    plant.write("Zone1.HeaterPower", 100.0)
    play(feed, plant, 60)
    seconds, temperature, power = feed.history("Zone1.Temperature", "Zone1.HeaterPower")
    assert seconds.tolist() == pytest.approx(list(range(1, 61)))
    assert temperature[-1] > temperature[0] + 20 and power[-1] == 100.0
    plant.reset()
    play(feed, plant, 3)
    assert feed.history(*COURSE)[0].tolist() == pytest.approx([1.0, 2.0, 3.0])


def test_a_plant_that_stands_still_adds_nothing(bench):
    _, plant = bench.place()
    feed = Feed(plant, COURSE)
    plant.advance(5.0)
    for _ in range(4):
        feed.round()
    assert feed.history(*COURSE)[0].size == 1


def test_a_broken_thermocouple_is_a_gap_in_the_trend_and_dashes_in_the_synoptic(bench):
    furnace, plant = bench.place("warm")
    feed = Feed(plant, PATHS)
    synoptic = Synoptic(plant, feed=feed, language="en")
    furnace.inject("zone1-sensor-break")
    play(feed, plant, 20)
    synoptic.refresh()
    assert math.isnan(feed.history("Zone1.Temperature")[1][-1])
    assert shown(synoptic).count("--- °C") == 1


def test_a_plant_that_is_gone_is_a_sentence_after_some_patience(bench):
    _, plant = bench.place()
    feed = Feed(plant, PATHS)
    picture = Synoptic(plant, feed=feed, language="en")
    feed.round()
    plant.close()
    feed.round()
    assert feed.problem is None, "one lost round is not the end"
    for _ in range(10):
        feed.round()
    assert 'role="alert"' in shown(picture) and "connect()" in shown(picture)
    assert "Traceback" not in shown(picture) and "°C" not in shown(picture)
    picture.show_in("ko")
    assert "다시 연결" in shown(picture)


def test_a_trend_takes_titles_and_units_from_the_plant_and_comes_in_two_sizes(bench):
    _, plant = bench.place()
    feed = Feed(plant, COURSE)
    trend = Trend(plant, COURSE, feed=feed, language="ko", window=60)
    play(feed, plant, 100)
    trend.refresh()
    assert shown(trend).count("<svg") == 2 and "sl-narrow" in shown(trend)
    assert "Zone 1 temperature" in shown(trend) and "°C" in shown(trend) and ">%<" in shown(trend)
    assert "stroke-dasharray" in shown(trend) and "시간 (" in shown(trend)
    trend.show_in("en")
    assert "Time (" in shown(trend)


def test_a_trend_shows_its_window_only(bench):
    _, plant = bench.place()
    feed = Feed(plant, COURSE)
    trend = Trend(plant, COURSE, feed=feed, language="en", window=60)
    play(feed, plant, 20, seconds=30.0)
    trend.refresh()
    assert ">550<" in shown(trend) and "Time (s)" in shown(trend), "ten minutes whole would be in minutes"


def test_pictures_redraw_twice_a_second_and_not_more(bench):
    _, plant = bench.place()
    now = [0.0]
    feed = Feed(plant, PATHS)
    picture = Synoptic(plant, feed=feed, language="en")
    picture._clock = lambda: now[0]
    drawn = []
    picture.children[1].observe(lambda change: drawn.append(now[0]), "value")
    plant.write("Zone1.HeaterPower", 100.0)
    for step in range(1, 41):  # ten seconds of rounds, four a second
        now[0] = step * 0.25
        play(feed, plant, 1, seconds=10.0)
    assert 19 <= len(drawn) <= 21


def test_a_picture_reads_by_itself_while_the_kernel_is_busy_until_it_is_stopped(bench):
    _, plant = bench.place(mode="scaled", speed=100.0)
    picture = Synoptic(plant, language="en")
    plant.advance(100.0)  # a cell that blocks for a second
    assert "°C" in shown(picture) and picture.feed.running
    picture.stop()
    picture.stop()
    assert not picture.feed.running


def test_a_shared_feed_outlives_one_of_its_pictures(bench):
    _, plant = bench.place()
    feed = Feed(plant, PATHS).start()
    Synoptic(plant, feed=feed, language="en").stop()
    assert feed.running
    feed.stop()
    assert not feed.running
