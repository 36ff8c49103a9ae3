"""Every figure and picture of the README: ``python -m systems.fraud.measure``.

First the handbook's own models in its own protocol; then ours, in four weeks that follow each
other; then three ways to deal with rare frauds, and what mistakes cost, on the two weeks that
signals and parameters were chosen on. It took 17 minutes on a busy machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from rich.console import Console
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tandem import Inputs, Rows
from tandem.evaluate import Weighted, auc, average_precision, calibration_error
from tandem.features import History
from tandem.models import Boosting, Calibrated, CostCurve, Undersampled

from .cards import CardPrecision
from .data import OFFICIAL, WEEK, labelled_history, read, test_week, training_week, truths
from .pictures import draw
from .signals import HANDBOOK, Label, Payment, Signals
from .system import project

say = Console(highlight=False, soft_wrap=True).print
FOLDER = Path(__file__).parent
CHOSEN_ON = (date(2018, 7, 4), date(2018, 7, 11))
"""Test weeks on which signals and parameters were chosen; all later ones were not looked at."""
WEEKS = [OFFICIAL - i * WEEK for i in (3, 2, 1, 0)]
AREA: Any = auc().aggregate
PRECISION: Any = average_precision().aggregate
CALIBRATION: Any = calibration_error().aggregate
RESAMPLES = 300
ALARMS = (1.0, 5.0, 20.0)

Ways = Mapping[str, Callable[[], Any]]


@dataclass(frozen=True)
class World:
    """All payments with their signals, computed once."""

    frame: pl.DataFrame
    table: pl.DataFrame

    @classmethod
    def of(cls, frame: pl.DataFrame) -> World:
        """The signals of every payment, from what came before it."""
        table = History({Payment: frame, Label: frame}).table(Signals, frame)
        return cls(frame, table.with_columns(row_id=frame["id"]))

    def signals(self, some: pl.DataFrame) -> pl.DataFrame:
        """Those of some payments, in their order."""
        return some.select(row_id="id").join(
            self.table, on="row_id", how="left", maintain_order="left"
        )

    def records(self, some: pl.DataFrame) -> list[Signals]:
        """The same as records."""
        return [Signals(**row) for row in self.signals(some).drop("row_id").iter_rows(named=True)]

    def rows(self, some: pl.DataFrame) -> Rows[Signals, bool]:
        """Payments to learn from, grouped by card."""
        return Rows(
            self.records(some), some["fraud"].to_list(), [str(card) for card in some["customer"]]
        )


def ranked(test: pl.DataFrame, chances: Sequence[float]) -> list[tuple[int, int, bool, float]]:
    """Values of card precision: day, card, fraud, score."""
    pairs = zip(truths(test), chances, strict=True)
    return [(truth.day, truth.customer, truth.fraud, chance) for truth, chance in pairs]


def interval(aggregate: Weighted, values: Sequence[Any], cards: Sequence[int]) -> tuple[Any, ...]:
    """Percentiles 2.5 and 97.5 of resamples of whole cards."""
    names, card = np.unique(np.array(cards), return_inverse=True)
    random = np.random.default_rng(0)
    found = []
    for _ in range(RESAMPLES // 50):
        times = random.multinomial(len(names), np.full(len(names), 1 / len(names)), size=50)
        found.append(aggregate.weighted(values, times[:, card].astype(float)))
    return tuple(np.quantile(np.concatenate(found), [0.025, 0.975]))


def figures(test: pl.DataFrame, chances: Sequence[float], *, intervals: bool = False) -> str:
    """AUC, average precision, card precision and calibration error in one line."""
    values = list(zip(test["fraud"].to_list(), chances, strict=True))
    line = f"auc {AREA(values):.3f}"
    for name, aggregate, given in (
        ("ap", PRECISION, values),
        ("cp@100", CardPrecision(), ranked(test, chances)),
    ):
        line += f"  {name} {aggregate(given):.3f}"
        if intervals:
            low, high = interval(aggregate, given, test["customer"].to_list())
            line += f" ({low:.3f} to {high:.3f})"
    return f"{line}  ece {CALIBRATION(values):.4f}"


def handbook(world: World) -> None:
    """The handbook's protocol and models, row for row."""
    train, test = training_week(world.frame, OFFICIAL), test_week(world.frame, OFFICIAL)
    say(f"handbook: {len(train)} training rows, {len(test)} test rows")
    models = {
        "logistic": make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
        "forest": RandomForestClassifier(random_state=0),
    }

    def matrix(some: pl.DataFrame) -> np.ndarray:
        columns = world.signals(some).select(pl.col(HANDBOOK).cast(pl.Float64).fill_null(0.0))
        return columns.to_numpy()

    for name, model in models.items():
        model.fit(matrix(train), train["fraud"].to_numpy())
        say(f"  {name:10} {figures(test, model.predict_proba(matrix(test))[:, 1].tolist())}")


def weeks(world: World) -> tuple[pl.DataFrame, list[float]]:
    """Ours in four weeks; the rows and chances of the official one, after all history."""
    chances: list[float] = []
    test = world.frame
    for name, learned in (("same week", training_week), ("all history", labelled_history)):
        for start in WEEKS:
            model = _model().fit(world.rows(learned(world.frame, start)))
            test = test_week(world.frame, start)
            chances = model.predict(world.records(test))
            say(f"{start} {name:12} {figures(test, chances, intervals=True)}")
            perfect = CardPrecision()(ranked(test, test["fraud"].cast(pl.Float64).to_list()))
            say(f"  a perfect ranking has card precision {perfect:.3f}")
    return test, chances


def imbalance(world: World) -> None:
    """Weights, resampling and thresholds, on the weeks that everything was chosen on."""
    ways: Ways = {
        "as they come": _model,
        "weight 10": lambda: _model(positive_weight=10.0),
        "weight 10, calibrated": lambda: Calibrated(model=_model(positive_weight=10.0)),
        "a tenth of the noes": lambda: Undersampled(model=_model(), share=0.1),
    }
    for name, way in ways.items():
        found = []
        for start in CHOSEN_ON:
            model = way().fit(world.rows(labelled_history(world.frame, start)))
            test = test_week(world.frame, start)
            found.append((test, model.predict(world.records(test))))
            say(f"{start} {name:22} {figures(*found[-1])}")
        costs(name, *found[0], *found[1])


def costs(
    name: str,
    before: pl.DataFrame,
    chances: Sequence[float],
    after: pl.DataFrame,
    later: Sequence[float],
) -> None:
    """What the second week costs at the threshold that was cheapest in the first."""
    for alarm in ALARMS:
        first, second = curve(before, chances, alarm), curve(after, later, alarm)
        amounts, scores = after["amount"].to_numpy(), np.array(later)
        wise = scores * amounts > (1 - scores) * alarm
        fraud = after["fraud"].to_numpy()
        paid = amounts[fraud & ~wise].sum() + alarm * (wise & ~fraud).sum()
        say(
            f"  {name:22} alarm {alarm:4.0f}: threshold {first.cheapest:.3f}"
            f" costs {second.at(first.cheapest):8.0f}, by amount {paid:8.0f},"
            f" best in hindsight {second.costs.min():8.0f}, nothing {second.costs[0]:8.0f}",
        )


def curve(test: pl.DataFrame, chances: Sequence[float], alarm: float) -> CostCurve:
    """What mistakes cost at every threshold, in euros."""
    amounts = test["amount"].to_list()
    return CostCurve.of(chances, test["fraud"].to_list(), miss=amounts, alarm=alarm)


def _model(**options: Any) -> Boosting[Signals]:
    """The model of the project, or a variant."""
    score: Any = project.system.score  # type: ignore[attr-defined]  # the project's system is a Fraud
    parameters = "trees rate leaves leaf_rows row_share column_share ridge".split()
    return Boosting(**{name: getattr(score, name) for name in parameters}, **options)


def main() -> None:
    """Print all figures and draw all pictures."""
    frame = read(Inputs(folder=FOLDER))
    world = World.of(frame)
    handbook(world)
    test, chances = weeks(world)
    draw(FOLDER, test, chances, {alarm: curve(test, chances, alarm) for alarm in ALARMS})
    imbalance(world)


if __name__ == "__main__":
    main()
