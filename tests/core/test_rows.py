from __future__ import annotations

import pytest

from tandem import Rows
from tandem.errors import DefinitionError


def test_unequal_lengths_are_refused_with_the_lengths() -> None:
    with pytest.raises(DefinitionError, match="'inputs': 2, 'targets': 1"):
        Rows([1, 2], [True])
    with pytest.raises(DefinitionError, match="'groups': 1"):
        Rows([1, 2], [True, False], ["a"])


def test_take_keeps_inputs_targets_and_groups_together() -> None:
    rows = Rows(["a", "b", "c"], [0, 1, 2], ["x", "y", "z"]).take([2, 0])
    assert list(rows) == [("c", 2), ("a", 0)]
    assert rows.groups == ["z", "x"]
