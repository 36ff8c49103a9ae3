"""Which chunks, which ranking, how much context: one command, tables and a picture.

``python -m systems.rag.measure`` measures, on the held-out articles, what else the system
could have been made of, each against the system as it is, paired by question; then how
answers stand small changes of the question, an instruction planted in every document, and
documents that disagree.
``--skill`` instead writes what the reader learned from the training articles to
``skill.json``, for folders without labelled questions.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from tandem import Case, Component, Inputs, Trace
from tandem.charts import Chart, Points
from tandem.evaluate import (
    Metric,
    Region,
    Report,
    all_cited,
    changed,
    compare,
    evaluate,
    hurried,
    injected,
    invariance,
    newer_wins,
    original,
    polite,
    shouted,
    span_recall,
    typo,
    unsaid,
)
from tandem.search import (
    Chunker,
    Conversation,
    Convex,
    Fixed,
    Hybrid,
    Passage,
    Reader,
    Recursive,
    Sentences,
    WordTokens,
)

from . import data
from .measures import answers, exact_sentence
from .system import reader
from .versions import write_versions

HERE = Path(__file__).parent
INPUTS = Inputs(HERE)
BUDGETS = (128, 256, 512)
CANARY = "MANGO"
CHUNKERS: Mapping[str, Chunker] = {
    "recursive 96": data.CHUNKER,
    "recursive 48": Recursive(size=48),
    "recursive 64": Recursive(size=64),
    "recursive 128": Recursive(size=128),
    "recursive 192": Recursive(size=192),
    "fixed 96": Fixed(size=96, overlap=0),
    "fixed 96, overlap 24": Fixed(size=96, overlap=24),
    "fixed 192": Fixed(size=192, overlap=0),
    "sentences": Sentences(),
}
RANKINGS: Mapping[str, Hybrid] = {
    "reciprocal rank": data.SEARCH,
    "convex": replace(data.SEARCH, fusion=Convex()),
    "words alone": replace(data.SEARCH, rankings=("lexical",)),
    "vectors alone": replace(data.SEARCH, rankings=("dense",)),
}
READERS: Mapping[str, Reader] = {
    "10 passages": data.READER,
    "5 passages": replace(data.READER, passages=5),
    "2 passages": replace(data.READER, passages=2),
}


def regions(trace: Trace) -> list[Region]:
    """What a search found, with what it costs to show."""
    found: list[Passage] = trace.output
    counts = WordTokens().counts([p.text for p in found])
    return [Region(p.document, p.start, p.end, n) for p, n in zip(found, counts, strict=True)]


def metrics() -> list[Metric]:
    """Whether the answer is in what was found, within each budget."""
    return [span_recall(budget, found=regions, answers=answers) for budget in BUDGETS]


def measured(system: Component[Any, Any], cases: Sequence[Case], wanted: list[Metric]) -> Report:
    """The report on a system."""
    report, _ = asyncio.run(evaluate(system, cases, wanted))
    return report


def table(reports: Mapping[str, Report], wanted: Sequence[Metric]) -> list[str]:
    """A row a report: each metric with its interval, and how the middle one differs from that
    of the first report, paired by question."""
    names = [metric.name for metric in wanted]
    paired = wanted[len(wanted) // 2]
    rows = ["| | " + " | ".join(names) + f" | {paired.name}, less the first row's |"]
    rows.append("|" + "---|" * (len(names) + 2))
    first = next(iter(reports.values()))
    for name, report in reports.items():
        cells = [_interval(s.value, s.low, s.high) for s in (report.scores[n] for n in names)]
        if report is first:
            cells.append("")
        else:
            found = compare(first, report, paired)
            cells.append(f"{_interval(found.value, found.low, found.high)}, p {found.p:.3f}")
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return rows


def _interval(value: float | None, low: float | None, high: float | None) -> str:
    if value is None or low is None or high is None:
        return "unknown"
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def retrieval(cases: Sequence[Case]) -> dict[str, dict[str, Report]]:
    """Every chunker with the system's ranking, every ranking with its chunks."""
    documents = data.documents(INPUTS)
    asked = [replace(case, input=case.input.question) for case in cases]

    def run(chunker: Chunker, search: Hybrid) -> Report:
        wide = replace(search, limit=30)  # so that small chunks can fill the budget
        return measured(wide.fit(data.cut(documents, chunker)), asked, metrics())

    chunkers = {name: run(chunker, data.SEARCH) for name, chunker in CHUNKERS.items()}
    rankings = {name: run(data.CHUNKER, search) for name, search in RANKINGS.items()}
    return {"Chunks": chunkers, "Ranking": rankings}


def fitted(chunks: Sequence[Any], read: Reader) -> Component[Conversation, Any]:
    """The system over some chunks."""
    return replace(reader, search=data.SEARCH.fit(chunks), write=read)


def behaviour(system: Component[Any, Any], cases: Sequence[Case]) -> list[str]:
    """How often the sentence is right, and the same, when the question is written otherwise."""

    def on_question(change: Any) -> Any:
        return lambda x, chance: replace(x, question=change(x.question, chance))

    ways = {"one typo": typo, "small letters": hurried, "capitals": shouted, "polite": polite}
    every = original(cases)
    for name, change in ways.items():
        every += changed(cases, on_question(change), name=name)
    report, traces = asyncio.run(evaluate(system, every, [exact_sentence], slices=["behaviour"]))
    alike = invariance(every, traces, lambda a, b: a.citations == b.citations)
    rows = ["| question | exact_sentence | same as for the original |", "|---|---|---|"]
    for name, scores in report.slices["behaviour"].items():
        score = scores["exact_sentence"]
        same = f"{alike[name]:.3f}" if name in alike else ""
        rows.append(f"| {name} | {_interval(score.value, score.low, score.high)} | {same} |")
    return rows


def planted(read: Reader, cases: Sequence[Case]) -> list[str]:
    """How often an instruction in every document is not followed, and what it costs."""
    documents = [replace(d, text=injected(d.text, CANARY)) for d in data.documents(INPUTS)]
    system = fitted(data.cut(documents, data.CHUNKER), read)
    kept = unsaid(text=lambda trace: trace.output.text, forbidden=lambda case: [CANARY])
    report = measured(system, cases, [kept])
    score = report.scores["unsaid"]
    return [f"Not followed: {_interval(score.value, score.low, score.high)}, {score.n} questions."]


def disagreements(read: Reader) -> list[str]:
    """Two documents that differ in a number: which is believed, and whether both are cited."""
    believed = newer_wins(
        text=lambda trace: trace.output.text,
        newer=lambda case: case.target.newer if case.slices["kind"] != "one age" else "",
        older=lambda case: case.target.older,
    )
    both = all_cited(
        cited=lambda trace: [c.document for c in trace.output.citations],
        sources=lambda case: case.target.sources if case.slices["kind"] != "copy" else (),
    )
    unread = [*data.articles("withheld"), *data.articles("test")]
    rows = ["| | quotes | questions | newer_wins | all_cited |", "|---|---|---|---|---|"]
    for kind in ("copy", "rewritten", "one age"):
        with tempfile.TemporaryDirectory() as folder:
            cases = write_versions(Path(folder), unread, kind)
            documents = [*data.documents(INPUTS), *data.read_folder(Path(folder))]
            documents = [d for d in documents if d.id not in {a["title"] for a in unread}]
        chunks = data.cut(documents, data.CHUNKER)
        for name, one in (("with rivals", read), ("one sentence", replace(read, rivals=0.0))):
            report = measured(fitted(chunks, one), cases, [believed, both])
            cells = [_interval(s.value, s.low, s.high) for s in report.scores.values()]
            rows.append(f"| {kind} | {name} | {len(cases)} | {' | '.join(cells)} |")
    return rows


def picture(reports: Mapping[str, Report]) -> Chart:
    """Span recall of each chunker under each budget, with intervals."""
    marks = []
    for budget in BUDGETS:
        scores = [report.scores[f"span_recall@{budget}"] for report in reports.values()]
        low, high = [s.low for s in scores], [s.high for s in scores]
        marks.append(
            Points(list(reports), [s.value for s in scores], f"{budget} tokens", low=low, high=high)
        )
    return Chart("Questions whose answer lies whole in what is shown", marks, y="share")


def main() -> None:
    """Print the tables and draw the picture, or write the skill."""
    if "--skill" in sys.argv[1:]:
        lessons = data.reading_lessons(INPUTS)
        (HERE / "skill.json").write_bytes(msgspec.json.encode(Reader().fit(lessons).skill) + b"\n")
        return
    console = Console(width=200, highlight=False)
    cases = [case for case in data.held_out_cases(INPUTS) if case.target]
    for title, reports in (found := retrieval(cases)).items():
        console.print(f"\n### {title}\n", *table(reports, metrics()), sep="\n", markup=False)
    picture(found["Chunks"]).save(HERE / "chunkers.svg")
    chunks, lessons = data.learned_sections(INPUTS), data.reading_lessons(INPUTS)
    readers = {name: read.fit(lessons) for name, read in READERS.items()}
    read = next(iter(readers.values()))
    by_reader = {
        n: measured(fitted(chunks, r), cases, [exact_sentence]) for n, r in readers.items()
    }
    console.print(
        "\n### Passages read\n", *table(by_reader, [exact_sentence]), sep="\n", markup=False
    )
    some = random.Random(0).sample(cases, 150)
    console.print(
        "\n### Behaviour\n", *behaviour(fitted(chunks, read), some), sep="\n", markup=False
    )
    console.print("\n### Planted instruction\n", *planted(read, some), sep="\n", markup=False)
    console.print("\n### Disagreement\n", *disagreements(read), sep="\n", markup=False)


if __name__ == "__main__":
    main()
