from __future__ import annotations

import numpy as np
import pytest

from tandem.evaluate.distances import jensen_shannon
from tandem.improve.compatible import (
    compatible_hellinger,
    compatible_psi,
    compatible_shares,
    fill_zeros,
)
from tests.improve import fixture

EXACT = {"abs": 5e-11, "rel": 0}


@pytest.mark.parametrize(("name", "value"), fixture.PSI.items())
def test_psi_is_evidently_s(name: str, value: float) -> None:
    assert compatible_psi(*fixture.ALL[name]) == pytest.approx(value, **EXACT)


@pytest.mark.parametrize(("name", "value"), fixture.JENSEN_SHANNON.items())
def test_jensen_shannon_is_evidently_s(name: str, value: float) -> None:
    found = jensen_shannon(*compatible_shares(*fixture.ALL[name]))
    assert found == pytest.approx(value, **EXACT)


@pytest.mark.parametrize(("name", "value"), fixture.HELLINGER.items())
def test_hellinger_is_evidently_s(name: str, value: float) -> None:
    assert compatible_hellinger(*fixture.ALL[name]) == pytest.approx(value, **EXACT)


def test_zeros_are_filled_with_one_in_ten_thousand() -> None:
    assert fill_zeros(np.array([0.0, 0.25, 0.75])).tolist() == [1e-4, 0.25, 0.75]


def test_zeros_beside_tiny_shares_are_filled_with_a_millionth_of_the_smallest() -> None:
    assert fill_zeros(np.array([0.0, 1e-4, 0.9999])).tolist() == [1e-10, 1e-4, 0.9999]


def test_missing_values_do_not_count() -> None:
    numbers, current = fixture.NUMBERS["shift"]
    letters, others = fixture.CATEGORIES
    assert compatible_psi(np.append(numbers, np.nan), current) == compatible_psi(numbers, current)
    assert compatible_psi(np.append(letters, [None]), others) == compatible_psi(letters, others)


def test_more_than_twenty_different_numbers_are_binned() -> None:
    twenty, more = np.arange(20.0), np.arange(21.0)
    assert len(compatible_shares(twenty, twenty)[0]) == 20
    assert len(compatible_shares(more, more)[0]) == 7  # ceil(log2(42) + 1)
