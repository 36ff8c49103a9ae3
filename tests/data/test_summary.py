from __future__ import annotations

import math
import statistics
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.data.coding import Column, coded_columns
from tandem.data.summary import Summary

numbers = st.lists(
    st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=10), min_size=1, max_size=5
)


@given(numbers)
def test_moments_are_those_of_all_rows_together(chunks: list[list[float | None]]) -> None:
    summary = Summary("x")
    for chunk in chunks:
        summary.add(Column("x", "number", list(chunk)))
    known = [value for chunk in chunks for value in chunk if value is not None]
    assert summary.count == len(known)
    assert summary.missing == sum(map(len, chunks)) - len(known)
    if not known:
        assert (summary.kind, summary.mean, summary.low) == ("empty", None, None)
        return
    assert summary.mean == pytest.approx(statistics.fmean(known), abs=1e-6)
    assert (summary.low, summary.high) == (min(known), max(known))
    if len(known) > 1:
        expected = statistics.stdev(known)
        assert summary.deviation == pytest.approx(expected, rel=1e-6, abs=1e-3)


def of(*chunks: list[Any]) -> Summary:
    summary = Summary("x")
    for chunk in chunks:
        summary.add(coded_columns(chunk)[""])
    return summary


def test_lengths_of_text() -> None:
    summary = of(["ab", "abcd", None], ["ab"])
    assert (summary.kind, summary.low, summary.high) == ("text", 2.0, 4.0)
    assert summary.mean == pytest.approx(8 / 3)
    assert summary.top() == [("ab", 2), ("abcd", 1)]


def test_values_of_two_kinds_are_mixed() -> None:
    summary = of([1, 2], ["a", "b"])
    assert (summary.kind, summary.count, summary.mean, summary.low) == ("mixed", 4, None, None)


def test_values_that_never_repeat_have_no_top() -> None:
    assert of([1.5, 2.5, math.nan]).top() == []


def test_how_rows_are_cut_does_not_change_the_content() -> None:
    late = Summary("x", before=2)
    late.add(Column("x", "number", [1, 2]))
    late.skip(1)
    assert late.missing == 3
    assert (
        late.content()
        == of([None, None, 1, 2], [None]).content()
        == of([None], [None, 1], [2, None]).content()
    )
    assert late.content() != of([None, None, 2, 1, None]).content()
