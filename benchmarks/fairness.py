r"""Disparities of Adult and COMPAS, before and after mitigation.

    TANDEM_DATA=folder python benchmarks/fairness.py

Reads ``fairness/adult-train.csv.gz``, ``adult-test.csv.gz`` and
``compas-scores-two-years.csv.gz`` as published (UCI Adult, ProPublica). Adult: models learn
from the published training part and are measured on the published test part.
COMPAS: nothing is learned; the rule of the published analysis (decile 5 or above is "high")
is measured on its 6,172 filtered rows.
"""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tandem import Model, Rows
from tandem.evaluate import (
    Case,
    Metric,
    Report,
    accuracy,
    auc,
    demographic_parity_difference,
    demographic_parity_ratio,
    equal_opportunity_difference,
    equalised_odds_difference,
    false_positive_rate,
    report_on,
    selection_rate,
    tradeoff_chart,
    true_positive_rate,
)
from tandem.models import Boosting, Constrained, GroupThresholds, Reweighed
from tandem.record.span import Trace

FOLDER = Path(os.environ.get("TANDEM_DATA", "../shared/data")) / "fairness"


@dataclass(frozen=True)
class Adult:
    """One person of the census."""

    age: float
    work: str | None
    education: str
    years: float
    married: str
    occupation: str | None
    relationship: str
    race: str
    sex: str
    gain: float
    loss: float
    hours: float
    country: str | None


class Income(Boosting[Adult]):
    """The chance of earning more than 50,000 dollars."""


def adult(name: str) -> Rows[Adult, bool]:
    """A published part; the test part has a full stop after each label."""
    records, targets = [], []
    with gzip.open(FOLDER / name, "rt") as lines:
        for row in csv.reader(lines, skipinitialspace=True):
            if len(row) == 15:
                known = [None if value == "?" else value for value in row]
                records.append(
                    Adult(
                        age=float(row[0]),
                        work=known[1],
                        education=row[3],
                        years=float(row[4]),
                        married=row[5],
                        occupation=known[6],
                        relationship=row[7],
                        race=row[8],
                        sex=row[9],
                        gain=float(row[10]),
                        loss=float(row[11]),
                        hours=float(row[12]),
                        country=known[13],
                    )
                )
                targets.append(row[14].startswith(">50K"))
    return Rows(records, targets)


def compas() -> Iterator[dict[str, str]]:
    """The rows that the published analysis keeps (Larson, 2016)."""
    with gzip.open(FOLDER / "compas-scores-two-years.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            days = row["days_b_screening_arrest"]
            if (
                days
                and -30 <= int(days) <= 30
                and row["is_recid"] != "-1"
                and row["c_charge_degree"] != "O"
                and row["score_text"] != "N/A"
            ):
                yield row


def report(
    name: str, cases: Sequence[Case], outputs: Sequence[Any], metrics: Sequence[Metric], by: str
) -> Report:
    """Metrics of outputs that exist already, whole and by group."""
    now = datetime.now(UTC)
    traces = [Trace(id="0" * 32, system=name, time=now, output=output) for output in outputs]
    return report_on(cases, traces, metrics, slices=[by])


def disparities(by: str) -> list[Metric]:
    """What is measured of every model."""
    return [
        accuracy(output=lambda trace: trace.output >= 0.5),
        selection_rate(),
        true_positive_rate(),
        false_positive_rate(),
        demographic_parity_difference(by),
        demographic_parity_ratio(by),
        equal_opportunity_difference(by),
        equalised_odds_difference(by),
    ]


def main() -> None:
    train, test = adult("adult-train.csv.gz"), adult("adult-test.csv.gz")
    cases = [
        Case(str(i), None, target=yes, slices={"sex": x.sex}) for i, (x, yes) in enumerate(test)
    ]
    models: dict[str, Model[Adult, Any]] = {
        "boosting": Income(),
        "reweighed": Reweighed(model=Income(), by="sex"),
        "constrained, selection": Constrained(model=Income(trees=100), by="sex"),
        "thresholds, selection": GroupThresholds(model=Income(), by="sex"),
        "thresholds, odds": GroupThresholds(model=Income(), by="sex", alike="odds"),
    }
    reports: dict[str, Report] = {}
    for name, model in models.items():
        fitted: Any = model.fit(train)  # type: ignore[attr-defined]  # each of them has one
        outputs = [float(output) for output in fitted.predict(test.inputs)]
        metrics = disparities("sex") + ([auc()] if name == "boosting" else [])
        reports[name] = report(name, cases, outputs, metrics, "sex")
        print(f"\nAdult, {name}:\n{reports[name].to_text()}", flush=True)
    chart = tradeoff_chart(reports, disparity="demographic_parity_difference")
    print("\ntrade-off written to", chart.save("adult-tradeoff.svg"))

    rows = list(compas())
    cases = [
        Case(row["id"], None, target=row["two_year_recid"] == "1", slices={"race": row["race"]})
        for row in rows
    ]
    called = [float(int(row["decile_score"]) >= 5) for row in rows]
    print(f"\nCOMPAS, {len(rows)} rows:")
    print(report("compas", cases, called, disparities("race"), "race").to_text())


if __name__ == "__main__":
    main()
