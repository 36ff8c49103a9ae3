from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.data import (
    Finite,
    Increasing,
    Length,
    MissingShare,
    OneOf,
    Pattern,
    Present,
    Range,
    Unique,
    infer_expectations,
)


def learned(values: list[Any], **options: Any) -> list[Any]:
    return infer_expectations([{"x": value} for value in values], **options).rules


def of_kind(rules: list[Any], kind: type) -> list[Any]:
    return [rule for rule in rules if type(rule) is kind]


def test_a_number_gets_a_soft_range_with_a_margin_and_a_hard_one_far_out() -> None:
    values = [i % 101 + 100 for i in range(1010)]  # 100 to 200, ten times each
    hard, soft = of_kind(learned(values), Range)
    assert (soft.severity, soft.low, soft.high) == ("soft", 90.0, 210.0)
    assert (hard.severity, hard.low, hard.high) == ("hard", -900.0, 1200.0)
    assert of_kind(learned(values), Finite) == [Finite(field="x", severity="hard")]


def test_the_margin_does_not_cross_zero() -> None:
    soft = of_kind(learned([i % 50 for i in range(500)]), Range)[1]
    assert (soft.low, soft.high) == (0.0, 53.9)


def test_one_value_of_another_order_of_magnitude_widens_nothing() -> None:
    values = [*(i % 50 for i in range(999)), 999_999]
    hard, soft = of_kind(learned(values), Range)
    assert soft.high < 60
    assert hard.high < 600  # so that the value itself is set aside


def test_a_constant_says_nothing_about_a_range() -> None:
    assert of_kind(learned([7] * 500), Range) == []


def test_a_running_number_gets_no_range() -> None:
    rules = learned(list(range(1000, 1500)))
    assert of_kind(rules, Range) == []
    assert of_kind(rules, Unique)
    assert of_kind(rules, Increasing)


def test_running_numbers_in_disorder_get_no_range_and_other_distinct_ones_do() -> None:
    numbers = list(range(1000, 1500))
    random.Random(0).shuffle(numbers)
    assert [type(rule) for rule in learned(numbers)] == [Present, Finite, Unique]
    assert of_kind(learned([number * 97 for number in numbers]), Range)


def test_times_get_their_order_and_no_range() -> None:
    days = [date(2026, 1, 1) + timedelta(days=i // 2) for i in range(200)]
    assert [type(rule) for rule in learned(days)] == [Present, Increasing]
    random.Random(0).shuffle(days)
    assert [type(rule) for rule in learned(days)] == [Present]


def test_few_categories_are_a_closed_set_and_many_are_not() -> None:
    few = learned(["a", "b", "c"] * 100)
    assert of_kind(few, OneOf) == [OneOf(field="x", values=["a", "b", "c"])]
    open_ended = [f"street number {i}" if i % 3 else "none" for i in range(300)]
    assert of_kind(learned(open_ended), OneOf) == []
    assert of_kind(learned(open_ended), Length)


def test_a_set_with_one_rare_category_in_a_hundred_is_not_closed() -> None:
    assert of_kind(learned(["a", "b"] * 50 + ["c"]), OneOf) == []


def test_text_that_is_formed_alike_gets_a_pattern() -> None:
    ids = [f"{1000 + i}-{'ABCDE'[i % 5]}{'XYZ'[i % 3] * 2}" for i in range(200)]
    rules = learned(ids)
    assert of_kind(rules, Pattern) == [Pattern(field="x", expression=r"\d{4}-[A-Z]{3}")]
    assert of_kind(rules, Unique) == [Unique(field="x")]
    loose = [f"{i}.{i % 7}" for i in range(200)]
    assert of_kind(learned(loose), Pattern)[0].expression == r"\d{1,3}\.\d"


def test_free_text_gets_a_length_only() -> None:
    words = ["late", "parcel", "my", "bill is", "Wrong!", "why", "2 days"]
    texts = [" ".join(random.Random(i).choices(words, k=i % 9 + 1)) for i in range(300)]
    rules = learned(texts)
    assert of_kind(rules, Pattern) == []
    assert of_kind(rules, Length)[0].high > max(map(len, texts))


def test_missing_values_are_a_share_where_there_were_some() -> None:
    rules = learned([None, 1.5, 2.5, 3.5] * 100)
    assert of_kind(rules, MissingShare) == [MissingShare(field="x", most=0.3)]
    assert of_kind(rules, Present) == []
    assert of_kind(learned([1.5, 2.5] * 100), Present)


def test_little_data_teaches_nothing() -> None:
    assert learned([1.0, 2.0, 3.0] * 20) == []
    assert learned([None] * 500) == []
    assert infer_expectations([]).rules == []


def test_mixed_and_nested_values_are_left_alone() -> None:
    assert [type(rule) for rule in learned([1, "a"] * 100)] == [Present]
    assert [type(rule) for rule in learned([[1], [2]] * 100)] == [Present]


@settings(max_examples=25)
@given(st.lists(st.floats(-1e6, 1e6), min_size=100, max_size=300), st.floats(0, 1))
def test_rows_that_taught_a_soft_range_fit_it_or_are_far_out(
    values: list[float], margin: float
) -> None:
    expectations = infer_expectations([{"x": value} for value in values], margin=margin)
    for value in values:
        found = expectations.check_row({"x": value})
        assert not found or found[0].severity == "hard"


@pytest.mark.parametrize("seed", range(5))
def test_new_rows_of_the_same_kind_are_hardly_ever_refused(seed: int) -> None:
    draw = random.Random(seed)
    rows = [
        {
            "income": draw.lognormvariate(10, 1),
            "age": draw.randint(18, 90),
            "city": draw.choices("abcdef", [30, 30, 20, 10, 9, 1])[0],
            "note": "x" * draw.randint(1, 40),
        }
        for _ in range(2000)
    ]
    found = infer_expectations(rows[:1000]).check_rows(rows[1000:])
    assert not any(item.severity == "hard" for broken in found for item in broken)
    assert sum(map(bool, found)) < 10  # a warning in fewer than one row of a hundred
