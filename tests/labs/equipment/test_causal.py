"""Causal graphs: structure from equations, interventions against hand computation."""

import json

import numpy as np
import pytest

from labs.equipment.causal import CausalGraph, Node, logistic
from labs.language import Bilingual


def node(name, equation, kind="result"):
    return Node(name, kind, Bilingual(name, name), "1", equation)


# heat -> both; recipe answers heat; the recipe itself lowers y.
CONFOUNDED = (
    node("y", "3 * heat - p.cure * recipe + 0.1 * noise"),
    node("heat", "noise", "exogenous"),
    node("recipe", "heat + 0.5 * noise", "setting"),
)


def graph():
    return CausalGraph(CONFOUNDED, {"cure": 2.0})


def test_edges_are_the_names_in_the_equations():
    assert set(graph().edges) == {("heat", "y"), ("recipe", "y"), ("heat", "recipe")}
    assert graph().causes("y") == {"heat", "recipe"} and graph().causes("heat") == set()
    assert next(iter(graph().nodes)) == "heat"


def test_evaluation_by_hand():
    values = graph().evaluate({"heat": 2.0}, {"recipe": 1.0, "y": 10.0})
    assert values == {"heat": 2.0, "recipe": 2.5, "y": 3 * 2 - 2 * 2.5 + 1.0}


def test_an_intervention_cuts_what_led_to_the_node():
    cut = graph().do(recipe=1.0)
    assert set(cut.edges) == {("heat", "y"), ("recipe", "y")}
    assert cut.evaluate({"heat": 2.0})["y"] == pytest.approx(4.0)


def test_seeing_is_not_doing():
    seen = graph().sample(np.random.default_rng(0), 4000)
    slope = np.polyfit(seen["recipe"], seen["y"], 1)[0]
    done = graph().effect(np.random.default_rng(0), 200, "y", recipe=(0.0, 1.0))
    assert slope == pytest.approx(3 / 1.25 - 2, abs=0.1)  # regression mixes in heat: cov / var = 1 / 1.25
    assert done == pytest.approx(-2.0, abs=1e-9)


@pytest.mark.parametrize(
    "nodes",
    [
        (node("a", "b"), node("b", "a")),
        (node("a", "missing"),),
        (node("a", "1"), node("a", "2")),
        (node("a", "p.unknown"),),
        (node("a", "__import__('os')"),),
        (node("a", "(1).real"),),
        (node("a", "[1][0]"),),
    ],
)
def test_what_is_no_graph_is_refused(nodes):
    with pytest.raises(ValueError):
        CausalGraph(nodes)


def test_json_tells_everything():
    told = json.loads(graph().to_json())
    assert {one["name"] for one in told["nodes"]} == {"y", "heat", "recipe"}
    assert ["heat", "recipe"] in told["edges"] and told["parameters"] == {"cure": 2.0}


def test_logistic_does_not_overflow():
    assert [logistic(x) for x in (-1e6, 0.0, 1e6)] == [0.0, 0.5, 1.0]
