"""A report of a large test: every metric, curve, slice and finding, as one page.

``python benchmarks/report.py [ROWS]``: chances of made-up customers, five metrics, three
slices, weak slices, the page as HTML and the report as JSON. Seconds of processor time.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from tandem.evaluate import (
    Case,
    accuracy,
    auc,
    average_precision,
    brier,
    calibration_error,
    log_loss,
    report_on,
    weak_slices,
)
from tandem.record.span import Trace

Found = TypeVar("Found")


def made(rows: int, seed: int = 0) -> tuple[list[Case], list[Trace]]:
    """Cases with three slices and eight fields, and what a fair model says of them."""
    draw = random.Random(seed)
    when = datetime(2026, 1, 1, tzinfo=UTC)
    cases, traces = [], []
    for number in range(rows):
        chance = draw.betavariate(1, 3)
        slices = {
            "age": draw.choice(["young", "middle", "old"]),
            "sex": draw.choice(["f", "m"]),
            "region": draw.choice("abcdefgh"),
        }
        fields = {f"x{i}": draw.random() for i in range(5)} | slices
        cases.append(
            Case(id=str(number), input=fields, target=draw.random() < chance, slices=slices)
        )
        traces.append(Trace(id=str(number), system="made up", time=when, output=chance))
    return cases, traces


def timed(what: str, call: Callable[[], Found]) -> Found:
    """The result of a call, whose processor time is printed."""
    start = time.process_time()
    found = call()
    print(f"{what:24} {time.process_time() - start:6.1f} s")
    return found


def main() -> None:
    """Print the time of each step and of all."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    cases, traces = made(rows)
    metrics = [auc(), average_precision(), calibration_error(), brier(), log_loss()]
    metrics.append(accuracy(output=lambda trace: trace.output >= 0.5))
    start = time.process_time()
    report = timed(
        "scores, slices, errors",
        lambda: report_on(cases, traces, metrics, slices=["age", "sex", "region"]),
    )
    report.weak = {"brier": timed("weak slices", lambda: weak_slices(report, cases, brier()))}
    html = timed("page with curves", report.to_html)
    data = timed("report as JSON", report.to_json)
    print(f"{'all':24} {time.process_time() - start:6.1f} s")
    print(f"{rows} rows: page {len(html) / 1e6:.1f} MB, JSON {len(data) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
