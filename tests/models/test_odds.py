from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Rows
from tandem.errors import DefinitionError
from tandem.models.odds import check_both, log_odds, probability


@given(st.floats(-30, 25))
def test_log_odds_undo_probability(margin: float) -> None:
    if margin < -27:  # log_odds holds at one in 10^12
        return
    assert log_odds(probability(margin)) == pytest.approx(margin, abs=1e-4)


@given(st.floats(allow_nan=False))
def test_a_probability_lies_in_0_to_1_and_is_symmetric(margin: float) -> None:
    assert 0 <= probability(margin) <= 1
    assert probability(margin) + probability(-margin) == pytest.approx(1)


def test_known_values() -> None:
    assert probability(math.log(3)) == pytest.approx(0.75)
    assert log_odds(0.8) == pytest.approx(math.log(4))
    assert math.isfinite(log_odds(0.0))
    assert math.isfinite(log_odds(1.0))


@pytest.mark.parametrize("targets", [[], [True], [False, False], [1.5, 2.5], ["yes", "no"]])
def test_targets_that_are_not_yes_and_no_are_refused(targets: list[bool]) -> None:
    with pytest.raises(DefinitionError, match="Boosting learns from yes and no"):
        check_both(Rows(targets, targets), whose="Boosting")
