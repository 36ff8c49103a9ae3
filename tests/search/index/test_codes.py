from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tandem.search.index.codes import AT_ONCE, Codes
from tandem.search.index.vector import cosines, unit

ROWS = arrays(
    np.float32,
    st.tuples(st.integers(1, 40), st.integers(1, 70)),
    elements=st.floats(-1, 1, width=32) | st.sampled_from([0.0, 1.0, -1.0, 1e-6]),
)


@settings(deadline=None)
@given(ROWS, st.integers(0, 1000))
def test_every_cosine_lies_within_its_bounds(rows: np.ndarray, seed: int) -> None:
    rows = unit(rows)
    query = unit(np.random.default_rng(seed).normal(size=rows.shape[1]).astype(np.float32))
    for asked in (query, rows[seed % len(rows)]):
        bounds = Codes.build(rows).bounds(asked)
        assert bounds is not None
        least, most = bounds
        found = cosines(rows, asked)
        assert (least <= found).all()
        assert (found <= most).all()


def test_bounds_are_narrow_for_vectors_as_embedders_make_them() -> None:
    random = np.random.default_rng(0)
    rows = unit(random.normal(size=(AT_ONCE + 5, 384)).astype(np.float32))
    bounds = Codes.build(rows).bounds(rows[0])
    assert bounds is not None
    least, most = bounds
    assert (most - least).max() < 0.05
    assert least[0] == max(least)
    assert least[0] > 0.97


def test_an_error_is_the_length_of_what_rounding_took() -> None:
    codes = Codes.build(np.array([[0.6, 0.8], [0.0, 0.0]], dtype=np.float32))
    assert codes.numbers.tolist() == [[95, 127], [0, 0]]
    np.testing.assert_allclose(codes.errors, [abs(95 * 0.8 / 127 - 0.6), 0], atol=1e-6)


def test_saved_codes_are_read_from_the_disk(tmp_path: Path) -> None:
    rows = unit(np.random.default_rng(0).normal(size=(30, 8)).astype(np.float32))
    codes = Codes.build(rows)
    codes.save(tmp_path)
    opened = Codes.open(tmp_path)
    assert isinstance(opened.numbers.base, np.memmap)
    for name in ("numbers", "steps", "errors"):
        np.testing.assert_array_equal(getattr(opened, name), getattr(codes, name))


def test_without_the_library_there_are_no_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numkong", None)
    assert Codes.build(np.eye(3, dtype=np.float32)).bounds(np.eye(3, dtype=np.float32)[0]) is None
