from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tandem.models.kept import Kept


@given(st.lists(st.lists(st.integers(0, 300), max_size=200), max_size=6), st.integers(0, 80))
def test_rows_are_those_of_the_keys_whatever_was_asked_before(
    calls: list[list[int]], most: int
) -> None:
    kept = Kept[int](2, lambda key: np.array([key, -key]), most=most)
    for keys in calls:
        assert kept.of(keys).tolist() == [[key, -key] for key in keys]


def test_a_key_is_worked_out_once_until_there_are_too_many() -> None:
    made: list[str] = []

    def make(key: str) -> np.ndarray:
        made.append(key)
        return np.array([len(key)])

    kept = Kept[str](1, make, most=2)
    for keys in (["a", "bb", "a"], ["a"], ["bb", "ccc"], ["a"]):
        kept.of(keys)
    assert made == ["a", "bb", "ccc", "a"]


def test_threads_share_it() -> None:
    kept = Kept[int](1, lambda key: np.array([key * 2]))
    asked = [[(i * 31 + j) % 997 for j in range(500)] for i in range(32)]
    with ThreadPoolExecutor(8) as pool:
        for keys, rows in zip(asked, pool.map(kept.of, asked), strict=True):
            assert rows[:, 0].tolist() == [key * 2 for key in keys]
