"""Repeated cross-validation of every candidate on the same folds, in one table, and pictures.

``python -m systems.churn.measure`` fits each of them on four fifths of all customers and
scores the last fifth, twice five times, each time from nothing: tuning and calibration happen
within those (nested). More repeats narrow the intervals little, because folds share
their customers. It takes a quarter of an hour of one core and draws the pictures beside this file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from tandem import Inputs, Model, Rows
from tandem.charts import Chart, Line, Rule
from tandem.evaluate import (
    Validation,
    auc,
    calibration_chart,
    calibration_error,
    cross_validate,
    gain_chart,
    precision_recall_chart,
    roc_chart,
)
from tandem.features.encoders import Pipeline
from tandem.models import Blend, Boosting, Forest, Logistic, Voting

from .data import Customer, all_rows
from .features import CustomerFeatures, tuned
from .offers import cost_of

FOLDER = Path(__file__).parent
REPEATS = 2
PLAIN, KEPT = "blend, fields alone", "tuned boosting"


def candidates() -> dict[str, Model[Customer, float]]:
    """Models of the fields alone, and of the engineered features."""
    return {
        "logistic, fields alone": Logistic(),
        "boosting, fields alone": stumps(),
        PLAIN: Blend(members=(stumps(), Logistic())),
        "logistic": featured(Logistic()),
        "boosting": featured(stumps()),
        "forest": featured(forest()),
        "stack": featured(Blend(members=(stumps(), Logistic()))),
        "voting": featured(Voting(members=(stumps(), Logistic(), forest()))),
        KEPT: tuned(),
    }


def stumps() -> Boosting[Any]:
    """Trees of two leaves: each field acts on its own."""
    return Boosting(trees=400, rate=0.07, leaves=2)


def forest() -> Forest[Any]:
    """A forest of middling trees."""
    return Forest(trees=50, leaf_rows=8, column_share=0.3)


def featured(model: Any) -> Pipeline[Customer, float]:
    """The model on fields and engineered features."""
    return Pipeline(encoders=(CustomerFeatures(),), model=model)


def area(targets: Sequence[bool], chances: Sequence[float]) -> float:
    """Area under the ROC curve."""
    return auc().aggregate(list(zip(targets, chances, strict=True)))


def miscalibration(targets: Sequence[bool], chances: Sequence[float]) -> float:
    """Calibration error."""
    return calibration_error().aggregate(list(zip(targets, chances, strict=True)))


def draw(found: Validation, rows: Rows[Customer, bool]) -> None:
    """Curves of the first repeat, and what offers cost by threshold."""
    shown = {
        name: list(zip(found.targets, found.unseen[name][0], strict=True))
        for name in ("logistic, fields alone", PLAIN, KEPT)
    }
    roc_chart(shown).save(FOLDER / "roc.svg")
    precision_recall_chart(shown).save(FOLDER / "precision_recall.svg")
    calibration_chart({KEPT: shown[KEPT]}).save(FOLDER / "calibration.svg")
    gain_chart(shown).save(FOLDER / "gain.svg")
    cost_chart({name: [chance for _, chance in pairs] for name, pairs in shown.items()}, rows).save(
        FOLDER / "cost.svg"
    )


def cost_chart(chances: Mapping[str, Sequence[float]], rows: Rows[Customer, bool]) -> Chart:
    """Dollars lost to wrong and missing offers, a customer."""
    at = [i / 100 for i in range(1, 100)]
    curves = {name: cost_of(some, rows) for name, some in chances.items()}
    lines = [
        Line(at, [round(curve.at(t) / len(rows), 2) for t in at], name)
        for name, curve in curves.items()
    ]
    nobody = Rule(round(curves[KEPT].at(float("inf")) / len(rows), 2), "no offers")
    return Chart(
        "What mistakes cost", [*lines, nobody], x="offer from this chance", y="dollars a customer"
    )


def main() -> None:
    """Print the table and draw the pictures."""
    rows = all_rows(Inputs(folder=FOLDER))
    progress = Console(stderr=True).print
    found = cross_validate(candidates(), rows, repeats=REPEATS, progress=progress)
    table = found.table({"AUC": area, "calibration error": miscalibration}, against=PLAIN)
    curve = cost_of(found.unseen[KEPT][0], rows)
    told = Console(soft_wrap=True, highlight=False)
    told.print(table.markdown(), markup=False)
    for name, at in (("the cheapest", curve.cheapest), ("all", 0.0), ("nobody", float("inf"))):
        told.print(f"offers to {name}, from {at:.3f}: {curve.at(at) / len(rows):.2f} dollars lost")
    draw(found, rows)


if __name__ == "__main__":
    main()
