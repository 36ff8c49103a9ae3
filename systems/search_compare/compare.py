"""Measures the four methods on both collections and writes a page.

``python -m systems.search_compare.compare [FOLDER] [QUESTION]`` fits on SciFact, learns from
its training claims alone, and measures on its test claims and on Cranfield. The page in
FOLDER shows the figures and what each method finds for QUESTION (or for three of the test).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from rich.console import Console

from tandem import Case, Inputs, Recorder, Trace, replace, run
from tandem.charts import Bars, Chart, Page, Table
from tandem.evaluate import Difference, Report, Score, compare, ndcg_at, recall_at, report_on
from tandem.search import Candidates

from .data import documents, held_out_cases
from .pool import pool
from .system import METHODS, SEARCH, Comparison, SearchCompare, ids, labelled, project

NAMES = {"lexical": "BM25", "dense": "dense", "fused": "RRF", "learned": "learned fusion"}
METRIC = "ndcg@10"


def fitted() -> SearchCompare:
    """The system on SciFact, learned from the training claims."""
    inputs = Inputs(Path(__file__).parent)
    system = project.system
    assert isinstance(system, SearchCompare)
    search = system.search.fit(documents(inputs))
    return replace(system, search=search, learned=system.learned.fit(labelled(inputs)))


def reports(cases: list[Case], traces: list[Trace]) -> dict[str, Report]:
    """One report a method, so that they can be compared case by case."""
    return {
        method: report_on(
            cases, traces, [ndcg_at(10, ids=ids(method)), recall_at(100, ids=ids(method))]
        )
        for method in METHODS
    }


def milliseconds(system: SearchCompare, cases: list[Case]) -> dict[str, float]:
    """The median processor time of a question by each method alone, embedding included."""

    def timed(ask: Callable[[str], object]) -> float:
        times = []
        for case in cases[:100]:
            started = process_time()
            ask(case.input)
            times.append(process_time() - started)
        return median(times) * 1e3

    lexical = replace(system.search, rankings=("lexical",))
    dense = replace(system.search, rankings=("dense",))

    def learned(question: str) -> None:
        run(system.learned, Candidates(question, pool(system.search.search(question))))

    ways: dict[str, Callable[[str], object]] = {
        "lexical": lexical.search,
        "dense": dense.search,
        "fused": system.search.search,
        "learned": learned,
    }
    return {method: timed(ask) for method, ask in ways.items()}


def figures(found: dict[str, Report], times: dict[str, float]) -> Table:
    """Quality with its interval, differences on the same questions, and time."""
    metric = ndcg_at(10, ids=ids("fused"), name=METRIC)
    rows: list[list[str | float | None]] = []
    for method, report in found.items():
        score, depth = report.scores[METRIC], report.scores["recall@100"]
        differences = [
            "" if other == method else _interval(*_values(compare(found[other], report, metric)))
            for other in ("lexical", "fused")
        ]
        rows.append(
            [
                NAMES[method],
                _interval(*_values(score)),
                depth.value,
                *differences,
                f"{times[method]:.1f}",
            ]
        )
    return Table(
        ["method", "nDCG@10", "recall@100", "less BM25", "less RRF", "ms a question"], rows
    )


def chart(title: str, found: dict[str, Report]) -> Chart:
    """nDCG@10 with intervals as bars."""
    scores = [report.scores[METRIC] for report in found.values()]
    bars = Bars(
        [NAMES[method] for method in found],
        [score.value for score in scores],
        low=[score.low for score in scores],
        high=[score.high for score in scores],
    )
    return Chart(f"{title}: nDCG@10", [bars], height=300)


def side_by_side(question: str, found: Comparison, relevant: set[str]) -> list[str | Table]:
    """The ten best of each method; a star marks what judges found relevant."""
    columns = [
        [f"{'★ ' if hit.id in relevant else ''}{hit.title or hit.id}" for hit in hits[:10]]
        for hits in (getattr(found, method) for method in METHODS)
    ]
    height = max(map(len, columns))
    rows = [
        [rank + 1, *(column[rank] if rank < len(column) else None for column in columns)]
        for rank in range(height)
    ]
    return [f"# {question}", Table(["", *NAMES.values()], rows)]


def main(folder: str = ".", question: str = "") -> None:
    """Print the figures and write ``search_compare.html``."""
    console = Console()
    parts: list[str | Table | Chart] = []
    shown: list[str | Table] = []
    system = fitted()
    for name in ("scifact", "cranfield"):
        inputs = Inputs(Path(__file__).parent, {"collection": name})
        if name != "scifact":
            system = replace(system, search=SEARCH.fit(documents(inputs)))
        cases = held_out_cases(inputs)
        traces = asyncio.run(Recorder(system=name).batch(system, [case.input for case in cases]))
        found = reports(cases, traces)
        table = figures(found, milliseconds(system, cases))
        console.print(f"\n{name}, {len(cases)} questions\n{table.markdown()}", markup=False)
        parts += [f"# {name}, {len(cases)} questions", chart(name, found), table]
        if question and name == "scifact":
            shown += side_by_side(question, run(system, question), set())
        for case, trace in list(zip(cases, traces, strict=True))[:2]:
            shown += side_by_side(case.input, trace.output, set(case.target))
    path = Page("Four ways to search", [*parts, *shown]).save(Path(folder) / "search_compare.html")
    console.print(f"\nwritten: {path}")


def _values(figure: Score | Difference) -> tuple[float | None, float | None, float | None]:
    return figure.value, figure.low, figure.high


def _interval(*values: float | None) -> str:
    value, low, high = ("" if number is None else f"{number:.3f}" for number in values)
    return f"{value} ({low} to {high})"


if __name__ == "__main__":
    main(*sys.argv[1:])
