"""Causal graphs as data: nodes, structural equations, interventions.

Contract: a `Node` holds its structural equation as text, e.g. "2 * pressure + 0.1 * noise"; the edges are the names in
it, so that graph and equations cannot disagree. `noise` is the node's own standard normal disturbance, independent of
all others; `p.name` is a parameter of the machine in hand. `CausalGraph.do` gives the graph under an intervention: the
node takes a value and its incoming edges are gone. Source: J. Pearl, "Causality", 2nd ed., Cambridge 2009, ch. 1.4
(structural models) and 3.2 (interventions). Equations are read by a small grammar, never by `eval` of unknown text.
"""

import ast
import functools
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import CodeType, SimpleNamespace
from typing import Literal

import numpy as np

from labs.language import Bilingual

Kind = Literal["exogenous", "setting", "state", "result", "outcome"]
Function = Callable[[Mapping[str, float], Mapping[str, float]], dict[str, float]]


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x)), for any x."""
    return 0.5 + 0.5 * math.tanh(0.5 * x)


FUNCTIONS: Mapping[str, Callable] = {
    "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "min": min, "max": max, "logistic": logistic,
}  # fmt: skip
GRAMMAR = (
    ast.Expression, ast.BinOp, ast.UnaryOp, ast.Call, ast.Name, ast.Constant, ast.Load,
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub, ast.Attribute,
)  # fmt: skip


@dataclass(frozen=True)
class Node:
    """One variable. An `outcome` is a probability or a hazard rate; what it comes to is drawn from it.

    kind: exogenous (nature), setting (written by people), state (slow physics), result (of one cycle), outcome.
    `signal` is the path that shows it, empty where it is hidden.
    """

    name: str
    kind: Kind
    title: Bilingual
    unit: str
    equation: str
    signal: str = ""


@functools.lru_cache(maxsize=512)
def _names(equation: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the variables and the parameters in an equation; ValueError where it is none."""
    tree = ast.parse(equation, mode="eval")
    variables, parameters = set(), set()
    for part in ast.walk(tree):
        if not isinstance(part, GRAMMAR):
            raise ValueError(f"{type(part).__name__} in '{equation}'")
        if isinstance(part, ast.Call) and not (isinstance(part.func, ast.Name) and part.func.id in FUNCTIONS):
            raise ValueError(f"unknown function in '{equation}'")
        if isinstance(part, ast.Attribute):
            if not (isinstance(part.value, ast.Name) and part.value.id == "p"):
                raise ValueError(f"unknown attribute in '{equation}'")
            parameters.add(part.attr)
        elif isinstance(part, ast.Name) and part.id not in FUNCTIONS and part.id != "p":
            variables.add(part.id)
    return frozenset(variables), frozenset(parameters)


class CausalGraph:
    """Nodes in causal order, with the parameters (by name) of the machine in hand.

    ValueError for two nodes of one name, a cycle, an unknown name or parameter.
    """

    def __init__(self, nodes: Sequence[Node], parameters: Mapping[str, float] | None = None) -> None:
        self.parameters = dict(parameters or {})
        by_name = {node.name: node for node in nodes}
        if len(by_name) != len(nodes):
            raise ValueError("two nodes have one name")
        found = {node.name: _names(node.equation) for node in nodes}
        self.parents = {name: tuple(sorted(used - {"noise"})) for name, (used, _) in found.items()}
        for name, (_, parameters_used) in found.items():
            unknown = [one for one in self.parents[name] if one not in by_name]
            unknown += [one for one in parameters_used if one not in self.parameters]
            if unknown:
                raise ValueError(f"'{name}' follows from unknown {unknown}")
        self.nodes = {name: by_name[name] for name in self._ordered(list(by_name))}
        self._functions: dict[frozenset[str], Function] = {}

    def _ordered(self, names: list[str]) -> list[str]:
        done: dict[str, None] = {}
        while len(done) < len(names):
            ready = [one for one in names if one not in done and all(parent in done for parent in self.parents[one])]
            if not ready:
                raise ValueError("the graph has a cycle")
            done.update(dict.fromkeys(ready))
        return list(done)

    @property
    def edges(self) -> list[tuple[str, str]]:
        """All (cause, effect)."""
        return [(cause, effect) for effect in self.nodes for cause in self.parents[effect]]

    def causes(self, name: str) -> set[str]:
        """Return all ancestors of a node."""
        found, waiting = set(), list(self.parents[name])
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self.parents[one])
        return found

    def do(self, **values: float) -> "CausalGraph":
        """Return the graph under an intervention: each named node is set, whatever its causes."""
        for name in values:
            if name not in self.nodes:
                raise ValueError(f"there is no node '{name}'")
        nodes = [
            replace(node, equation=repr(float(values[name]))) if name in values else node
            for name, node in self.nodes.items()
        ]
        return CausalGraph(nodes, self.parameters)

    def function(self, given: Sequence[str] = ()) -> Function:
        """Return f(given values, noises by node) -> the values of all nodes; a missing noise is 0."""
        key = frozenset(given)
        if key not in self._functions:
            self._functions[key] = self._compiled(key)
        return self._functions[key]

    def _compiled(self, given: frozenset[str]) -> Function:
        """Write all equations into one function, so that a plant can afford to evaluate them at every tick."""
        code = _code(tuple((name, node.equation) for name, node in self.nodes.items()), given)
        space = {**FUNCTIONS, "p": SimpleNamespace(**{name: float(value) for name, value in self.parameters.items()})}
        exec(code, space)
        return space["f"]

    def evaluate(
        self, given: Mapping[str, float] | None = None, noises: Mapping[str, float] | None = None
    ) -> dict[str, float]:
        """Return the value of every node."""
        return self.function(tuple(given or ()))(given or {}, noises or {})

    def sample(
        self, generator: np.random.Generator, count: int, given: Mapping[str, float] | None = None
    ) -> dict[str, np.ndarray]:
        """Return `count` independent draws of every node, (count,) each; outcomes as probabilities."""
        names = [name for name in self.nodes if "noise" in _names(self.nodes[name].equation)[0]]
        noises = generator.standard_normal((count, len(names)))
        rows = [self.evaluate(given, dict(zip(names, row, strict=True))) for row in noises.tolist()]
        return {name: np.array([row[name] for row in rows]) for name in self.nodes}

    def effect(self, generator: np.random.Generator, count: int, outcome: str, **change: tuple[float, float]) -> float:
        """Return the mean change of `outcome` when a node is set from the first to the second value of `change`.

        Both worlds meet the same disturbances, so `count` of some hundred is enough.
        """
        seed = int(generator.integers(2**63))
        worlds = [self.do(**{name: pair[side] for name, pair in change.items()}) for side in (0, 1)]
        means = [world.sample(np.random.default_rng(seed), count)[outcome].mean() for world in worlds]
        return float(means[1] - means[0])

    def to_json(self) -> str:
        """Return the graph as JSON: nodes with their equations, edges, parameters."""
        nodes = [
            {"name": n.name, "kind": n.kind, "ko": n.title.ko, "en": n.title.en, "unit": n.unit,
             "equation": n.equation, "signal": n.signal}
            for n in self.nodes.values()
        ]  # fmt: skip
        return json.dumps({"nodes": nodes, "edges": self.edges, "parameters": self.parameters}, ensure_ascii=False)


@functools.lru_cache(maxsize=64)
def _code(equations: tuple[tuple[str, str], ...], given: frozenset[str]) -> CodeType:
    """Return the code that defines f; compiled once for all machines of a kind, whose parameters differ."""
    lines = ["def f(given, noises):"]
    for name, equation in equations:
        if name in given:
            lines.append(f"    {name} = given[{name!r}]")
            continue
        if "noise" in _names(equation)[0]:
            lines.append(f"    noise = noises.get({name!r}, 0.0)")
        lines.append(f"    {name} = {equation}")
    lines.append("    return {" + ", ".join(f"{name!r}: {name}" for name, _ in equations) + "}")
    return compile("\n".join(lines), "<causal graph>", "exec")
