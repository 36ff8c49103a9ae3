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


def test_take_keeps_inputs_targets_groups_and_times_together() -> None:
    times = [datetime(2026, 1, day) for day in (1, 2, 3)]
    rows = Rows(["a", "b", "c"], [0, 1, 2], ["x", "y", "z"], times).take([2, 0])
    assert list(rows) == [("c", 2), ("a", 0)]
    assert rows.groups == ["z", "x"]
    assert rows.times == [times[2], times[0]]
