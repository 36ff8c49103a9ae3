from __future__ import annotations

import random
from datetime import date, timedelta

from tandem.data import AtMost, Implies
from tandem.data.relations import implications, orders

DRAW = random.Random(5)


def test_an_order_that_always_holds_is_learned() -> None:
    start = [date(2026, 1, 1) + timedelta(days=DRAW.randrange(300)) for _ in range(300)]
    end = [day + timedelta(days=DRAW.randrange(9)) for day in start]
    price = [DRAW.uniform(1, 9) for _ in start]
    paid = [DRAW.uniform(0, value) for value in price]
    columns = {"start": start, "end": end, "price": price, "paid": paid}
    assert list(orders(columns, 100)) == [
        AtMost(field="start", other="end"),
        AtMost(field="paid", other="price"),
    ]


def test_one_exception_and_the_order_is_not_learned() -> None:
    low = [DRAW.uniform(0, 5) for _ in range(300)]
    high = [value + DRAW.uniform(0, 5) for value in low]
    assert list(orders({"low": low, "high": high}, 100)) == [AtMost(field="low", other="high")]
    assert list(orders({"low": [*low, 9.0], "high": [*high, 8.0]}, 100)) == []


def test_ranges_that_do_not_overlap_are_no_relation() -> None:
    small = [DRAW.uniform(0, 1) for _ in range(300)]
    large = [DRAW.uniform(1000, 2000) for _ in range(300)]
    assert list(orders({"small": small, "large": large}, 100)) == []


def test_missing_values_neither_prove_nor_refute() -> None:
    low = [DRAW.uniform(0, 5) for _ in range(300)]
    high = [None if i % 3 == 0 else value + 0.5 for i, value in enumerate(low)]
    assert list(orders({"low": low, "high": high}, 100)) == [AtMost(field="low", other="high")]
    assert list(orders({"low": low, "high": high}, 250)) == []  # 200 rows have both


def test_a_value_that_decides_another_is_learned_once() -> None:
    kinds = ["none", "slow", "fast"] * 200
    mail = ["no line" if kind == "none" else DRAW.choice(["yes", "no"]) for kind in kinds]
    films = ["no line" if kind == "none" else DRAW.choice(["yes", "no"]) for kind in kinds]
    found = list(implications({"kind": kinds, "mail": mail, "films": films}, 100))
    said = {(rule.field, rule.value, rule.other, rule.then) for rule in found}
    assert ("kind", "none", "mail", "no line") in said
    assert ("kind", "none", "films", "no line") in said
    assert ("mail", "no line", "films", "no line") not in said  # follows by way of kind
    assert all(isinstance(rule, Implies) for rule in found)
    assert len(found) == 4


def test_a_coincidence_is_not_learned() -> None:
    rare = [True, *[False] * 999]
    other = [DRAW.random() < 0.999 for _ in range(1000)]
    assert list(implications({"rare": rare, "other": other}, 100)) == []
    free = [DRAW.choice("ab") for _ in range(1000)]
    assert list(implications({"x": free, "y": [DRAW.choice("cd") for _ in free]}, 100)) == []
