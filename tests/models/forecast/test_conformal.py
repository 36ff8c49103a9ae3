from __future__ import annotations

import numpy as np
import pytest

from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models.forecast import Bounded, Origins, SeasonalNaive, Series, covered
from tandem.models.forecast.conformal import mean_step
from tests.models.forecast.samples import shops


def walks(count: int, seed: int) -> list[Series]:
    chance = np.random.default_rng(seed)
    return [
        Series((size * np.cumsum(chance.normal(size=120))).tolist(), 5)
        for size in chance.uniform(0.1, 100, size=count)
    ]


def test_new_values_lie_within_their_bounds_as_often_as_is_said() -> None:
    model = Bounded(model=SeasonalNaive(season=1), level=0.8, origins=Origins(3))
    fitted = model.fit(walks(150, seed=0))
    new = walks(400, seed=1)
    said = fitted.predict([x.before(115) for x in new])
    inside = [
        covered(x.values[115:], f.low or [], f.high or []) for x, f in zip(new, said, strict=True)
    ]
    assert np.mean(inside) == pytest.approx(0.8, abs=0.04)
    # The error of a random walk grows with the root of the step.
    assert fitted.widths[4] / fitted.widths[0] == pytest.approx(5**0.5, rel=0.2)


def test_bounds_lie_around_the_mean_and_say_their_level() -> None:
    model = Bounded(model=SeasonalNaive(), level=0.5).fit(shops(4, 60))
    for said in model.predict(shops(4, 60)):
        assert said.level == 0.5
        assert said.low is not None
        assert said.high is not None
        for low, mean, high in zip(said.low, said.mean, said.high, strict=True):
            assert low < mean < high
    flat = model.predict([Series([3.0] * 20, 2), Series([3.0], 2)])
    assert all(f.low == f.high == [3.0, 3.0] for f in flat)


def test_too_few_errors_or_too_long_a_horizon_are_refused() -> None:
    with pytest.raises(DefinitionError, match="3 errors of a step cannot give bounds"):
        Bounded(model=SeasonalNaive()).fit(shops(1, 60))
    with pytest.raises(DefinitionError, match=r"level=1\.5"):
        Bounded(model=SeasonalNaive(), level=1.5).fit(shops(1, 60))
    model = Bounded(model=SeasonalNaive()).fit(shops(4, 60))
    with pytest.raises(DefinitionError, match="asked for 9 steps, and bounds of 7"):
        model.predict(shops(1, 60, horizon=9))


def test_the_unit_is_the_mean_step() -> None:
    assert mean_step(np.array([1.0, 3.0, 2.0])) == 1.5
    assert mean_step(np.array([1.0])) == 0.0


def test_it_keeps_the_contract() -> None:
    model = Bounded(model=SeasonalNaive()).fit(shops(4, 60))
    check(model, inputs=shops(2, 60), learn=shops(4, 60))
