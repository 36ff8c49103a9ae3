"""Learning expectations from data that is in order for the most part.

What is learned must hold for new rows of the same kind, or its warnings are soon ignored. So
ranges have a margin, a set of categories is learned only where hardly any is left to be seen,
numbers that grow with every row get no range, times get none at all, and all of it is soft but
for values that are infinite or an order of magnitude away from the rest.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Any

import numpy as np

from tandem.data.columns import columns_of, is_missing, is_number
from tandem.data.expectation import (
    Finite,
    Increasing,
    Length,
    MissingShare,
    OneOf,
    Pattern,
    Present,
    Range,
    Rule,
    Unique,
)
from tandem.data.expectations import Expectations
from tandem.data.relations import implications, orders

UNSEEN = 0.002
"""The most that categories not seen yet may make up for a set of them to be closed."""

_MOST_VALUES = 256
_EXTREME = 0.001
_MOST_TOKENS = 12
_SPARSE = 10
_PLAIN = "-_/:,@ "
_CLASSES = ((r"\d", str.isdecimal), ("[A-Z]", str.isupper), ("[a-z]", str.islower))


def infer_expectations(
    records: Sequence[Any], *, margin: float = 0.1, far: float = 10.0, support: int = 100
) -> Expectations:
    """What holds of the records, field by field and between two fields.

    Numbers lie within the seen range and ``margin`` of its width on both sides (soft), and
    within ``far`` times the width of all but the most extreme thousandth (hard). A rule is
    learned from at least ``support`` values. Text has a length and, if all of it is formed
    alike, a pattern; few categories are a closed set by Good and Turing's estimate of what is
    unseen (1953).
    """
    columns = columns_of(records)
    rules: list[Rule] = []
    for field, values in columns.items():
        known = [value for value in values if not is_missing(value)]
        rules += _of_missing(field, len(values), len(known), margin, support)
        if len(known) >= support:
            rules += _of_values(field, known, margin, far)
    rules += orders(columns, support)
    rules += implications(columns, support)
    return Expectations(rules)


def _of_missing(field: str, count: int, known: int, margin: float, support: int) -> Iterator[Rule]:
    if count < support:
        return
    if known == count:
        yield Present(field=field)
    elif known:
        share = 1 - known / count
        yield MissingShare(field=field, most=round(min(1.0, share + margin / 2), 4))


def _of_values(field: str, known: list[Any], margin: float, far: float) -> Iterator[Rule]:
    if all(isinstance(value, bool) for value in known):
        return
    if all(is_number(value) for value in known):
        yield from _of_numbers(field, known, margin, far)
    elif all(isinstance(value, str) for value in known):
        yield from _of_texts(field, known, margin)
    elif all(isinstance(value, date) for value in known) and _rises(known):
        yield Increasing(field=field)


def _of_numbers(field: str, known: list[float], margin: float, far: float) -> Iterator[Rule]:
    yield Finite(field=field, severity="hard")
    finite = [value for value in known if math.isfinite(value)]
    if all(isinstance(value, int) for value in finite) and len(set(finite)) == len(finite):
        yield Unique(field=field)
        if _rises(finite):
            yield Increasing(field=field)
        if _rises(finite) or max(finite) - min(finite) < _SPARSE * len(finite):
            return  # a running number: the next one is above what was seen
    numbers = np.sort(np.array(finite, dtype=float))
    cut = max(1, round(_EXTREME * len(numbers)))
    core = numbers[cut:-cut]
    width = float(core[-1] - core[0]) if len(core) else 0.0
    if not width or not math.isfinite(width):
        return
    low, high = _rounded(float(core[0]) - far * width, float(core[-1]) + far * width)
    yield Range(field=field, low=low, high=high, severity="hard")
    inside = numbers[(numbers >= low) & (numbers <= high)]
    least, most = float(inside[0]), float(inside[-1])
    spare = margin * (most - least)
    # What was never negative may go down to zero, and what was never positive up to it.
    low, high = _rounded(
        0.0 if 0 <= least < spare else least - spare,
        0.0 if -spare < most <= 0 else most + spare,
    )
    yield Range(field=field, low=min(low, least), high=max(high, most))


def _rounded(low: float, high: float) -> tuple[float, float]:
    """Ends that a person can read."""
    return float(f"{low:.6g}"), float(f"{high:.6g}")


def _of_texts(field: str, known: list[str], margin: float) -> Iterator[Rule]:
    counts = Counter(known)
    once = sum(count == 1 for count in counts.values())
    if len(counts) <= _MOST_VALUES and once / len(known) <= UNSEEN:
        yield OneOf(field=field, values=sorted(counts))
        return
    if len(counts) == len(known):
        yield Unique(field=field)
    lengths = [len(text) for text in counts]
    if expression := _pattern(list(counts)):
        yield Pattern(field=field, expression=expression)
    else:
        spare = math.ceil(margin * (max(lengths) - min(lengths)))
        yield Length(field=field, low=max(0, min(lengths) - spare), high=max(lengths) + spare)


def _pattern(texts: list[str]) -> str:
    """The pattern of texts that are formed alike, empty where they are not.

    >>> _pattern([f"{i:04}-{a}X" for i, a in enumerate("abcdefghijklmnopqrstuvwxyz" * 4)])
    '\\\\d{4}-[a-z][A-Z]'
    """
    if len(texts) < 20:
        return ""
    formed = [_tokens(text) for text in texts]
    kinds = [kind for kind, _ in formed[0]]
    if not 2 <= len(kinds) <= _MOST_TOKENS and len({len(text) for text in texts}) > 1:
        return ""
    if len(kinds) > _MOST_TOKENS or any([kind for kind, _ in other] != kinds for other in formed):
        return ""
    parts = []
    for place, kind in enumerate(kinds):
        lengths = {formed_text[place][1] for formed_text in formed}
        parts.append(kind + _times(min(lengths), max(lengths)))
    return "".join(parts)


def _tokens(text: str) -> list[tuple[str, int]]:
    """Runs of one kind of character, with their lengths."""
    return [(kind, len(list(run))) for kind, run in groupby(map(_kind, text))]


def _kind(character: str) -> str:
    if character.isascii():
        for expression, belongs in _CLASSES:
            if belongs(character):
                return expression
    return character if character in _PLAIN else re.escape(character)


def _times(low: int, high: int) -> str:
    if low == high:
        return f"{{{low}}}" if low > 1 else ""
    return f"{{{low},{high}}}"


def _rises(values: Sequence[Any]) -> bool:
    try:
        return all(a <= b for a, b in pairwise(values)) and (values[0] != values[-1])
    except TypeError:  # times with and without a zone cannot be compared
        return False
