"""Relations between two fields that hold without exception and not by chance.

How often two unrelated fields would satisfy a relation is estimated from their values; it is
learned only if that many rows without an exception would come up less than once in a million
data sets, all pairs of fields together.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.data.columns import Columns, is_missing, is_number
from tandem.data.expectation import AtMost, Implies

Fact = tuple[str, Any]
"""A field and its value."""

_CHANCE = 1e-6
_MOST_LEVELS = 20


def orders(columns: Columns, support: int) -> Iterator[AtMost]:
    """Pairs of numbers, or of times, of which one is never above the other."""
    comparable = {name: _numbers(values) for name, values in columns.items()}
    pairs = [
        (first, second)
        for first, second in permutations((n for n, found in comparable.items() if found), 2)
        if _kind(comparable, first) == _kind(comparable, second)
    ]
    for first, second in pairs:
        a, b = _array(comparable, first), _array(comparable, second)
        both = ~(np.isnan(a) | np.isnan(b))
        a, b = a[both], b[both]
        if len(a) < support or not bool((a <= b).all()) or bool((a == a[0]).all()):
            continue
        ranks = np.searchsorted(np.sort(a), b, side="right") / len(a)
        if _surprising(float(ranks.mean()), len(a), len(pairs)):
            yield AtMost(field=first, other=second)


def implications(columns: Columns, support: int) -> Iterator[Implies]:
    """Values of a category that decide the value of another."""
    levels = {name: values for name, values in columns.items() if _is_category(values)}
    shares = {
        name: {level: count / len(values) for level, count in Counter(values).items()}
        for name, values in levels.items()
    }
    pairs = list(permutations(levels, 2))
    tried = sum(len(shares[first]) for first, _ in pairs)
    known: dict[Fact, set[Fact]] = {}
    for first, second in pairs:
        found: dict[Any, Counter[Any]] = {}
        for value, other in zip(levels[first], levels[second], strict=True):
            found.setdefault(value, Counter())[other] += 1
        for value, others in sorted(found.items(), key=lambda item: str(item[0])):
            [(then, count), *more] = others.most_common(2)
            if value is None or then is None or more or count < support:
                continue
            if not _surprising(shares[second][then], count, tried):
                continue
            if not _follows(known, (first, value), (second, then)):
                known.setdefault((first, value), set()).add((second, then))
                yield Implies(field=first, value=value, other=second, then=then)


def _follows(known: dict[Fact, set[Fact]], fact: Fact, goal: Fact) -> bool:
    """Whether one fact follows from another already, so that it need not be said again."""
    reached, ahead = {fact}, [fact]
    while ahead:
        new = known.get(ahead.pop(), set()) - reached
        reached |= new
        ahead += new
    return goal in reached


def _surprising(chance: float, rows: int, tried: int) -> bool:
    """Whether so many rows without exception are more than luck."""
    if chance >= 1:
        return False
    return chance <= 0 or rows * math.log(chance) + math.log(tried) < math.log(_CHANCE)


def _numbers(values: list[Any]) -> tuple[str, list[float]] | None:
    """Numbers, or times as seconds, with NaN for what is missing; and which they are."""
    known = [value for value in values if not is_missing(value)]
    if not known:
        return None
    if all(is_number(value) for value in known):
        return "number", [math.nan if is_missing(value) else float(value) for value in values]
    if all(isinstance(value, date) for value in known):
        kinds = {(type(value), getattr(value, "tzinfo", None) is None) for value in known}
        if len(kinds) == 1:
            kind = str(kinds.pop())
            return kind, [math.nan if value is None else _seconds(value) for value in values]
    return None


def _seconds(value: Any) -> float:
    return float(value.timestamp() if hasattr(value, "timestamp") else value.toordinal() * 86_400)


def _kind(found: dict[str, tuple[str, list[float]] | None], name: str) -> str:
    item = found[name]
    return item[0] if item else ""


def _array(found: dict[str, tuple[str, list[float]] | None], name: str) -> NDArray[np.float64]:
    item = found[name]
    return np.array(item[1] if item else [])


def _is_category(values: list[Any]) -> bool:
    kinds = {type(value) for value in values if value is not None}
    return kinds in ({str}, {bool}) and 1 < len(set(values)) <= _MOST_LEVELS
