"""Both halves measured: ``python -m systems.sensors.measure`` (minutes), pictures beside this file.

Detectors over the Numenta corpus, each series read once and in order, at the one threshold
that suits all series best, as the benchmark does it for every detector; with the published
per-file scores beside, where the folder of the data has them.
"""

from __future__ import annotations

import csv
from pathlib import Path

from rich.console import Console

from tandem.evaluate import NAB_PROFILES, ScoredSeries, nab_score
from tandem.models.anomaly import (
    Consensus,
    Opinion,
    Series,
    agreement_chart,
    day_of,
    usual_detectors,
)

from .corpus import NAB, Labelled, corpus

FOLDER = Path(__file__).parent
NAMES = ("level", "step", "mean", "season", "long shapes", "short shapes")
SHOWN = "realAWSCloudwatch/rds_cpu_utilization_cc0c53.csv"
console = Console(soft_wrap=True, highlight=False)


def listen(one: Labelled) -> list[Opinion]:
    """What the detectors say of each reading, from the past alone."""
    detectors = usual_detectors(day_of(one.times))
    (opinions,) = Consensus(members=detectors).predict([Series(one.values, one.times)])
    return opinions


def scored(series: list[Labelled], scores: list[list[float]], profile: str) -> str:
    """The score of one detector, with windows found and false alarms."""
    parts = [
        ScoredSeries(one.name, one.times, some, one.windows)
        for one, some in zip(series, scores, strict=True)
    ]
    found = nab_score(parts, NAB_PROFILES[profile])
    return (
        f"{found.value:.1f} (from {found.threshold:.4f}: {found.found} of {found.windows} "
        f"windows, {found.alarms} points outside)"
    )


def published(series: list[Labelled]) -> dict[str, float]:
    """The standard score on the same files of every detector whose table is there."""
    names = {one.name for one in series}
    windows = sum(len(one.windows) for one in series)
    found = {}
    for path in sorted(NAB.locate().parent.glob("results/*/*_standard_scores.csv")):
        with path.open() as file:
            raw = sum(float(row["Score"]) for row in csv.DictReader(file) if row["File"] in names)
        found[path.parent.name] = 100 * (raw + windows) / (2 * windows)
    return found


def main() -> None:
    """Print the table and draw one series."""
    series = corpus()
    opinions = [listen(one) for one in series]
    for place, name in enumerate(NAMES):
        scores = [[one.scores[place] for one in some] for some in opinions]
        console.print(f"{name:14} {scored(series, scores, 'standard')}")
    together = [[one.score for one in some] for some in opinions]
    console.print(f"{'together':14} {scored(series, together, 'standard')}")
    once = [[one.stands_out for one in some] for some in opinions]
    for profile in NAB_PROFILES:
        console.print(f"{'consensus':14} {scored(series, once, profile)} {profile}")
    for name, value in published(series).items():
        console.print(f"{name:14} {value:.1f} published")
    for one, some in zip(series, opinions, strict=True):
        if one.name == SHOWN:
            chart = agreement_chart(Series(one.values, one.times), some, title=one.name)
            chart.save(FOLDER / "agreement.svg")


if __name__ == "__main__":
    main()
