from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
import pytest

from tandem import Model, Rows, learned, run
from tandem.errors import DefinitionError
from tandem.strategy import QualityRouter, router_chart, router_curve


class Steps(Model[float, float]):
    """The mean target of each tenth of 0..1."""

    means: list[float] = learned()

    def fit(self, rows: Rows[float, float]) -> Self:
        cells: list[list[float]] = [[] for _ in range(10)]
        for x, target in rows:
            cells[min(9, int(x * 10))].append(target)
        return self.evolve(means=[sum(cell) / len(cell) if cell else 0.5 for cell in cells])

    def predict(self, xs: Sequence[float], /) -> list[float]:
        return [self.means[min(9, int(x * 10))] for x in xs]


def router(worth: float = 1.0, **costs: float) -> QualityRouter[float]:
    return QualityRouter(
        predictors={"small": Steps(), "large": Steps()},
        costs=costs or {"small": 0.01, "large": 0.10},
        worth=worth,
    )


def rows(count: int = 1_000) -> Rows[float, dict[str, float]]:
    """Hard questions lie above 0.6: the small one fails there, the large one seldom."""
    random = np.random.default_rng(0)
    xs = random.random(count)
    small = (random.random(count) < np.where(xs < 0.6, 0.95, 0.2)).astype(float)
    large = (random.random(count) < 0.95).astype(float)
    pairs = zip(small.tolist(), large.tolist(), strict=True)
    return Rows(xs.tolist(), [{"small": a, "large": b} for a, b in pairs])


def test_it_pays_for_the_large_one_where_that_is_worth_it() -> None:
    fitted = router().fit(rows())
    assert fitted.predict([0.1, 0.3, 0.9]) == ["small", "small", "large"]
    assert run(fitted, 0.9) == "large"
    assert router(worth=0).fit(rows()).predict([0.1, 0.9]) == ["small", "small"]


def test_the_curve_lies_above_a_coin_between_the_routes() -> None:
    trades = router_curve(router(), rows())
    by_name = {trade.name: trade for trade in trades if trade.name != "router"}
    small, large, best = by_name["small"], by_name["large"], by_name["oracle"]
    assert (small.cost, large.cost) == pytest.approx((0.01, 0.10))
    assert small.shares == {"small": 1.0, "large": 0.0}
    curve = [trade for trade in trades if trade.name == "router"]
    assert curve[0].cost == pytest.approx(0.01)
    middle = min(curve, key=lambda trade: abs(trade.cost - 0.046))
    share = (middle.cost - small.cost) / (large.cost - small.cost)
    coin = small.quality + share * (large.quality - small.quality)
    assert middle.quality > coin + 0.1
    assert all(trade.quality <= best.quality for trade in trades)
    assert "oracle" in router_chart(trades).svg()


def test_what_a_router_cannot_learn_from_is_told() -> None:
    with pytest.raises(DefinitionError, match="row 1 has no quality of large"):
        router().fit(Rows([0.1, 0.2], [{"small": 1.0, "large": 1.0}, {"small": 1.0}]))
    with pytest.raises(DefinitionError, match=r"costs of \['small'\]"):
        router(small=0.1).fit(rows(10))
