"""Which events a client wants, and which of their fields (OPC 10000-4, EventFilter and ContentFilter).

Contract: `Wanted` is made of a client's EventFilter; it refuses what it would not work out truthfully. Each element is
worked out once for an event, so that elements that refer to each other cannot take long. What an event does not have is
null: it is never equal, greater or less, and `Not` of it is null too. asyncua 2.1.0 compares the event type itself for
OfType, looks at the first step of a path only, and has no Like.
"""

import operator
import re
from collections.abc import Callable, Mapping

from asyncua import ua
from asyncua.ua.uaprotocol_auto import EventFilter

from labs.opcua.live import Refused

MOST_CLAUSES = 250
MOST_ELEMENTS = 250

_OPERATORS = ua.FilterOperator
_COMPARISONS = {
    _OPERATORS.Equals: operator.eq,
    _OPERATORS.GreaterThan: operator.gt,
    _OPERATORS.LessThan: operator.lt,
    _OPERATORS.GreaterThanOrEqual: operator.ge,
    _OPERATORS.LessThanOrEqual: operator.le,
}
_OPERANDS = {
    _OPERATORS.IsNull: 1,
    _OPERATORS.Not: 1,
    _OPERATORS.OfType: 1,
    _OPERATORS.Like: 2,
    _OPERATORS.And: 2,
    _OPERATORS.Or: 2,
    _OPERATORS.Between: 3,
    _OPERATORS.InList: 2,
    **dict.fromkeys(_COMPARISONS, 2),
}

Fields = Mapping[str, ua.Variant]


class Wanted:
    """A client's filter. `is_type(kind, base)` tells whether an event type is `base` or a subtype of it."""

    def __init__(self, asked: object, is_type: Callable[[ua.NodeId, ua.NodeId], bool]) -> None:
        if not isinstance(asked, EventFilter) or not asked.SelectClauses:
            raise Refused(ua.StatusCodes.BadEventFilterInvalid)
        elements = asked.WhereClause.Elements or []
        if len(asked.SelectClauses) > MOST_CLAUSES or len(elements) > MOST_ELEMENTS:
            raise Refused(ua.StatusCodes.BadEventFilterInvalid)
        self._is_type = is_type
        self._paths = [_path(clause) for clause in asked.SelectClauses]
        self._elements = elements
        for number, element in enumerate(elements):
            self._check(number, element)

    def _check(self, number: int, element: ua.ContentFilterElement) -> None:
        needed = _OPERANDS.get(element.FilterOperator)
        if needed is None:
            raise Refused(ua.StatusCodes.BadFilterOperatorUnsupported)
        operands = element.FilterOperands or []
        if len(operands) < needed:
            raise Refused(ua.StatusCodes.BadFilterOperandCountMismatch)
        for operand in operands:
            if isinstance(operand, ua.ElementOperand):
                if not number < operand.Index < len(self._elements):
                    raise Refused(ua.StatusCodes.BadFilterOperandInvalid)
            elif not isinstance(operand, ua.LiteralOperand | ua.SimpleAttributeOperand):
                raise Refused(ua.StatusCodes.BadFilterOperandInvalid)

    def select(self, told: Fields) -> list[ua.Variant]:
        """Return the fields asked for, null where the event does not have one."""
        return [ua.Variant(None) if path is None else told.get(path, ua.Variant(None)) for path in self._paths]

    def fits(self, told: Fields) -> bool:
        """Return whether the client wants this event."""
        results: dict[int, object] = {}
        for number in range(len(self._elements) - 1, -1, -1):  # an element refers to later ones only
            try:
                results[number] = self._element(self._elements[number], told, results)
            except (TypeError, ValueError, AttributeError):
                results[number] = None
        return not results or results[0] is True

    def _element(self, element: ua.ContentFilterElement, told: Fields, results: Mapping[int, object]) -> bool | None:
        kind = element.FilterOperator
        values = [_operand(operand, told, results) for operand in element.FilterOperands]
        first, second = values[0], values[1] if len(values) > 1 else None
        if kind == _OPERATORS.IsNull:
            return first is None
        if kind == _OPERATORS.Not:
            return None if first is None else first is not True
        if kind in (_OPERATORS.And, _OPERATORS.Or):
            decides = kind == _OPERATORS.Or  # a value that settles it, whatever the other is
            if first is decides or second is decides:
                return decides
            return None if None in (first, second) else not decides
        if kind == _OPERATORS.OfType:
            return self._is_type(told["EventType"].Value, first)
        if None in values[:1]:
            return None
        if kind == _OPERATORS.InList:
            return any(_same(first, each) for each in values[1:])
        if kind == _OPERATORS.Between:
            return second <= first <= values[2]
        if second is None:
            return None
        if kind == _OPERATORS.Like:
            return _like(str(second)).fullmatch(_plain(first)) is not None
        return _COMPARISONS[kind](_plain(first), _plain(second))


def _path(clause: ua.SimpleAttributeOperand) -> str | None:
    """Return the path of browse names, "" for the condition itself, None for what no event has."""
    names = [each.Name or "" for each in clause.BrowsePath or ()]
    wanted = ua.AttributeIds.Value if names else ua.AttributeIds.NodeId
    return "/".join(names) if clause.AttributeId == wanted else None


def _operand(operand: object, told: Fields, results: Mapping[int, object]) -> object:
    if isinstance(operand, ua.ElementOperand):
        return results[operand.Index]
    if isinstance(operand, ua.LiteralOperand):
        return operand.Value.Value if operand.Value is not None else None
    path = _path(operand)
    return told[path].Value if path in told else None


def _plain(value: object) -> object:
    return value.Text if isinstance(value, ua.LocalizedText) else value


def _same(one: object, other: object) -> bool:
    return _plain(one) == _plain(other)


def _like(pattern: str) -> re.Pattern:
    r"""Return the expression of a Like pattern: % any text, _ one character, [ab] of a set, [^ab] not of it, \ escapes.

    As in fnmatch, what stands between two % is looked for once, so that no pattern takes long.
    """
    parts, position = [""], 0
    while position < len(pattern):
        character = pattern[position]
        end = pattern.find("]", position + 1) if character == "[" else -1
        if character == "%":
            parts.append("")
        elif character == "\\" and position + 1 < len(pattern):
            position += 1
            parts[-1] += re.escape(pattern[position])
        elif end > position + 1 and pattern[position + 1 : end] != "^":
            inside = pattern[position + 1 : end]
            negated = "^" if inside.startswith("^") else ""
            listed = re.sub(r"([\\\[\]^&~|])", r"\\\1", inside[len(negated) :])
            parts[-1] += f"[{negated}{listed}]"
            position = end
        else:
            parts[-1] += "." if character == "_" else re.escape(character)
        position += 1
    first, *middle = parts
    if not middle:
        return re.compile(first, re.DOTALL)
    *middle, last = middle
    return re.compile(first + "".join(f"(?>.*?{part})" for part in middle) + f".*{last}", re.DOTALL)
