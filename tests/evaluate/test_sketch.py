from __future__ import annotations

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tandem.evaluate.distances import Array
from tandem.evaluate.sketch import Sketch


def objects(*values: str | None) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(values, dtype=object)


def test_bins_of_numbers_hold_equal_counts_however_long_the_tail() -> None:
    values = np.exp(np.linspace(-5, 20, 1000))
    assert Sketch.of(values).count(values).tolist() == [100] * 10 + [0]


def test_a_number_that_recurs_has_a_bin_of_its_own() -> None:
    values = np.concatenate([np.zeros(700), np.linspace(1, 2, 300)])
    sketch = Sketch.of(values, bins=4)
    zero = sketch.names().index("0")
    assert sketch.count(values)[zero] == 700
    assert sketch.count(np.array([-1.0, 0.0, 0.5]))[zero] == 1


def test_a_constant_is_told_from_anything_else() -> None:
    sketch = Sketch.of(np.full(50, 3.0))
    assert sketch.count(np.array([2.0, 3.0, 3.0, 4.0, np.nan])).tolist() == [1, 2, 1, 1]
    assert sketch.names() == ["below 3", "3", "3 and more", "(missing)"]


def test_categories_are_counted_with_the_others_and_the_missing() -> None:
    sketch = Sketch.of(objects("a", "b", "a", "b", "b", "c", None))
    assert sketch.labels == ["b", "a"]
    assert sketch.names() == ["b", "a", "(other)", "(missing)"]
    assert sketch.count(objects("a", "x", "c", None, None, "b")).tolist() == [1, 1, 2, 2]


def test_nothing_but_missing_values() -> None:
    sketch = Sketch.of(np.full(5, np.nan))
    assert sketch.count(np.array([1.0, np.nan])).tolist() == [1, 1]
    assert sketch.names() == ["(any)", "(missing)"]


def test_it_is_plain_data() -> None:
    sketch = Sketch.of(np.arange(100.0), bins=4)
    assert msgspec.json.decode(msgspec.json.encode(sketch), type=Sketch) == sketch


@given(arrays(np.float64, st.integers(0, 80), elements=st.floats(-9, 9, width=16)))
def test_every_row_falls_into_one_named_bin(values: Array) -> None:
    sketch = Sketch.of(values)
    counts = sketch.count(values)
    assert counts.sum() == len(values)
    assert len(counts) == len(sketch.names())
