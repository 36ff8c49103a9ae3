"""Both halves measured: ``python -m systems.sensors.measure`` (minutes), pictures beside this file.

Detectors over the Numenta corpus, each series read once and in order, at the one threshold
that suits all series best, as the benchmark does it for every detector; with the published
per-file scores beside, where the folder of the data has them.
"""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from tandem.evaluate import NAB_PROFILES, ScoredSeries, nab_score
from tandem.models.anomaly import (
    AutoEncoder,
    Consensus,
    Detector,
    HalfSpaceTrees,
    IsolationForest,
    LocalOutlierFactor,
    Opinion,
    Reconstruction,
    RobustDeviation,
    Series,
    SpectralResidual,
    agreement_chart,
    day_of,
    usual_detectors,
)

from .corpus import Labelled, corpus
from .published import normalised, reproduced, tables

FOLDER = Path(__file__).parent
NAMES = ("level", "step", "mean", "season", "long shapes", "short shapes")
MORE = (
    RobustDeviation(),
    HalfSpaceTrees(),
    Reconstruction(),
    IsolationForest(),
    LocalOutlierFactor(),
    SpectralResidual(),
    AutoEncoder(),
)
"""Not in the consensus, and measured once with what they come with."""
SHOWN = "realAWSCloudwatch/rds_cpu_utilization_cc0c53.csv"
console = Console(soft_wrap=True, highlight=False)


def listen(one: Labelled) -> list[Opinion]:
    """What the detectors say of each reading, from the past alone."""
    detectors = usual_detectors(day_of(one.times))
    (opinions,) = Consensus(members=detectors).predict([Series(one.values, one.times)])
    return opinions


def once_an_event(detector: Detector, one: Labelled) -> list[float]:
    """Its score where it is the highest of the last 288, as in the consensus, and 0 elsewhere."""
    (opinions,) = Consensus(members=(detector,), cap=1.0 - 1e-15).predict([Series(one.values)])
    return [opinion.stands_out for opinion in opinions]


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


def show_published(series: list[Labelled]) -> None:
    """Published detectors on the same series, and whether one of them comes out again."""
    known = tables()
    for name, scores in known.items():
        console.print(f"{name:14} {normalised(series, scores):.1f} published")
    if gaussian := known.get("windowedGaussian"):
        same = reproduced(series, gaussian)
        console.print(f"windowed Gaussian written anew: {len(same)} of {len(series)} as published")
    if not known:
        console.print("no published tables: put the benchmark's folder results beside the archive")


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
    for detector in MORE:
        alone = [once_an_event(detector, one) for one in series]
        console.print(f"{type(detector).__name__:20} {scored(series, alone, 'standard')}")
    show_published(series)
    for one, some in zip(series, opinions, strict=True):
        if one.name == SHOWN:
            chart = agreement_chart(Series(one.values, one.times), some, title=one.name)
            chart.save(FOLDER / "agreement.svg")


if __name__ == "__main__":
    main()
