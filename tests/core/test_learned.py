from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tandem.core import UNSET
from tandem.errors import NotFitted

USES: list[Callable[[Any], object]] = [
    lambda x: x + 1,
    lambda x: 1 + x,
    lambda x: x @ np.ones(1),
    lambda x: np.ones(1) @ x,
    lambda x: np.asarray(x),
    lambda x: len(x),
    lambda x: x[0],
    lambda x: list(x),
    lambda x: bool(x),
    lambda x: float(x),
    lambda x: math.sqrt(x),
    lambda x: x.shape,
    lambda x: str(x),
    lambda x: "a" in x,
    lambda x: x < 1,
]


@pytest.mark.parametrize("use", USES)
def test_any_use_of_an_unfitted_field_raises_not_fitted(use: Callable[[Any], object]) -> None:
    with pytest.raises(NotFitted, match="before fit set it"):
        use(UNSET)


def test_an_unfitted_component_can_still_be_printed() -> None:
    assert repr(UNSET) == "<not fitted>"


def test_a_copy_of_an_unfitted_component_is_unfitted() -> None:
    assert copy.deepcopy(UNSET) is UNSET
    assert copy.copy(UNSET) is UNSET
