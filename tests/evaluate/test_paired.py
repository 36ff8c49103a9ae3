"""McNemar and Tango, against published values and exact sums."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tandem.evaluate.paired import mcnemar, tango


@pytest.mark.parametrize(
    ("gained", "lost", "p"),
    [(86, 150, 3.716e-5), (3, 12, 0.0351563), (10, 24, 0.0243065), (6, 16, 0.052479)],
)
def test_mcnemar_is_as_published(gained: int, lost: int, p: float) -> None:
    assert mcnemar(gained, lost) == pytest.approx(p, rel=2e-5)
    assert mcnemar(lost, gained) == mcnemar(gained, lost)


@given(st.integers(0, 2_000), st.integers(0, 2_000))
def test_mcnemar_is_the_binomial_test(gained: int, lost: int) -> None:
    theirs = stats.binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
    assert mcnemar(gained, lost) == pytest.approx(theirs, rel=1e-6, abs=1e-280)


@pytest.mark.parametrize(
    ("gained", "lost", "size", "low", "high"),
    [
        # Fagerland, Lydersen and Laake (2014): airway hyper-responsiveness, complete response.
        (1, 7, 21, -0.517, -0.026),
        (6, 16, 161, -0.1240, -0.0054),
    ],
)
def test_tango_is_as_published(gained: int, lost: int, size: int, low: float, high: float) -> None:
    assert tango(gained, lost, size) == pytest.approx((low, high), abs=5e-4)


def test_equal_cases_do_not_prove_equality() -> None:
    z = 1.959964
    reach = z**2 / (20 + z**2)
    assert tango(0, 0, 20) == pytest.approx((-reach, reach), abs=1e-6)


def test_without_cases_or_freedom_anything_is_possible() -> None:
    assert tango(0, 0, 0) == (-1, 1)
    assert tango(1, 0, 10, df=0) == (-1, 1)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50), st.floats(0.001, 0.5))
def test_tango_holds_the_value_and_mirrors(gained: int, lost: int, same: int, alpha: float) -> None:
    size = gained + lost + same
    low, high = tango(gained, lost, size, alpha=alpha)
    assert -1 <= low <= (gained - lost) / size <= high <= 1
    mirrored = tango(lost, gained, size, alpha=alpha)
    assert mirrored == pytest.approx((-high, -low), abs=1e-9)
