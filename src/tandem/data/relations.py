"""Relations between two fields that hold without exception and not by chance.

How often two unrelated fields would satisfy a relation is estimated from their values; it is
learned only if that many rows without an exception would come up less than once in a million
data sets, all pairs of fields together.
"""

from __future__ import annotations

import math
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
    found = {name: _numbers(values) for name, values in columns.items()}
    comparable = {name: item for name, item in found.items() if item is not None}
    pairs = [
        (first, second)
        for first, second in permutations(comparable, 2)
        if comparable[first][0] == comparable[second][0]
    ]
    for first, second in pairs:
        a, b = comparable[first][1], comparable[second][1]
        if bool((a > b).any()):
            continue
        both = ~(np.isnan(a) | np.isnan(b))
        a, b = a[both], b[both]
        if len(a) < support or bool((a == a[0]).all()):
            continue
        ranks = np.searchsorted(np.sort(a), b, side="right") / len(a)
        if _surprising(float(ranks.mean()), len(a), len(pairs)):
            yield AtMost(field=first, other=second)


def implications(columns: Columns, support: int) -> Iterator[Implies]:
    """Values of a category that decide the value of another."""
    coded = {name: _coded(values) for name, values in columns.items() if _is_category(values)}
    pairs = list(permutations(coded, 2))
    tried = sum(len(coded[first][0]) for first, _ in pairs)
    known: dict[Fact, set[Fact]] = {}
    for first, second in pairs:
        (levels, codes), (others, other_codes) = coded[first], coded[second]
        both = np.bincount(codes * len(others) + other_codes, minlength=len(levels) * len(others))
        table = both.reshape(len(levels), len(others))
        shares = table.sum(axis=0) / len(codes)
        for value, row in zip(levels, table, strict=True):
            place, count = int(row.argmax()), int(row.sum())
            then = others[place]
            if value is None or then is None or row[place] < count or count < support:
                continue
            if not _surprising(float(shares[place]), count, tried):
                continue
            if not _follows(known, (first, value), (second, then)):
                known.setdefault((first, value), set()).add((second, then))
                yield Implies(field=first, value=value, other=second, then=then)


def _coded(values: list[Any]) -> tuple[list[Any], NDArray[np.int64]]:
    """The levels of a category, and the place among them of every value."""
    levels = sorted(set(values), key=str)
    places = {level: place for place, level in enumerate(levels)}
    return levels, np.array([places[value] for value in values])


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


def _numbers(values: list[Any]) -> tuple[str, NDArray[np.float64]] | None:
    """Numbers, or times as seconds, with NaN for what is missing; and which they are."""
    known = [value for value in values if not is_missing(value)]
    if not known:
        return None
    if all(is_number(value) for value in known):
        return "number", np.array([math.nan if value is None else value for value in values], float)
    if all(isinstance(value, date) for value in known):
        kinds = {(type(value), getattr(value, "tzinfo", None) is None) for value in known}
        if len(kinds) == 1:
            seconds = [math.nan if value is None else _seconds(value) for value in values]
            return str(kinds.pop()), np.array(seconds)
    return None


def _seconds(value: Any) -> float:
    return float(value.timestamp() if hasattr(value, "timestamp") else value.toordinal() * 86_400)


def _is_category(values: list[Any]) -> bool:
    kinds = {type(value) for value in values if value is not None}
    return kinds in ({str}, {bool}) and 1 < len(set(values)) <= _MOST_LEVELS
