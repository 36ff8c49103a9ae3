"""Expectations, one class each: what a value, a row or a table should be like.

Each names its field and its severity. A row that breaks a ``hard`` one is an error and is set
aside; one that breaks a ``soft`` one is only unusual, is noted and goes on. They are plain
data: in a file an expectation is an object whose ``rule`` says which one it is.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from tandem.data.columns import Columns, is_missing, is_number

Severity = Literal["hard", "soft"]
Row = Mapping[str, Any]
_DOUBTFUL = 3.29
"""Standard errors by which a share of missing values must be off: once in 2,000 by chance."""


class Expectation(msgspec.Struct, frozen=True, kw_only=True, tag_field="rule"):
    """What holds of a field; ``severity`` says what happens to a row for which it does not."""

    field: str
    severity: Severity = "soft"

    def problem(self, row: Row) -> str:
        """What is wrong with a row, empty where nothing is."""
        return ""

    def problems(self, columns: Columns) -> list[tuple[int | None, str]]:
        """What is wrong with a table: places of rows (none for the whole) and why."""
        return []


class Finite(Expectation, frozen=True, kw_only=True, tag="finite"):
    """A number that is not infinite."""

    def problem(self, row: Row) -> str:
        value = row[self.field]
        return "is infinite" if isinstance(value, float) and math.isinf(value) else ""


class Present(Expectation, frozen=True, kw_only=True, tag="present"):
    """A value that is not missing."""

    def problem(self, row: Row) -> str:
        return "is missing" if is_missing(row[self.field]) else ""


class Range(Expectation, frozen=True, kw_only=True, tag="range"):
    """A number from ``low`` to ``high``, both included."""

    low: float
    high: float

    def problem(self, row: Row) -> str:
        value = row[self.field]
        if value is None or not is_number(value) or self.low <= value <= self.high:
            return ""
        if value != value:
            return ""
        return f"is {value:g}, expected {self.low:g} to {self.high:g}"


class OneOf(Expectation, frozen=True, kw_only=True, tag="one_of"):
    """One of the ``values``."""

    values: list[str | int]

    def problem(self, row: Row) -> str:
        value = row[self.field]
        if value is None or value in self.values:
            return ""
        known = ", ".join(repr(item) for item in self.values[:8])
        more = ", ..." if len(self.values) > 8 else ""
        return f"is {_shown(value)}, expected one of {known}{more}"


class Length(Expectation, frozen=True, kw_only=True, tag="length"):
    """A text of ``low`` to ``high`` characters."""

    low: int
    high: int

    def problem(self, row: Row) -> str:
        value = row[self.field]
        if not isinstance(value, str) or self.low <= len(value) <= self.high:
            return ""
        return f"has {len(value)} characters, expected {self.low} to {self.high}"


class Pattern(Expectation, frozen=True, kw_only=True, tag="pattern"):
    """A text that a regular expression fits as a whole."""

    expression: str

    def problem(self, row: Row) -> str:
        value = row[self.field]
        if not isinstance(value, str) or _compiled(self.expression).fullmatch(value):
            return ""
        return f"is {_shown(value)}, which does not fit {self.expression}"


class AtMost(Expectation, frozen=True, kw_only=True, tag="at_most"):
    """A number, date or time that is not above that of another field."""

    other: str

    def problem(self, row: Row) -> str:
        value, other = row[self.field], row[self.other]
        try:
            if value is None or other is None or not value > other:
                return ""
        except TypeError:
            return f"is {_shown(value)}, which cannot be compared with {_shown(other)}"
        return f"is {_shown(value)}, above {self.other}, which is {_shown(other)}"


class Implies(Expectation, frozen=True, kw_only=True, tag="implies"):
    """Where the field has ``value``, the field ``other`` has the value ``then``."""

    value: bool | str
    other: str
    then: bool | str

    def problem(self, row: Row) -> str:
        if row[self.field] != self.value or row[self.other] == self.then:
            return ""
        got = _shown(row[self.other])
        return f"is {self.value!r} while {self.other} is {got}, expected {self.then!r}"


class MissingShare(Expectation, frozen=True, kw_only=True, tag="missing_share"):
    """A table in which at most the share ``most`` of the values is missing.

    Chance is allowed for: a table breaks it when its share lies 3.3 standard errors above.
    """

    most: float

    def problems(self, columns: Columns) -> list[tuple[int | None, str]]:
        values = columns[self.field]
        share = sum(map(is_missing, values)) / max(len(values), 1)
        chance = _DOUBTFUL * math.sqrt(self.most * (1 - self.most) / max(len(values), 1))
        if share <= self.most + chance:
            return []
        return [(None, f"is missing in {share:.1%} of the rows, expected at most {self.most:.1%}")]


class Unique(Expectation, frozen=True, kw_only=True, tag="unique"):
    """A table in which no value comes twice; the first of equal ones is in order."""

    def problems(self, columns: Columns) -> list[tuple[int | None, str]]:
        seen: Counter[Any] = Counter()
        found: list[tuple[int | None, str]] = []
        for place, value in enumerate(columns[self.field]):
            if is_missing(value):
                continue
            if seen[value]:
                found.append((place, f"is {_shown(value)} again, expected once"))
            seen[value] += 1
        return found


class Increasing(Expectation, frozen=True, kw_only=True, tag="increasing"):
    """A table in whose order the values never fall."""

    def problems(self, columns: Columns) -> list[tuple[int | None, str]]:
        highest: Any = None
        found: list[tuple[int | None, str]] = []
        for place, value in enumerate(columns[self.field]):
            if is_missing(value):
                continue
            if highest is not None and value < highest:
                found.append((place, f"is {_shown(value)} after {_shown(highest)}"))
            else:
                highest = value
        return found


Rule = (
    Finite
    | Present
    | Range
    | OneOf
    | Length
    | Pattern
    | AtMost
    | Implies
    | MissingShare
    | Unique
    | Increasing
)
"""Any expectation, as it is read from a file."""


def fields_of(rule: Expectation) -> Sequence[str]:
    """The fields that an expectation looks at."""
    other = getattr(rule, "other", None)
    return (rule.field,) if other is None else (rule.field, other)


@functools.lru_cache(maxsize=1024)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def _shown(value: Any) -> str:
    """Enough of a value to recognise it."""
    text = repr(value) if isinstance(value, (str, bool)) else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
