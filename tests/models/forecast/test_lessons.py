from __future__ import annotations

import numpy as np
import pytest

from tandem.models.forecast import LagBoosting, LagRidge, Lags, Series
from tandem.models.forecast.lessons import lessons, moves
from tests.models.forecast.samples import MONDAY

PLAIN = Lags(recent=1, windows=(1,), calendar=False)


def test_origins_lie_whole_strides_before_the_question() -> None:
    x = Series([float(i * i) for i in range(20)], 2, start=MONDAY)
    found = lessons(PLAIN, x, 2, stride=7, depth=None, least=4)
    assert found is not None
    assert found.came.tolist() == [[True, True], [True, True]]
    # The question is at place 19; the origins are at 12 and 5.
    units = [np.mean([2 * i - 1 for i in range(1, 13)]) * 12 / 13, np.mean([0, 1, 3, 5, 7, 9])]
    expected = [[(169 - 144), (196 - 144)], [(36 - 25), (49 - 25)]]
    assert found.targets.tolist() == pytest.approx(np.array(expected) / np.array(units)[:, None])


def test_steps_that_did_not_come_have_no_target() -> None:
    x = Series([1.0, 2.0, 4.0, 3.0, None, 5.0, 6.0], 3)
    found = lessons(PLAIN, x, 3, stride=1, depth=None, least=4)
    assert found is not None
    assert found.came.tolist() == [
        [True, False, False],  # at 5, of which only place 6 came
        [True, True, False],
        [False, True, True],
    ]


def test_no_further_back_than_asked() -> None:
    x = Series([float(i % 5) for i in range(50)], 1)
    found = lessons(PLAIN, x, 1, stride=1, depth=10, least=4)
    assert found is not None
    assert len(found.matrix) == 9
    assert lessons(PLAIN, Series([None] * 9, 1), 1, stride=1, depth=None, least=4) is None
    assert lessons(PLAIN, Series([3.0] * 9, 1), 1, stride=1, depth=None, least=4) is None
    assert not moves(np.array([1.0, 2.0]), 4)


@pytest.mark.parametrize("kind", [LagBoosting, LagRidge])
def test_what_is_learned_of_a_step_is_of_the_phase_that_is_asked_at(kind: type) -> None:
    """A model that knows no clock, of which every origin is a midnight, knows the hours."""
    day = [10.0 * (hour == 13) for hour in range(24)]
    x = Series(day * 30, 24, "hour")
    trees = {"trees": 100, "leaf_rows": 1, "loss": "squared", "column_share": 1.0}
    options = trees if kind is LagBoosting else {}
    lags = Lags(recent=1, windows=(1,), calendar=False)
    model = kind(lags=lags, stride=24, **options).fit([x])
    (said,) = model.predict([x])
    assert np.abs(np.array(said.mean) - day).max() < 3
