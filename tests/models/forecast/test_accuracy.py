from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.models.forecast import bias, covered, mase, naive_error, pinball, rmsse, smape

numbers = st.lists(st.floats(-100, 100), min_size=3, max_size=20)


def test_the_figures_by_hand() -> None:
    history = [10.0, 12.0, 9.0, 13.0]  # steps of 2, 3 and 4: mean 3, squares 29/3
    assert mase([15.0, 12.0], [12.0, 12.0], history) == pytest.approx(0.5)
    assert rmsse([15.0, 12.0], [12.0, 12.0], history) == pytest.approx(math.sqrt(4.5 / (29 / 3)))
    assert mase([15.0], [12.0], history, season=2) == pytest.approx(3.0)  # steps of 1 and 1
    assert bias([15.0, 12.0], [12.0, 12.0], history) == pytest.approx(-0.5)
    assert smape([100.0, 100.0], [110.0, 90.0]) == pytest.approx(100 * (20 / 210 + 20 / 190) / 2)
    assert covered([1.0, 2.0, 3.0, None], [0.0, 0.0, 0.0, 0.0], [1.0, 1.5, 9.0, 9.0]) == 2 / 3


def test_a_history_that_repeats_itself_gives_no_scale() -> None:
    assert mase([1.0], [1.0], [1.0, 1.0]) == 0.0
    assert mase([2.0], [1.0], [1.0, 1.0]) == math.inf
    assert math.isnan(naive_error([1.0, 2.0], season=2))


@given(numbers, st.floats(0.05, 0.95))
def test_no_quantile_loses_less_than_the_quantile(came: list[float], at: float) -> None:
    ordered = sorted(came)
    best = ordered[min(len(ordered) - 1, math.ceil(at * len(ordered)) - 1)]
    least = pinball(came, [best] * len(came), at)
    for other in (*came, 0.0, 50.0):
        assert least <= pinball(came, [other] * len(came), at) + 1e-9


def test_lengths_that_differ_and_nothing_known_are_refused() -> None:
    with pytest.raises(DefinitionError, match="2 values came and 1"):
        smape([1.0, 2.0], [1.0])
    with pytest.raises(DefinitionError, match="none of the values"):
        mase([None, math.nan], [1.0, 1.0], [1.0, 2.0])
