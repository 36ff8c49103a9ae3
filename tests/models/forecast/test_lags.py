from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.models.forecast import Lags, Series
from tandem.models.forecast.lags import rolling_mean, rolling_spread
from tests.models.forecast.samples import MONDAY, weekly_shop

PLAIN = Lags(recent=2, seasons=(3,), cycles=1, windows=(2,), calendar=False)


def test_a_row_by_hand() -> None:
    values = [1.0, 2.0, 4.0, 3.0, 5.0, 9.0]
    rows = PLAIN.rows(Series(values, 2), np.array([4]), 2)
    unit = (0 + 1 + 2 + 1 + 2) / 5
    first = dict(zip(PLAIN.names, rows.matrix[0], strict=True))
    assert (rows.level[0], rows.unit[0]) == (5.0, unit)
    assert first["step"] == 1
    assert (first["lag_0"], first["lag_1"]) == (0.0, (3 - 5) / unit)
    assert first["season_3_1"] == (4 - 5) / unit  # place 5 less 3
    assert first["move_3_1"] == pytest.approx((4 - 2) / unit)  # since place 4 less 3
    assert first["mean_2"] == (4 - 5) / unit
    assert first["spread_2"] == pytest.approx(1 / unit)
    assert rows.matrix[1, PLAIN.names.index("season_3_1")] == (3 - 5) / unit


@settings(max_examples=30)
@given(
    st.lists(st.none() | st.floats(-1e3, 1e3), min_size=8, max_size=60).filter(
        lambda v: v[0] is not None
    ),
    st.integers(0, 59),
    st.integers(1, 10),
    st.sampled_from(["last", "mean"]),
)
def test_no_column_changes_when_the_future_is_poisoned(
    values: list[float | None], origin: int, horizon: int, anchor: str
) -> None:
    origin = min(origin, len(values) - 1)
    lags = Lags(recent=3, seasons=(2, 7), windows=(3, 9), anchor=anchor, country="US")  # type: ignore[arg-type]  # one of them
    poisoned = [*values[: origin + 1], *(1e9 for _ in values[origin + 1 :])]
    found = [
        lags.rows(Series(v, 1, start=MONDAY), np.array([origin]), horizon)
        for v in (values, poisoned, values[: origin + 1])
    ]
    for other in found[1:]:
        np.testing.assert_array_equal(found[0].matrix, other.matrix)
        np.testing.assert_array_equal(found[0].level, other.level)
        np.testing.assert_array_equal(found[0].unit, other.unit)


def test_the_calendar_is_that_of_the_step_also_after_missing_values() -> None:
    lags = Lags(recent=1, seasons=(7,), windows=(2,), country="US")
    values = [None, None, *weekly_shop(10).values]
    rows = lags.rows(Series(values, 7, "day", MONDAY), np.array([9]), 7)  # newest: day 11
    weekday = rows.matrix[:, lags.names.index("weekday")]
    assert weekday.tolist() == [5, 6, 0, 1, 2, 3, 4]
    holiday = rows.matrix[:, lags.names.index("holiday")]  # 15 January 2024, day 14
    assert holiday.tolist() == [0, 0, 1, 0, 0, 0, 0]
    assert rows.matrix.shape[1] == len(lags.names)


def test_rolling_figures_are_those_of_the_newest_values() -> None:
    values = np.random.default_rng(0).normal(size=30) + 1e6
    for place in range(30):
        newest = values[max(0, place - 4) : place + 1]
        assert rolling_mean(values, 5)[place] == pytest.approx(newest.mean())
        assert rolling_spread(values, 5)[place] == pytest.approx(newest.std(), abs=1e-6)


def test_a_length_below_one_is_refused() -> None:
    with pytest.raises(DefinitionError, match="one step at least"):
        Lags(windows=(0,))
