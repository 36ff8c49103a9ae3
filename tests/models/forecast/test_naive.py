from __future__ import annotations

from tandem.checks import check
from tandem.models.forecast import SeasonalNaive, Series
from tests.models.forecast.samples import shops, weekly_shop


def test_the_last_week_comes_again() -> None:
    series = weekly_shop(30, horizon=10)
    said = SeasonalNaive().predict([series])[0]
    assert said.mean == [*series.values[-7:], *series.values[-7:-4]]
    assert said.low is None


def test_without_a_whole_season_the_last_value_is_repeated() -> None:
    assert SeasonalNaive().predict([Series([1.0, 2.0], 3)])[0].mean == [2.0, 2.0, 2.0]
    assert (
        SeasonalNaive(season=1).predict([weekly_shop(30)])[0].mean[0]
        == (weekly_shop(30).values[-1])
    )


def test_it_keeps_the_contract() -> None:
    check(SeasonalNaive(), inputs=shops(2, 20))
