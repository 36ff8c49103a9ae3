"""Calibration: from scores to probabilities that come true as often as they say."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.data.splits import folds
from tandem.models.explain import Reason
from tandem.models.odds import log_odds, probability

In = TypeVar("In")
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Steps:
    """A rising line through points: log-odds to probability, flat beyond both ends."""

    margins: list[float]
    chances: list[float]

    def __call__(self, margin: float) -> float:
        """The probability at ``margin``, by straight lines between the points."""
        xs, ys = self.margins, self.chances
        place = bisect_left(xs, margin)
        if place == 0:
            return ys[0]
        if place == len(xs):
            return ys[-1]
        share = (margin - xs[place - 1]) / (xs[place] - xs[place - 1])
        return ys[place - 1] + share * (ys[place] - ys[place - 1])


def fit_platt(margins: Floats, targets: Bools) -> tuple[list[float], float]:
    """Weights, none negative, and bias of log-odds that make the targets most likely.

    ``margins`` of unseen rows, shape (rows, scores). With one score this is Platt's scaling
    (1999); a penalty of one part in a thousand of the data keeps it finite.
    """
    from scipy.optimize import minimize

    signs = np.where(targets, 1.0, -1.0)
    design = np.column_stack([np.clip(margins, -30, 30), np.ones(len(margins))])

    def loss(parameters: Floats) -> tuple[float, Floats]:
        z = signs * (design @ parameters)
        weights = parameters[:-1]
        value = np.logaddexp(0.0, -z).mean() + 5e-4 * (weights @ weights)
        gradient = -(design * (signs / (1 + np.exp(np.clip(z, -500, 500))))[:, None]).mean(axis=0)
        gradient[:-1] += 1e-3 * weights
        return float(value), gradient

    scores = design.shape[1] - 1
    start = np.r_[np.full(scores, 1 / scores), 0.0]
    bounds = [(0.0, None)] * scores + [(None, None)]
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x.tolist()
    return found[:-1], found[-1]


def fit_isotonic(margins: Floats, targets: Bools) -> Steps:
    """The rising line closest to the targets (pool adjacent violators, Zadrozny 2002).

    Needs some thousand rows; with fewer, Platt's two numbers are the better estimate.
    """
    places, which, rows = np.unique(margins, return_inverse=True, return_counts=True)
    shares = np.bincount(which, weights=targets) / rows
    blocks: list[list[float]] = []  # mean margin, share of yes, rows
    for block in zip(places.tolist(), shares.tolist(), rows.tolist(), strict=True):
        blocks.append([*block])
        while len(blocks) > 1 and blocks[-2][1] >= blocks[-1][1]:
            last, before = blocks.pop(), blocks[-1]
            before[2] += last[2]
            for i in (0, 1):
                before[i] += (last[i] - before[i]) * last[2] / before[2]
    return Steps([block[0] for block in blocks], [block[1] for block in blocks])


class Calibrated(Model[In, float]):
    """A model of yes or no whose probabilities are corrected on rows it has not seen.

    ``platt`` shifts and stretches the log-odds, ``isotonic`` draws any rising line.
    """

    model: Model[In, float]
    method: Literal["platt", "isotonic"] = "platt"

    line: Steps | None = learned()
    slope: float = learned()
    shift: float = learned()

    def fit(self, rows: Rows[In, bool]) -> Self:
        """Cross-fit the correction in five folds, then fit the model on all rows."""
        model: Any = self.model
        margins = np.empty(len(rows))
        for train, test in folds(rows, k=5):
            part = model.fit(rows.take(train))
            chances = part.predict([rows.inputs[i] for i in test])
            margins[test] = [log_odds(chance) for chance in chances]
        targets = np.array(rows.targets, dtype=bool)
        [slope], shift = fit_platt(margins[:, None], targets)
        line = fit_isotonic(margins, targets) if self.method == "isotonic" else None
        return self.evolve(model=model.fit(rows), line=line, slope=slope, shift=shift)

    def predict(self, xs: Sequence[In], /) -> list[float]:
        correct = self._correct
        return [correct(log_odds(chance)) for chance in self.model.predict(xs)]

    def reasons(self, xs: Sequence[In], /, *, count: int = 3) -> list[list[Reason]]:
        """The reasons of a model that gives some, in the log-odds that the slope corrects.

        ``isotonic`` moves log-odds by no one factor: there they are the model's own.
        """
        model: Any = self.model
        told: list[list[Reason]] = model.reasons(xs, count=count)
        slope = self.slope if self.line is None else 1.0
        return [[replace(one, effect=slope * one.effect) for one in row] for row in told]

    def _correct(self, margin: float) -> float:
        if self.line is not None:
            return self.line(margin)
        return probability(self.slope * margin + self.shift)
