"""A trained router: what each route would be worth on this input, against what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.charts import Chart, Line, Points
from tandem.core import Model, Rows
from tandem.errors import DefinitionError
from tandem.models.unseen import cross_predict

In = TypeVar("In")
Floats = NDArray[np.float64]
_WORTHS = 41


class QualityRouter(Model[In, str]):
    """The name of the route whose predicted quality, in money, exceeds its cost by most.

    ``predictors`` holds a model for each route that predicts the quality (0 to 1) of its answer
    from the input. ``costs`` is the price of one answer by each, ``worth`` what a whole unit of
    quality is worth in the same money: 0 always takes the cheapest, much always the best.
    Choose ``worth`` on the curve of ``router_curve``.
    """

    predictors: dict[str, Model[In, float]]
    costs: dict[str, float]
    worth: float

    def fit(self, rows: Rows[In, dict[str, float]]) -> Self:
        """Learn from inputs with the quality that every route reached on each."""
        _check(self, rows)
        fitted: dict[str, Any] = {}
        for name, predictor in self.predictors.items():
            learner: Any = predictor
            fitted[name] = learner.fit(_of(rows, name))
        return self.evolve(predictors=fitted)

    def predict(self, xs: Sequence[In], /) -> list[str]:
        names = list(self.predictors)
        said = np.array([list(self.predictors[name].predict(xs)) for name in names], dtype=float)
        costs = np.array([self.costs[name] for name in names])
        best = (self.worth * said - costs[:, None]).argmax(axis=0)
        return [names[place] for place in best]


@dataclass(frozen=True)
class Trade:
    """Mean cost and quality of a way to choose, and the share of each route."""

    name: str
    worth: float
    cost: float
    quality: float
    shares: dict[str, float]


def router_curve(
    router: QualityRouter[In], rows: Rows[In, dict[str, float]], *, k: int = 5
) -> list[Trade]:
    """Cost against quality for many values of ``worth``, on rows the predictors had not seen.

    Before them stand each route alone, and ``oracle``, the cheapest of the best for every
    input, which no router passes. A router is worth having where its points lie above the
    line between two routes alone, for that line is what a coin would reach.
    """
    _check(router, rows)
    names = list(router.predictors)
    costs = np.array([router.costs[name] for name in names])
    truth = np.array([[target[name] for name in names] for target in rows.targets])
    said = np.array(
        [cross_predict(router.predictors[name], _of(rows, name), k=k) for name in names],
        dtype=float,
    ).T
    found = [
        _trade(name, 0.0, np.full(len(rows), place), truth, costs, names)
        for place, name in enumerate(names)
    ]
    order = np.lexsort((costs,))
    cheapest_best = order[truth[:, order].argmax(axis=1)]
    found.append(_trade("oracle", 0.0, cheapest_best, truth, costs, names))
    highest = float(costs.max()) or 1.0
    for worth in [0.0, *np.geomspace(highest / 10, highest * 1e4, _WORTHS - 1).tolist()]:
        chosen = (worth * said - costs).argmax(axis=1)
        found.append(_trade("router", worth, chosen, truth, costs, names))
    return found


def router_chart(trades: Sequence[Trade]) -> Chart:
    """The curve of ``router_curve``: cost to the right, quality up."""
    curve = sorted((t for t in trades if t.name == "router"), key=lambda trade: trade.cost)
    line = Line([t.cost for t in curve], [t.quality for t in curve], "router")
    alone = [
        Points([trade.cost], [trade.quality], trade.name)
        for trade in trades
        if trade.name != "router"
    ]
    return Chart("Cost against quality", [line, *alone], x="cost of an answer", y="quality")


def _trade(
    name: str,
    worth: float,
    chosen: NDArray[np.intp],
    truth: Floats,
    costs: Floats,
    names: Sequence[str],
) -> Trade:
    quality = float(truth[np.arange(len(truth)), chosen].mean())
    shares = {route: float((chosen == place).mean()) for place, route in enumerate(names)}
    return Trade(name, worth, float(costs[chosen].mean()), quality, shares)


def _of(rows: Rows[In, dict[str, float]], name: str) -> Rows[In, float]:
    targets = [target[name] for target in rows.targets]
    return Rows(rows.inputs, targets, rows.groups, rows.times, rows.weights)


def _check(router: QualityRouter[In], rows: Rows[In, dict[str, float]]) -> None:
    names = set(router.predictors)
    if set(router.costs) != names:
        raise DefinitionError(
            f"QualityRouter has predictors of {sorted(names)} and costs of {sorted(router.costs)}",
            hint="give the price of one answer for each route",
        )
    for place, target in enumerate(rows.targets):
        if not names <= set(target):
            raise DefinitionError(
                f"row {place} has no quality of {', '.join(sorted(names - set(target)))}",
                hint="a router learns from inputs that every route has answered",
            )
