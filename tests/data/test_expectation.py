from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

from tandem.data import (
    AtMost,
    Finite,
    Implies,
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
from tandem.data.expectation import fields_of

GOOD: list[tuple[Rule, list[Any]]] = [
    (Finite(field="x"), [1.0, None, "text", -5]),
    (Present(field="x"), [0, "", False]),
    (Range(field="x", low=1, high=2), [1, 2.0, None, math.nan, "text", True]),
    (OneOf(field="x", values=["a", "b"]), ["a", None]),
    (Length(field="x", low=2, high=3), ["ab", "abc", None]),
    (Pattern(field="x", expression=r"\d{2}-[A-Z]"), ["12-A", None]),
]
BAD: list[tuple[Rule, Any, str]] = [
    (Finite(field="x"), math.inf, "is infinite"),
    (Present(field="x"), None, "is missing"),
    (Present(field="x"), math.nan, "is missing"),
    (Range(field="x", low=1, high=2), 0.5, "is 0.5, expected 1 to 2"),
    (Range(field="x", low=1, high=2), math.inf, "is inf, expected 1 to 2"),
    (OneOf(field="x", values=["a", "b"]), "c", "is 'c', expected one of 'a', 'b'"),
    (Length(field="x", low=2, high=3), "a", "has 1 characters, expected 2 to 3"),
    (Pattern(field="x", expression=r"\d{2}"), "123", r"is '123', which does not fit \d{2}"),
]


@pytest.mark.parametrize(("rule", "values"), GOOD, ids=lambda item: type(item).__name__)
def test_what_holds_is_no_problem(rule: Rule, values: list[Any]) -> None:
    assert [rule.problem({"x": value}) for value in values] == [""] * len(values)


@pytest.mark.parametrize(("rule", "value", "problem"), BAD)
def test_what_does_not_hold_is_said_with_the_value(rule: Rule, value: Any, problem: str) -> None:
    assert rule.problem({"x": value}) == problem


def test_an_order_of_two_fields() -> None:
    rule = AtMost(field="from_day", other="to_day")
    early, late = date(2026, 1, 1), date(2026, 2, 1)
    assert rule.problem({"from_day": early, "to_day": late}) == ""
    assert rule.problem({"from_day": early, "to_day": None}) == ""
    assert rule.problem({"from_day": late, "to_day": early}) == (
        "is 2026-02-01, above to_day, which is 2026-01-01"
    )
    assert rule.problem({"from_day": early, "to_day": "later"}) == (
        "is 2026-01-01, which cannot be compared with 'later'"
    )
    assert fields_of(rule) == ("from_day", "to_day")


def test_a_value_that_decides_another() -> None:
    rule = Implies(field="phone", value=False, other="lines", then="none")
    assert rule.problem({"phone": False, "lines": "none"}) == ""
    assert rule.problem({"phone": True, "lines": "two"}) == ""
    assert rule.problem({"phone": False, "lines": "two"}) == (
        "is False while lines is 'two', expected 'none'"
    )


def test_a_share_of_missing_values_allows_for_chance() -> None:
    rule = MissingShare(field="x", most=0.1)
    few = {"x": [None] * 2 + [1] * 8}  # 20 % of ten rows may be luck
    many = {"x": [None] * 200 + [1] * 800}
    assert rule.problems(few) == []
    assert rule.problems(many) == [
        (None, "is missing in 20.0% of the rows, expected at most 10.0%")
    ]


def test_a_value_that_comes_again_is_named_with_its_row() -> None:
    assert Unique(field="x").problems({"x": ["a", "b", "a", None, None]}) == [
        (2, "is 'a' again, expected once")
    ]


def test_a_time_that_falls_is_named_and_those_after_it_are_not() -> None:
    days = [date(2026, 1, 1), date(2026, 1, 5), date(2026, 1, 2), None, date(2026, 1, 6)]
    assert Increasing(field="x").problems({"x": days}) == [(2, "is 2026-01-02 after 2026-01-05")]


def test_a_long_value_is_shortened() -> None:
    assert len(OneOf(field="x", values=["a"]).problem({"x": "z" * 10_000})) < 120
