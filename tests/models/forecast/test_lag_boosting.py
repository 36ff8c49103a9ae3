from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tandem.checks import check
from tandem.errors import DefinitionError, InvalidInput, NotFitted
from tandem.models.forecast import LagBoosting, Lags, Origins, SeasonalNaive, Series, backtest, mase
from tests.models.forecast.samples import MONDAY, shops, weekly_shop

LAGS = Lags(recent=3, seasons=(7,), windows=(7,), anchor="mean")
SMALL = LagBoosting(lags=LAGS, trees=60, leaves=8, leaf_rows=5)


def test_it_beats_the_last_week_again() -> None:
    found = backtest({"trees": SMALL, "naive": SeasonalNaive()}, shops(6, 120), Origins(4))
    means = found.means(lambda w, f: mase(w.actual, f.mean, w.series.values, 7))
    assert means["trees"] < 0.95 * means["naive"]


def test_values_after_an_origin_do_not_reach_its_forecast() -> None:
    clean = shops(3, 90)
    size = 90 - 14
    poisoned = [replace(x, values=[*x.values[:size], *([1e9] * 14)]) for x in clean]
    one, other = (
        backtest({"trees": SMALL}, some, Origins(2)).forecasts["trees"]
        for some in (clean, poisoned)
    )
    assert one[0::2] == other[0::2]  # the older of two origins of each series
    assert one[1::2] != other[1::2]


def test_features_of_a_series_are_used_and_may_be_unknown() -> None:
    chance = np.random.default_rng(0)
    rising = {"up": 1.0, "down": -1.0}
    series = [
        Series(
            # Flat until the end: what comes is told by the kind alone.
            [*(50 + chance.normal(size=30)), *(50 + rising[kind] * 10 + chance.normal(size=2))],
            2,
            features={"kind": kind, "size": float(i)},
        )
        for i in range(40)
        for kind in rising
    ]
    lags = Lags(recent=1, windows=(4,), calendar=False)
    model = LagBoosting(lags=lags, trees=80, leaves=4, leaf_rows=5, depth=3).fit(series)
    asked = [replace(series[i].before(30)) for i in (0, 1)]
    up, down = (said.mean[0] for said in model.predict(asked))
    assert up > 55 > 45 > down
    unknown: list[dict[str, float | str | None]] = [{"kind": "new"}, {"kind": 3.0}, {}]
    odd = [replace(asked[0], features=f) for f in unknown]
    assert all(np.isfinite(said.mean).all() for said in model.predict(odd))


def test_odd_series_are_learned_from_and_forecast() -> None:
    odd = [
        Series([None] * 20, 3, start=MONDAY),
        Series([2.0], 3, start=MONDAY),
        Series([1.0, 2.0], 3, start=MONDAY),
        Series([7.0] * 40, 3, start=MONDAY),
        Series([None, *weekly_shop(60).values[:30], *([None] * 10), 44.0], 3, start=MONDAY),
    ]
    model = SMALL.fit([*odd, *shops(2, 60, horizon=3)])
    said = model.predict(odd[1:])
    assert [f.mean for f in said[:3]] == [[2.0] * 3, [2.0] * 3, [7.0] * 3]
    assert np.isfinite(said[3].mean).all()
    assert model.predict([]) == []
    with pytest.raises(InvalidInput, match="all 20 are missing"):
        model.predict(odd[:1])


def test_what_it_cannot_do_says_why() -> None:
    with pytest.raises(DefinitionError, match="nothing to learn from: none of 1 series"):
        SMALL.fit([Series([1.0, 2.0], 3, start=MONDAY)])
    with pytest.raises(NotFitted):
        SMALL.predict(shops(1, 30))
    model = SMALL.fit(shops(2, 60))
    with pytest.raises(DefinitionError, match="asked for 30 steps, and LagBoosting learned 7"):
        model.predict(shops(1, 60, horizon=30))


def test_it_keeps_the_contract() -> None:
    check(replace(SMALL, trees=5).fit(shops(2, 40)), inputs=shops(2, 40), learn=shops(2, 40))
