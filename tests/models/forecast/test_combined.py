from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem import Model
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models.forecast import (
    Combined,
    Forecast,
    LagBoosting,
    Lags,
    Origins,
    SeasonalNaive,
    Series,
    Theta,
    backtest,
)
from tandem.models.forecast.combined import least_absolute
from tests.models.forecast.samples import shops

MEMBERS = (SeasonalNaive(), SeasonalNaive(season=1), Theta())


class Wrong(Model[Series, Forecast]):
    """Says a million, always."""

    def predict(self, xs: Sequence[Series], /) -> list[Forecast]:
        return [Forecast([1e6] * x.horizon) for x in xs]


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_weights_are_shares_and_no_worse_than_equal_ones_or_one_column(seed: int) -> None:
    chance = np.random.default_rng(seed)
    targets = chance.normal(size=60)
    noise = chance.uniform(0.1, 2, size=4)
    table = targets[:, None] + noise * chance.normal(size=(60, 4))
    shares = least_absolute(targets, table)
    assert shares.sum() == pytest.approx(1)
    assert (shares >= 0).all()
    error = np.abs(table @ shares - targets).mean()
    assert error <= np.abs(table.mean(axis=1) - targets).mean() + 1e-12
    assert error <= np.abs(table - targets[:, None]).mean(axis=0).min() * 1.02


def test_a_poor_member_gets_what_the_shrinking_leaves_it() -> None:
    model = Combined(members=(Theta(), Wrong()), shrink=0.0).fit(shops(4, 80))
    assert model.weights[0][0] == pytest.approx(1.0, abs=1e-3)
    half = Combined(members=(Theta(), Wrong()), shrink=1.0).fit(shops(4, 80))
    assert half.weights == [[0.5, 0.5]]


def test_it_is_as_good_as_its_best_member_and_bands_follow_the_step() -> None:
    model = Combined(members=MEMBERS, bands=7, shrink=0.0)
    fitted = model.fit(shops(4, 90))
    assert len(fitted.weights) == 7
    assert fitted.weights[6][0] + fitted.weights[6][2] > 0.9  # the last value says little by then
    found = backtest({"all": model, "theta": Theta(), "week": SeasonalNaive()}, shops(4, 90))
    errors = found.means(
        lambda w, f: float(np.abs(np.subtract([v or 0.0 for v in w.actual], f.mean)).mean())
    )
    assert errors["all"] < 1.1 * min(errors.values())
    longer = fitted.predict(shops(1, 90, horizon=10))[0].mean
    assert len(longer) == 10


def test_nothing_after_an_origin_reaches_weights_or_forecasts() -> None:
    clean = shops(3, 100)
    size = 100 - 14
    poisoned = [replace(x, values=[*x.values[:size], *([1e9] * 14)]) for x in clean]
    lags = Lags(recent=2, windows=(7,), calendar=False)
    boosting = LagBoosting(lags=lags, trees=5, leaf_rows=5)
    model = Combined(members=(*MEMBERS, boosting))
    one, other = (
        backtest({"all": model}, some, Origins(2)).forecasts["all"] for some in (clean, poisoned)
    )
    assert one[0::2] == other[0::2]  # the older of two origins of each series


def test_series_too_short_for_origins_get_equal_weights_among_themselves() -> None:
    short = [Series([1.0, 3.0], 7), Series([None, 5.0, 5.0], 7)]
    model = Combined(members=(SeasonalNaive(), Theta())).fit(short)
    assert model.weights == [[0.5, 0.5]]
    assert model.predict(short)[1].mean == [5.0] * 7


def test_parameters_that_mean_nothing_are_refused() -> None:
    for wrong in (Combined(members=()), Combined(members=MEMBERS, shrink=2.0)):
        with pytest.raises(DefinitionError, match="members, shrink"):
            wrong.fit(shops(2, 60))


def test_it_keeps_the_contract() -> None:
    check(Combined(members=MEMBERS).fit(shops(2, 60)), inputs=shops(2, 60), learn=shops(2, 60))
