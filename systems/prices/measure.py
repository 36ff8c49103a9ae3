"""Cross-validation of the whole pipeline, coverage of the intervals, and pictures of both.

``python -m systems.prices.measure`` fits everything on nine tenths of all houses and prices
the last tenth, ten times, each time from nothing; the intervals likewise in fifths. It takes
about eight minutes on one core and draws the pictures beside this file.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from rich.console import Console
from rich.progress import track

from tandem import Inputs, Rows
from tandem.charts import Chart, Line, Mark, Points, Rule
from tandem.data import folds, split
from tandem.models import Conformal

from .data import House, all_rows
from .features import HouseFeatures
from .system import stack

FOLDER = Path(__file__).parent
NAMES = ("ridge", "extra trees", "boosting")
SIZES = (250, 500, 1000, 2000)
Errors = dict[str, list[float]]
Encoded = Rows[dict[str, Any], float]
console = Console()


def encoded(rows: Rows[House, float]) -> Encoded:
    """The features of every house; they learn nothing, so they are the same in all folds."""
    return Rows(HouseFeatures().predict(rows.inputs), rows.targets, rows.groups)


def rmse(errors: Sequence[float]) -> float:
    """The root of the mean square."""
    return math.sqrt(mean(error * error for error in errors))


def errors_of(fitted: Any, test: Encoded) -> Errors:
    """Errors of the stack, and of its members, which were fitted on the same houses."""
    models = dict(zip(NAMES, fitted.members, strict=True)) | {"stack": fitted}
    return {
        name: [
            told - true for told, true in zip(model.predict(test.inputs), test.targets, strict=True)
        ]
        for name, model in models.items()
    }


def cross_validate(rows: Encoded) -> tuple[Errors, Encoded]:
    """Print the error of every candidate; the errors fold by fold, and the rows in that order."""
    parts = [
        (errors_of(stack().fit(rows.take(train)), rows.take(test)), test)
        for train, test in track(folds(rows, k=10), "ten folds", console=Console(stderr=True))
    ]
    console.print("ten folds       error of the log price, all folds   mean ± sd of the folds")
    found: Errors = {}
    for name in (*NAMES, "stack"):
        found[name] = [error for errors, _ in parts for error in errors[name]]
        each = [rmse(errors[name]) for errors, _ in parts]
        console.print(
            f"{name:15} {rmse(found[name]):.4f}{'':29} {mean(each):.4f} ± {stdev(each):.4f}"
        )
    return found, rows.take([i for _, test in parts for i in test])


def cover(rows: Encoded) -> Rows[float, bool]:
    """Print the share of prices within the bounds, in fifths; per house its price and whether."""
    prices: list[float] = []
    inside: list[bool] = []
    widths: list[float] = []
    shares: list[float] = []
    for train, test in track(folds(rows, k=5), "intervals", console=Console(stderr=True)):
        fitted: Conformal[Any] = Conformal(model=stack()).fit(rows.take(train))
        held = rows.take(test)
        told = fitted.predict(held.inputs)
        hits = [one.low <= true <= one.high for one, true in zip(told, held.targets, strict=True)]
        widths.append(told[0].high - told[0].value)
        shares.append(mean(hits))
        prices += [one.value for one in told]
        inside += hits
    console.print(
        f"intervals of 90 %: {mean(inside):.3f} of the prices inside; in the fifths "
        + ", ".join(f"{share:.3f}" for share in shares)
        + f"; width ± {100 * math.expm1(mean(widths)):.0f} %"
    )
    return Rows(prices, inside)


def learn_by_size(rows: Encoded) -> dict[str, list[float]]:
    """The error on a held-out fifth by the number of houses learned from."""
    train, test = split(rows, test=0.2, seed=1)
    order = random.Random(0).sample(range(len(train)), len(train))  # the table goes by date
    found: dict[str, list[float]] = {}
    for size in track(SIZES, "sizes", console=Console(stderr=True)):
        for name, errors in errors_of(stack().fit(train.take(order[:size])), test).items():
            found.setdefault(name, []).append(rmse(errors))
    return found


def draw(errors: Errors, rows: Encoded, covered: Rows[float, bool], curve: Errors) -> None:
    """Residuals, coverage by price, and the learning curves."""
    dollars = [math.exp(true) / 1000 for true in rows.targets]
    percent = [round(100 * error, 1) for error in errors["stack"]]
    marks: list[Mark] = [
        Rule(0.0),
        Points([round(price, 1) for price in dollars], percent, "a house"),
    ]
    Chart(
        "Errors of houses that the model had not seen", marks,
        x="price, thousand dollars", y="predicted - true, log points", log="x",
    ).save(FOLDER / "residuals.svg")  # fmt: skip
    order = sorted(zip(covered.inputs, covered.targets, strict=True))
    tenth = len(order) // 10
    bins = [order[i * tenth : (i + 1) * tenth] for i in range(10)]
    xs = [round(math.exp(mean(value for value, _ in part)) / 1000, 1) for part in bins]
    ys = [round(mean(hit for _, hit in part), 4) for part in bins]
    Chart(
        "Share of prices within the bounds, by tenths of the predicted price",
        [Rule(0.9, "promised"), Points(xs, ys, "a tenth of the houses")],
        x="predicted price, thousand dollars", y="share inside",
    ).save(FOLDER / "coverage.svg")  # fmt: skip
    lines = [Line(list(SIZES), [round(y, 4) for y in ys], name) for name, ys in curve.items()]
    Chart(
        "Error by the number of houses learned from", lines,
        x="houses", y="error of the log price", log="x",
    ).save(FOLDER / "learning.svg")  # fmt: skip


def main() -> None:
    """Print the table and draw the pictures."""
    rows = encoded(all_rows(Inputs(folder=FOLDER)))
    errors, tested = cross_validate(rows)
    covered = cover(rows)
    draw(errors, tested, covered, learn_by_size(rows))


if __name__ == "__main__":
    main()
