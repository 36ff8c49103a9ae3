"""The pictures of the README, of one test week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from tandem.charts import Bars, Chart, Line, Rule
from tandem.models import CostCurve

_POINTS = 200
_CARDS = 100


def draw(
    folder: Path, test: pl.DataFrame, chances: Sequence[float], curves: Mapping[float, CostCurve]
) -> None:
    """Precision and recall, costs, daily alerts and cards caught, as SVG files."""
    scored = test.with_columns(chance=pl.Series(chances))
    precision_recall(scored).save(folder / "precision_recall.svg")
    cost(curves).save(folder / "cost.svg")
    alerts(scored).save(folder / "alerts.svg")
    caught(scored).save(folder / "cards.svg")


def precision_recall(scored: pl.DataFrame) -> Chart:
    """Precision at each recall."""
    fraud = scored.sort("chance", descending=True)["fraud"].to_numpy()
    found = np.cumsum(fraud)
    precision, recall = found / np.arange(1, len(fraud) + 1), found / found[-1]
    places = np.searchsorted(recall, np.linspace(0.01, 1, _POINTS))
    line = Line(recall[places].tolist(), precision[places].tolist(), "boosted trees")
    chance = Rule(float(fraud.mean()), "chance")
    return Chart("Precision at each recall", [line, chance], x="recall", y="precision")


def cost(curves: Mapping[float, CostCurve]) -> Chart:
    """What mistakes cost at each threshold, one line for each cost of a wrong alarm."""
    thresholds = np.geomspace(0.001, 0.999, _POINTS).tolist()
    lines = [
        Line(thresholds, [curve.at(at) for at in thresholds], f"a wrong alarm costs {alarm:g}")
        for alarm, curve in curves.items()
    ]
    return Chart("Cost of mistakes in a week", lines, x="threshold", y="euros", log="xy")


def alerts(scored: pl.DataFrame) -> Chart:
    """Payments above one half, a day: right and wrong ones."""
    days = scored["date"].unique().sort().to_list()
    called = scored.filter(pl.col("chance") >= 0.5)

    def counts(fraud: bool) -> list[float]:
        some = called.filter(pl.col("fraud") == fraud)
        return [float((some["date"] == day).sum()) for day in days]

    bars = [
        Bars([f"{day:%d %b}" for day in days], counts(fraud), name)
        for fraud, name in ((True, "frauds"), (False, "wrong alarms"))
    ]
    return Chart("Alerts a day, from a chance of one half", bars, y="payments")


def caught(scored: pl.DataFrame) -> Chart:
    """Compromised cards a day, and how many are among the hundred looked at."""
    blocked: list[int] = []
    names, stolen, seen = [], [], []
    for day in scored["date"].unique().sort():
        cards = (
            scored.filter((pl.col("date") == day) & ~pl.col("customer").is_in(blocked))
            .group_by("customer")
            .agg(pl.col("chance").max(), pl.col("fraud").any())
            .sort("chance", descending=True)
        )
        hits = cards.head(_CARDS).filter("fraud")["customer"].to_list()
        blocked += hits
        names.append(f"{day:%d %b}")
        stolen.append(float(cards["fraud"].sum()))
        seen.append(float(len(hits)))
    bars = [Bars(names, stolen, "compromised cards"), Bars(names, seen, "caught among 100")]
    return Chart("Cards caught a day", bars, y="cards")
