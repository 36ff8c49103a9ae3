"""Loss over time: what each system reached with more and less of it, on a few tables."""

from __future__ import annotations

import math
from statistics import fmean

from tandem.charts import Chart, Line, Mark, Points

from .contest import CURVE, FLOOR, FOLDER, PYTHONS, Result

Scores = dict[str, dict[str, dict[float, float]]]
"""Losses by table, system and budget."""


def scores(found: list[Result]) -> Scores:
    """Losses on the tables of the curve, a thousandth at least; a run that failed has twice the
    largest loss there."""
    told: Scores = {}
    for table in CURVE:
        runs = [r for r in found if r["table"] == table]
        losses = [r["loss"] for r in runs if r["loss"] is not None]
        for run in runs:
            loss = 2 * max(losses) if run["loss"] is None else run["loss"]
            told.setdefault(table, {}).setdefault(run["system"], {})[run["budget"]] = max(
                loss, FLOOR
            )
    return told


def budgets(told: Scores) -> list[float]:
    """The budgets that every system but ``handmade`` played on every table of the curve."""
    played = [set(b) for runs in told.values() for s, b in runs.items() if s != "handmade"]
    return sorted(set.intersection(*played)) if played else []


def multiples(told: Scores, at: list[float]) -> dict[str, list[float]]:
    """Each system's loss by budget, as a multiple of the best that anybody reached on the
    table: the geometric mean over tables."""
    best = {t: min(v for runs in s.values() for v in runs.values()) for t, s in told.items()}
    return {
        system: [math.exp(fmean(math.log(told[t][system][b] / best[t]) for t in told)) for b in at]
        for system in PYTHONS
        if all(set(at) <= set(told[t].get(system, {})) for t in told)
    }


def reached(told: Scores, at: list[float], rival: str, budget: float) -> dict[str, float | None]:
    """By table, the least budget with which ``tandem`` is as good as the rival with its own;
    ``None`` where it never is."""
    return {
        table: next((b for b in at if runs["tandem"][b] <= runs[rival][budget]), None)
        for table, runs in told.items()
    }


def draw(told: Scores, at: list[float], found: list[Result]) -> None:
    """Multiples of the best loss by budget; the pipeline by hand where it ended."""
    marks: list[Mark] = [Line(at, losses, name) for name, losses in multiples(told, at).items()]
    by_hand = [r for r in found if r["system"] == "handmade" and r["table"] in told]
    if by_hand:
        best = {t: min(v for runs in s.values() for v in runs.values()) for t, s in told.items()}
        mean = math.exp(fmean(math.log(r["loss"] / best[r["table"]]) for r in by_hand))
        marks.append(Points([fmean(r["cpu"] for r in by_hand)], [mean], "handmade"))
    Chart(
        f"Loss by time on {len(told)} tables, as a multiple of the best", marks,
        x="seconds of processor", y="times the best loss (geometric mean)", log="xy",
    ).save(FOLDER / "time.svg")  # fmt: skip


def written(found: list[Result]) -> list[str]:
    """The part of the report on time; nothing where no other budget was played."""
    told = scores(found)
    at = budgets(told)
    if len(at) < 2:
        return []
    draw(told, at, found)
    heads = [f"{b:g} s" for b in at]
    lines = [
        "### Loss by time", "",
        f"{', '.join(told)}: loss as a multiple of the best that any system reached on the table "
        "with any budget, the geometric mean.", "",
        "| system | " + " | ".join(heads) + " |", "|---|" + "---|" * len(at),
    ]  # fmt: skip
    for name, losses in sorted(multiples(told, at).items(), key=lambda item: item[1][-1]):
        lines.append(f"| {name} | " + " | ".join(f"{loss:.2f}" for loss in losses) + " |")
    lines.append("")
    for rival in ("flaml", "autogluon"):
        if all(rival in runs for runs in told.values()):
            lines.append(_said(told, at, rival))
    return [*lines, "", "![loss by time](time.svg)", ""]


def _said(told: Scores, at: list[float], rival: str) -> str:
    parts = []
    for budget in at:
        times = list(reached(told, at, rival, budget).values())
        sooner = sum(b is not None and b < budget for b in times)
        parts.append(
            f"{budget:g} s: in less time on {sooner}, in the same on {times.count(budget)}, in "
            f"more or not at all on {len(times) - sooner - times.count(budget)}"
        )
    return f"What `{rival}` reached, `tandem` reached as follows. {'; '.join(parts)}."
