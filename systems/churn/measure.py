"""Repeated cross-validation: is the figure of the held-out quarter luck?

``python -m systems.churn.measure`` fits every candidate on four fifths of all customers and
scores the last fifth, five times five, each time from nothing (calibration included). It
takes about three minutes on one core.
"""

from __future__ import annotations

from pathlib import Path
from statistics import mean, stdev

from rich.console import Console
from rich.progress import track

from tandem import Inputs, Rows
from tandem.data import folds
from tandem.evaluate import auc, calibration_error
from tandem.models import Blend, Boosting, Logistic

from .data import Customer, all_rows

Candidate = Blend[Customer] | Boosting[Customer] | Logistic[Customer]
METRICS = {metric.name: metric for metric in (auc(), calibration_error())}
REPEATS = 5


def candidates() -> dict[str, Candidate]:
    """The model of the system, and its members alone."""
    boosting: Boosting[Customer] = Boosting(trees=400, rate=0.07, leaves=2)
    return {
        "blend": Blend(members=(boosting, Logistic())),
        "boosting": boosting,
        "logistic": Logistic(),
    }


def cross_validate(model: Candidate, rows: Rows[Customer, bool], seed: int) -> list[float]:
    """The chances of all rows, each from a model that did not see it."""
    chances = [0.0] * len(rows)
    for train, test in folds(rows, k=5, seed=seed):
        fitted = model.fit(rows.take(train))
        for i, chance in zip(test, fitted.predict([rows.inputs[i] for i in test]), strict=True):
            chances[i] = chance
    return chances


def main() -> None:
    """Print mean and spread over the repeats."""
    rows = all_rows(Inputs(folder=Path(__file__).parent))
    console = Console()
    for name, model in candidates().items():
        figures: dict[str, list[float]] = {metric: [] for metric in METRICS}
        for seed in track(range(REPEATS), description=name, console=Console(stderr=True)):
            chances = cross_validate(model, rows, seed)
            values = list(zip(rows.targets, chances, strict=True))
            for metric, found in figures.items():
                found.append(METRICS[metric].aggregate(values))
        console.print(
            f"{name:10}"
            + "".join(f"  {m} {mean(f):.4f} ± {stdev(f):.4f}" for m, f in figures.items())
        )


if __name__ == "__main__":
    main()
