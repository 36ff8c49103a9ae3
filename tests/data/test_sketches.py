from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.data.coding import Column
from tandem.data.sketches import Distinct, Frequent, Sample


def codes(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return Column("", "number", values).codes


@given(st.lists(st.lists(st.integers(0, 30), max_size=20), max_size=8))
def test_few_different_values_are_counted_exactly(chunks: list[list[int]]) -> None:
    sketch = Distinct(64)
    for chunk in chunks:
        sketch.add(codes(chunk))
    every = [value for chunk in chunks for value in chunk]
    assert sketch.exact
    assert sketch.count() == len(set(every))
    repeated = 1 - len(set(every)) / len(every) if every else 0.0
    assert sketch.repeated() == pytest.approx(repeated)


def test_many_are_estimated_and_repeats_with_them() -> None:
    sketch = Distinct(4_096)
    values = [*range(100_000), *range(50_000)]  # a third came before
    random.Random(0).shuffle(values)
    for start in range(0, len(values), 7_000):
        sketch.add(codes(values[start : start + 7_000]))
    assert not sketch.exact
    assert sketch.count() == pytest.approx(100_000, rel=0.05)
    assert sketch.repeated() == pytest.approx(1 / 3, abs=0.02)


def test_what_never_repeats_is_all_different() -> None:
    sketch = Distinct(256)
    sketch.add(codes(list(range(10_000))))
    assert sketch.count() == 10_000


def test_frequent_values_are_found_among_many_rare_ones() -> None:
    rng = random.Random(1)
    values = ["a"] * 900 + ["b"] * 700 + [f"rare {i}" for i in range(20_000)]
    rng.shuffle(values)
    frequent = Frequent(100)
    for start in range(0, len(values), 500):
        frequent.add(values[start : start + 500])
    (first, many), (second, fewer) = frequent.top(2)
    assert (first, second) == ("a", "b")
    assert 800 <= many <= 900
    assert 600 <= fewer <= 700


def test_while_few_are_different_the_counts_are_exact() -> None:
    frequent = Frequent(10)
    frequent.add("banana")
    frequent.add("band")
    assert frequent.top(2) == [("a", 4), ("n", 3)]


def test_every_item_is_as_likely_to_be_drawn() -> None:
    drawn: Counter[int] = Counter()
    for seed in range(300):
        sample = Sample(10, seed)
        for start in range(0, 40, 8):
            sample.add(range(start, start + 8))
        assert len(sample.items()) == 10
        assert sample.items() == sorted(sample.items())
        drawn.update(sample.items())
    # Each of 40 is drawn 75 times on average, with a standard deviation of 7.5.
    assert 45 < min(drawn.values()) <= max(drawn.values()) < 105


def test_fewer_items_than_asked_for_are_all_there() -> None:
    sample = Sample(10)
    sample.add("abc")
    assert sample.items() == ["a", "b", "c"]
