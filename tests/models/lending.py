"""Applications of two groups, of which one is treated worse by the past."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem import Rows


@dataclass(frozen=True)
class Application:
    income: float
    years: float
    group: str


def applications(count: int, seed: int = 0) -> Rows[Application, bool]:
    """Group b has less income and, at the same income, got fewer loans."""
    random = np.random.default_rng(seed)
    found: list[Application] = []
    targets: list[bool] = []
    for _ in range(count):
        group = "a" if random.random() < 0.6 else "b"
        income = float(random.normal(3.0 if group == "a" else 2.4, 1.0))
        years = float(random.exponential(4.0))
        margin = 1.6 * (income - 2.8) + 0.1 * (years - 4) - 0.8 * (group == "b")
        found.append(Application(income, years, group))
        targets.append(bool(random.random() < 1 / (1 + np.exp(-margin))))
    return Rows(found, targets)


def gaps(rows: Rows[Application, bool], called: list[bool]) -> dict[str, float]:
    """How far apart the groups lie in each rate, and the accuracy."""
    group = np.array([x.group for x in rows.inputs])
    yes, said = np.array(rows.targets), np.array(called)

    def gap(among: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
        a, b = (said[among & (group == name)].mean() for name in "ab")
        return float(abs(a - b))

    return {
        "selection": gap(np.full(len(yes), True)),
        "true_positive": gap(yes),
        "odds": max(gap(yes), gap(~yes)),
        "accuracy": float((said == yes).mean()),
    }
