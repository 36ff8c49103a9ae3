from __future__ import annotations

from datetime import datetime

import pytest

from tandem import Rows
from tandem.errors import DefinitionError


def test_unequal_lengths_are_refused_with_the_lengths() -> None:
    with pytest.raises(DefinitionError, match="'inputs': 2, 'targets': 1"):
        Rows([1, 2], [True])
    with pytest.raises(DefinitionError, match="'groups': 1"):
        Rows([1, 2], [True, False], ["a"])
    with pytest.raises(DefinitionError, match="'times': 1"):
        Rows([1, 2], [True, False], times=[datetime(2026, 1, 1)])


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([1.0], "'weights': 1"),
        ([1.0, -0.5], "weight -0.5"),
        ([1.0, float("nan")], "weight nan"),
        ([0.0, 0.0], "all zero"),
    ],
)
def test_weights_that_mean_nothing_are_refused(weights: list[float], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        Rows([1, 2], [True, False], weights=weights)


def test_take_keeps_weights_with_their_rows() -> None:
    rows = Rows(["a", "b", "c"], [0, 1, 2], weights=[0.5, 1.0, 2.0])
    assert rows.take([2, 0]).weights == [2.0, 0.5]
    assert rows.take([1]).take([]).weights == []


def test_take_keeps_inputs_targets_groups_and_times_together() -> None:
    times = [datetime(2026, 1, day) for day in (1, 2, 3)]
    rows = Rows(["a", "b", "c"], [0, 1, 2], ["x", "y", "z"], times).take([2, 0])
    assert list(rows) == [("c", 2), ("a", 0)]
    assert rows.groups == ["z", "x"]
    assert rows.times == [times[2], times[0]]
