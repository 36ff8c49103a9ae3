from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tandem.llm.similar import Similar

Array = np.ndarray[Any, np.dtype[np.float32]]


def units(count: int, dimensions: int = 96, seed: int = 0) -> Array:
    rows = np.random.default_rng(seed).standard_normal((count, dimensions), dtype=np.float32)
    found: Array = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found


def turned(vector: Array, cosine: float, seed: int) -> Array:
    """A unit vector at a cosine from another."""
    other = units(1, len(vector), seed)[0]
    across = other - (other @ vector) * vector
    across /= np.linalg.norm(across)
    found: Array = (cosine * vector + np.sqrt(1 - cosine**2) * across).astype(np.float32)
    return found


@pytest.mark.parametrize("threshold", [0.8, 0.9, 0.97])
def test_it_finds_what_an_exact_search_finds(threshold: float) -> None:
    stored = units(2_000)
    similar = Similar(5_000, threshold)
    for i, row in enumerate(stored):
        similar.add(str(i), row)
    asked = [turned(stored[i], threshold + 0.01, i) for i in range(0, 2_000, 8)]
    found = [similar.nearest(vector) for vector in asked]
    right = sum(hit is not None and hit[0] == str(8 * i) for i, hit in enumerate(found))
    assert right >= len(asked) - 1


def test_below_the_threshold_nothing_is_found() -> None:
    stored = units(500)
    similar = Similar(500, 0.9)
    for i, row in enumerate(stored):
        similar.add(str(i), row)
    assert similar.nearest(turned(stored[3], 0.89, 1)) is None
    assert similar.nearest(stored[3]) == ("3", pytest.approx(1.0, abs=1e-5))


def test_the_oldest_go_first() -> None:
    stored = units(150)
    similar = Similar(100, 0.9)
    assert similar.nearest(stored[0]) is None
    for i, row in enumerate(stored):
        similar.add(str(i), row)
    assert len(similar) == 100
    assert similar.nearest(stored[49]) is None
    hit = similar.nearest(stored[50])
    assert hit is not None
    assert hit[0] == "50"
