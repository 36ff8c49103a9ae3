from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.checks import check
from tandem.errors import DefinitionError, InvalidInput, NotFitted
from tandem.models.forecast import LagRidge, Lags, Origins, SeasonalNaive, Series, backtest, mase
from tandem.models.forecast.lag_ridge import ridge
from tests.models.forecast.samples import MONDAY, shops

LAGS = Lags(recent=7, seasons=(7,), windows=(7,), anchor="mean")
LINES = LagRidge(lags=LAGS)


def test_weights_are_those_of_scikit_learn() -> None:
    from sklearn.linear_model import Ridge
    from sklearn.preprocessing import StandardScaler

    draw = np.random.default_rng(0)
    matrix = draw.normal(3, [1.0, 20.0, 0.1], (60, 3))
    targets = matrix @ [1.0, -0.5, 4.0] + draw.normal(size=60)
    scaler = StandardScaler().fit(matrix)
    oracle = Ridge(alpha=60 * 0.01).fit(scaler.transform(matrix), targets)
    found = matrix @ ridge(matrix, targets, 0.01)[:-1] + ridge(matrix, targets, 0.01)[-1]
    assert found == pytest.approx(oracle.predict(scaler.transform(matrix)), abs=1e-9)


def test_it_beats_the_last_week_again() -> None:
    found = backtest({"lines": LINES, "naive": SeasonalNaive()}, shops(4, 800), Origins(4))
    means = found.means(lambda w, f: mase(w.actual, f.mean, w.series.values, 7))
    assert means["lines"] < 0.85 * means["naive"]


def test_a_line_goes_on_as_it_went() -> None:
    x = Series([10.0 + 2 * i for i in range(60)], 5, start=MONDAY)
    lags = Lags(recent=2, windows=(4,), calendar=False)
    (said,) = LagRidge(lags=lags, penalty=1e-9).fit([x]).predict([x])
    assert said.mean == pytest.approx([130.0, 132.0, 134.0, 136.0, 138.0], rel=1e-6)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=6, max_size=6))
def test_values_after_an_origin_do_not_reach_its_forecast(poison: list[float | None]) -> None:
    clean = shops(2, 60)
    poisoned = [replace(x, values=[*x.values[:-7], 1e9, *poison]) for x in clean]
    one, other = (
        backtest({"lines": LINES}, some, Origins(1)).forecasts["lines"]
        for some in (clean, poisoned)
    )
    assert one == other


def test_odd_series_are_learned_from_and_forecast() -> None:
    odd = [
        Series([None] * 20, 3, start=MONDAY),
        Series([2.0], 3, start=MONDAY),
        Series([1.0, 2.0], 3, start=MONDAY),
        Series([7.0] * 40, 3, start=MONDAY),
        Series([None, 3.0, 5.0, 4.0, None, None, 6.0, 5.0, 7.0], 3, start=MONDAY),
    ]
    model = LINES.fit([*odd, *shops(2, 60, horizon=3)])
    said = model.predict(odd[1:])
    assert [f.mean for f in said[:3]] == [[2.0] * 3, [2.0] * 3, [7.0] * 3]
    assert np.isfinite(said[3].mean).all()
    assert model.predict([]) == []
    with pytest.raises(InvalidInput, match="all 20 are missing"):
        model.predict(odd[:1])


def test_what_it_cannot_do_says_why() -> None:
    with pytest.raises(DefinitionError, match="nothing to learn from: none of 1 series"):
        LINES.fit([Series([1.0, 2.0], 3, start=MONDAY)])
    with pytest.raises(DefinitionError, match="penalty=0"):
        LagRidge(penalty=0).fit(shops(1, 30))
    with pytest.raises(NotFitted):
        LINES.predict(shops(1, 30))
    with pytest.raises(DefinitionError, match="asked for 30 steps, and LagRidge learned 7"):
        LINES.fit(shops(2, 60)).predict(shops(1, 60, horizon=30))


def test_it_keeps_the_contract() -> None:
    check(LINES.fit(shops(2, 40)), inputs=shops(2, 40), learn=shops(2, 40))
