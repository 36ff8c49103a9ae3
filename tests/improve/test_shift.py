from __future__ import annotations

import numpy as np
import pytest

from tandem.evaluate.drifted import Drifted
from tandem.improve.alerts import Severity
from tandem.improve.pairs import Pair
from tandem.improve.risen import Risen
from tandem.improve.shift import describe, describe_words, examples, severity


def drifted(value: float = 0.15, **shares: tuple[float, float]) -> Drifted:
    return Drifted("x", "jensen_shannon", value, 0.1, 0.001, True, shares)


def objects(*values: str | None) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(values, dtype=object)


@pytest.mark.parametrize(("value", "loud"), [(0.05, "notice"), (0.1, "warning"), (0.2, "critical")])
def test_severity_goes_by_size(value: float, loud: Severity) -> None:
    assert severity(drifted(value)) == loud


def test_categories_say_the_shares() -> None:
    pair = Pair("x", objects("a"), objects("b"))
    text = describe(drifted(a=(0.5, 0.25), b=(0.0, 0.25)), pair)
    assert text == "'a' 50% -> 25%, 'b' 0% -> 25% (jensen-shannon 0.15)"


def test_numbers_say_the_middle_and_the_ends() -> None:
    before, after = np.linspace(0, 100, 101), np.linspace(50, 150, 101)
    text = describe(drifted(), Pair("x", before, after))
    assert text == (
        "median 50 -> 100, 10th percentile 10 -> 60, 90th percentile 90 -> 140 "
        "(jensen-shannon 0.15)"
    )


def test_missing_numbers_are_said() -> None:
    before, after = np.ones(4), np.array([1.0, np.nan, np.nan, np.nan])
    assert describe(drifted(), Pair("x", before, after)).startswith("missing 0% -> 75%")
    gone = describe(drifted(), Pair("x", before, np.full(4, np.nan)))
    assert gone.startswith("missing 0% -> 100%")


def test_a_change_within_the_same_range_is_said() -> None:
    text = describe(drifted(), Pair("x", np.ones(9), np.ones(9)))
    assert text.startswith("the same range")


def test_examples() -> None:
    assert examples(np.arange(5.0), []) == [1, 2, 3]
    assert examples(np.array([np.nan]), []) == []
    assert examples(objects("a", "b", "b", None), []) == ["b", "a"]
    texts = objects("how do i", "reading kafka", "x" * 200)
    assert examples(texts, ["kafka"])[0] == "reading kafka"
    assert max(map(len, examples(texts, []))) == 120


def test_words_never_seen_come_before_those_that_came_up() -> None:
    words = [Risen("search", 3, 40), Risen("kafka", 0, 30), Risen("topic", 0, 9)]
    assert describe_words(words, 100) == [
        "words never seen at build: kafka, topic",
        "words that came up: search (now in 40 of 100)",
    ]
    assert describe_words([], 100) == []
    (many,) = describe_words([Risen(f"w{i}", 0, 9) for i in range(9)], 100)
    assert many.endswith("w0, w1, w2, w3, w4")
