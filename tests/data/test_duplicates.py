from __future__ import annotations

import random
from typing import Any

from tandem.data.coding import coded_columns
from tandem.data.duplicates import copied

rng = random.Random(0)


def measured(count: int) -> list[dict[str, Any]]:
    """Rows with numbers that hardly repeat."""
    return [
        {
            "id": f"k{rng.random()}",
            "x": rng.gauss(0, 1),
            "y": rng.gauss(0, 1),
            "c": rng.choice("ab"),
        }
        for _ in range(count)
    ]


def found(train: list[Any], test: list[Any]) -> list[int]:
    return [int(i) for i in copied(coded_columns(train), coded_columns(test)).nonzero()[0]]


def test_copies_are_found_under_other_keys_and_rounded() -> None:
    train, test = measured(500), measured(100)
    train[3] = {**test[7], "id": "another"}
    train[4] = {**test[9], "x": float(f"{test[9]['x']:.7g}")}
    assert found(train, test) == [7, 9]
    assert found(measured(500), test) == []


def test_rows_that_look_alike_by_nature_are_no_copies() -> None:
    def plain(count: int) -> list[dict[str, Any]]:
        return [
            {"a": rng.randint(0, 30), "b": rng.choice("xy"), "c": rng.random() < 0.5}
            for _ in range(count)
        ]

    train, test = plain(800), plain(300)
    assert sum(row in train for row in test) > 250
    assert found(train, test) == []


def test_a_table_that_was_doubled_before_it_was_split_is_seen() -> None:
    rows = measured(300) * 2
    rng.shuffle(rows)
    train, test = rows[:450], rows[450:]
    keys = {row["id"] for row in train}
    assert found(train, test) == [i for i, row in enumerate(test) if row["id"] in keys]


def test_texts_are_compared_whatever_holds_them() -> None:
    asked = ["How do I reset my password?", "Where is my invoice?", "yes"]
    known = [{"question": "where is MY invoice", "topic": "x"}, {"question": "Why so slow?"}]
    assert found(known, asked) == [1]
    assert found(["Where is my invoice", "yes", "a b c d"], asked) == [1]
    assert found(["yes", "no"], ["yes"]) == []  # labels repeat


def test_sides_without_anything_to_compare_have_no_copies() -> None:
    assert found([{"a": 1}] * 10, [{"b": 1}] * 3) == []
    assert found([1.5, 2.5], [1.5]) == []
