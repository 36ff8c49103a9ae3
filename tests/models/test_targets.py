from __future__ import annotations

import numpy as np
import pytest

from tandem import Rows
from tandem.errors import DefinitionError
from tandem.models.targets import label_codes, numbers, weights_of


def test_numbers_become_floats() -> None:
    found = numbers(Rows([0, 1, 2], [1, 2.5, np.float64(3)]), whose="Price")
    assert found.tolist() == [1.0, 2.5, 3.0]


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        ([1.0, float("inf")], "Price learns from finite numbers, got 1 others among 2"),
        ([], "got 0 others among 0"),
        ([1.0, True], "Price learns numbers, got True as target 1"),
        (["3"], "got '3' as target 0"),
        ([None], "got None as target 0"),
    ],
)
def test_what_is_no_number_is_told(targets: list[object], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        numbers(Rows(range(len(targets)), targets), whose="Price")


def test_labels_are_numbered_in_order() -> None:
    labels, codes = label_codes(Rows("abc", ["dog", "cat", "dog"]), whose="Pet")
    assert (labels, codes.tolist()) == (["cat", "dog"], [1, 0, 1])
    with pytest.raises(DefinitionError, match=r"Pet learns to tell labels apart, got only \['dog"):
        label_codes(Rows("a", ["dog"]), whose="Pet")


def test_weights_are_floats_or_none() -> None:
    assert weights_of(Rows("ab", [1, 2])) is None
    found = weights_of(Rows("ab", [1, 2], weights=[1, 0.5]))
    assert found is not None
    assert found.tolist() == [1.0, 0.5]
