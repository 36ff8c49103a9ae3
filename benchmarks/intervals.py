"""Do 95 % intervals hold the truth in 95 % of simulated suites? Ours and the rejected ones.

Run ``python benchmarks/intervals.py [RUNS]``; 500 runs take about four minutes on one core.
Printed is the share of runs whose interval misses the truth below (low end too high) and
above (high end too low), each 2.5 % if all is well. With 500 runs a share of 2.5 % is known
to about 1.4 points.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.random import Generator

from tandem.evaluate.calibration import CalibrationError
from tandem.evaluate.confusion import F1, MacroF1
from tandem.evaluate.difference import difference
from tandem.evaluate.distributions import normal_quantile
from tandem.evaluate.estimate import Estimate, Mean, Rate, estimate
from tandem.evaluate.metric import Metric
from tandem.evaluate.ranking import AreaUnderCurve
from tandem.evaluate.resampled import Resampled

Ends = tuple[float, float]
Draw = Callable[[Generator, int], tuple[Metric, list[Any], list[Any], list[str]]]
"""Metric, values of the left side (empty: one figure), values of the right side, groups."""


def metric(aggregate: Any = None, *, rate: bool = False) -> Metric:
    score = lambda case, trace: None  # noqa: E731  # values are drawn, nothing is scored
    if aggregate is None:
        return Metric("drawn", score, family="rate" if rate else "mean")
    return Metric("drawn", score, aggregate, family="aggregate")


def passages(per: int, spread: float, centre: float) -> Draw:
    """Questions on shared passages, which differ in how hard they are."""

    def draw(random: Generator, cases: int) -> tuple[Metric, list[Any], list[Any], list[str]]:
        logits = np.repeat(random.normal(centre, spread, size=cases // per), per)
        right = random.random(len(logits)) < 1 / (1 + np.exp(-logits))
        groups = [str(i // per) for i in range(len(logits))]
        return metric(rate=True), [], right.astype(float).tolist(), groups

    return draw


def area(separation: float, share: float) -> Draw:
    def draw(random: Generator, cases: int) -> tuple[Metric, list[Any], list[Any], list[str]]:
        yes = random.random(cases) < share
        scores = random.normal(size=cases) + separation * yes
        return metric(AreaUnderCurve()), [], _pairs(yes, scores), _alone(cases)

    return draw


def labels(count: int, right: float, gained: float = 0.0, lost: float = 0.0) -> Draw:
    """Labels of unequal size; with ``gained`` or ``lost`` a pair of systems."""

    def draw(random: Generator, cases: int) -> tuple[Metric, list[Any], list[Any], list[str]]:
        sizes = np.arange(count, 0, -1) / np.arange(count, 0, -1).sum()
        target = random.choice(count, size=cases, p=sizes)
        wrong = (target + random.integers(1, count, size=cases)) % count
        luck, change = random.random(cases), random.random(cases)
        left = np.where(luck < right, target, wrong)
        gains = (luck >= right) & (change < gained / (1 - right))
        loses = (luck < right) & (change < lost / right)
        after = np.where(gains, target, np.where(loses, wrong, left))
        before = _pairs(target.astype(str), left.astype(str)) if gained or lost else []
        return (
            metric(MacroF1()),
            before,
            _pairs(target.astype(str), after.astype(str)),
            _alone(cases),
        )

    return draw


def yes_or_no(right: float, share: float) -> Draw:
    def draw(random: Generator, cases: int) -> tuple[Metric, list[Any], list[Any], list[str]]:
        target = random.random(cases) < share
        output = target ^ (random.random(cases) >= right)
        return metric(F1()), [], _pairs(target, output), _alone(cases)

    return draw


def chances(power: float) -> Draw:
    """Probabilities p of which a share p ** power comes true."""

    def draw(random: Generator, cases: int) -> tuple[Metric, list[Any], list[Any], list[str]]:
        chance = random.beta(1.2, 2.5, size=cases)
        yes = random.random(cases) < chance**power
        return metric(CalibrationError()), [], _pairs(yes, chance), _alone(cases)

    return draw


DESIGNS: dict[str, tuple[Draw, int]] = {
    "rate: 30 passages of 10, unlike": (passages(10, 1.3, 0.0), 300),
    "rate: 100 paraphrase groups of 3, high": (passages(3, 1.0, 2.5), 300),
    "rate: 40 cases, high": (passages(1, 0.0, 2.6), 40),
    "AUC 0.80: 100 cases, 30 % yes": (area(1.2, 0.3), 100),
    "AUC 0.96: 100 cases, 30 % yes": (area(2.5, 0.3), 100),
    "macro-F1 0.89: 300 cases, 8 labels": (labels(8, 0.88), 300),
    "F1 0.95: 100 cases, 30 % yes": (yes_or_no(0.97, 0.3), 100),
    "calibration: 1,800 cases, off by 0.03": (chances(1.1), 1_800),
    "calibration: 1,800 cases, off by 0.07": (chances(1.3), 1_800),
    "pair, macro-F1: 1 % better": (labels(4, 0.85, 0.01), 300),
    "pair, macro-F1: 1 % better, 1 % worse": (labels(4, 0.85, 0.01, 0.01), 300),
    "pair, macro-F1: 4 % better, 2 % worse": (labels(4, 0.8, 0.04, 0.02), 100),
}


def rejected(found: Estimate, values: Sequence[Any]) -> dict[str, Ends]:
    """Intervals by the methods that were not taken."""
    z = normal_quantile(0.975)
    if isinstance(found, Rate) and isinstance(values[0], float):
        error = float(np.std(values) / np.sqrt(len(values)))
        return {"Wald, groups ignored": (found.value - z * error, found.value + z * error)}
    if isinstance(found, Resampled):
        low, high = np.quantile(found.samples, [0.025, 0.975])
        reach = z * float(found.samples.std())
        corrected = np.quantile(found.samples, [found._corrected(t) for t in (0.025, 0.975)])
        return {
            "percentile": (float(low), float(high)),
            "BCa": (float(corrected[0]), float(corrected[1])),
            "deviation": (found.value - reach, found.value + reach),
        }
    return {}


def figure(drawn: tuple[Metric, list[Any], list[Any], list[str]]) -> Estimate:
    measure, left, right, groups = drawn
    found = difference(measure, left, right, groups) if left else estimate(measure, right, groups)
    return found or Mean(0.0, float("inf"), 0, "undefined")


def main(runs: int) -> None:
    for name, (draw, cases) in DESIGNS.items():
        random = np.random.default_rng(1)
        measure, left, right, _ = draw(random, 600_000)
        truth = measure.aggregate(right) - (measure.aggregate(left) if left else 0.0)
        misses: dict[str, list[tuple[bool, bool]]] = {}
        began = time.process_time()
        for _ in range(runs):
            drawn = draw(random, cases)
            found = figure(drawn)
            ends = {"ours": found.interval(0.05), **rejected(found, drawn[2])}
            for method, (low, high) in ends.items():
                misses.setdefault(method, []).append((truth < low, truth > high))
        spent = (time.process_time() - began) / runs
        print(f"{name} (truth {truth:.3f}; {spent * 1e3:.0f} ms a figure)")
        for method, pairs in misses.items():
            below, above = 100 * np.mean(pairs, axis=0)
            print(f"    {method:<22} misses {below:4.1f} % below, {above:4.1f} % above")


def _alone(cases: int) -> list[str]:
    return [str(i) for i in range(cases)]


def _pairs(left: Any, right: Any) -> list[Any]:
    return list(zip(left.tolist(), right.tolist(), strict=True))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
