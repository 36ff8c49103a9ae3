"""Search of code, measured: chunks, rankings, callers, and a public collection; one command.

``python -m systems.code_assistant.measure`` prints tables and draws ``chunks.svg``. Parts by
name: ``chunks``, ``rankings``, ``weights``, ``callers``, ``cosqa``. Questions about this
repository are of the held-out half, but for ``weights``. A sentence encoder takes part where
``TANDEM_MODELS`` names the folder that has ``all-MiniLM-L6-v2``.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from tandem import Case, Component, Inputs, Rows, Trace
from tandem.charts import Chart, Points, Table
from tandem.evaluate import Metric, Region, Report, compare, evaluate, mrr, span_recall
from tandem.search import (
    CallMap,
    Candidates,
    Chunk,
    Chunker,
    DefinitionSearch,
    Document,
    Encoder,
    Fixed,
    Hybrid,
    LogisticRanker,
    Recursive,
    Reranked,
    Syntax,
    WordTokens,
    candidates,
    learn_weights,
    part_of,
)

from . import data
from .cosqa import cosqa
from .measures import rank

HERE = Path(__file__).parent
INPUTS = Inputs(HERE)
FOLDS = 6
LISTED = "src/"
"""Below which the lists by hand name every caller."""
WIDE = Hybrid(limit=100, depth=100)


class Lines(Chunker):
    """Windows of a fixed number of lines, the usual way to cut code without reading it."""

    lines: int = 40
    overlap: int = 0

    def split(self, document: Document, /) -> list[Chunk]:
        starts = [0, *(i + 1 for i, letter in enumerate(document.text) if letter == "\n")]
        found = []
        for first in range(0, len(starts), self.lines - self.overlap):
            last = first + self.lines
            start = starts[first]
            end = starts[last] if last < len(starts) else len(document.text)
            text = document.text[start:end]
            if text.strip():
                id = f"{document.id}#{start}-{end}"
                found.append(Chunk(id, document.id, start, end, text, document.title))
        return found


CHUNKERS: Mapping[str, Chunker] = {
    "Syntax": Syntax(),
    "windows of 20 lines": Lines(lines=20),
    "windows of 40 lines": Lines(),
    "windows of 40 lines, overlap 20": Lines(overlap=20),
    "Fixed, 254 tokens": Fixed(size=254, overlap=0),
    "Recursive, 128 tokens": Recursive(),
}


def _ranked(case: Case, trace: Trace) -> int:
    return rank(case, [Region(p.document, p.start, p.end) for p in trace.output])


def _regions(trace: Trace) -> list[Region]:
    """What was found, with what it costs to show."""
    counts = WordTokens().counts([passage.text for passage in trace.output])
    return [
        Region(p.document, p.start, p.end, n) for p, n in zip(trace.output, counts, strict=True)
    ]


def _reciprocal(case: Case, trace: Trace) -> float:
    place = _ranked(case, trace)
    return 1 / place if place else 0.0


OWN = [
    Metric("recall@1", lambda case, trace: float(_ranked(case, trace) == 1), family="aggregate"),
    Metric(
        "recall@5", lambda case, trace: float(1 <= _ranked(case, trace) <= 5), family="aggregate"
    ),
    Metric("MRR", _reciprocal, family="aggregate"),
]
BUDGETS = (512, 2048)
SHOWN = [
    dataclasses.replace(
        span_recall(budget, found=_regions, answers=lambda case: [case.target]),
        name=f"within {budget} tokens",
        family="aggregate",
    )
    for budget in BUDGETS
]
PUBLIC = [dataclasses.replace(mrr(ids=lambda t: [p.id for p in t.output]), family="aggregate")]

OF_FILES = [
    dataclasses.replace(
        mrr(ids=lambda t: list(dict.fromkeys(p.document for p in t.output))), family="aggregate"
    )
]
PYTHON = {"language": "python"}


def measured(system: Component[Any, Any], cases: Sequence[Case], wanted: list[Metric]) -> Report:
    """The report on a system; intervals are bootstrapped over groups of cases."""
    return asyncio.run(evaluate(system, cases, wanted))[0]


def table(
    reports: Mapping[str, Report], wanted: Sequence[Metric], paired: Metric | None = None
) -> Table:
    """A row a report, and how one metric, by default the last, differs from the first row's."""
    first = next(iter(reports.values()))
    last = paired or wanted[-1]
    rows: list[list[str | float | None]] = []
    for name, report in reports.items():
        scores = [report.scores[metric.name] for metric in wanted]
        found = None if report is first else compare(first, report, last)
        rows.append(
            [
                name,
                *(_interval(s.value, s.low, s.high) for s in scores),
                _interval(found.value, found.low, found.high) if found else "",
            ]
        )
    return Table(["", *(m.name for m in wanted), f"{last.name} less the first row's"], rows)


def _interval(value: float | None, low: float | None, high: float | None) -> str:
    if value is None or low is None or high is None:
        return "unknown"
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def encoder() -> Encoder | None:
    """MiniLM, where it is there."""
    return (
        Encoder(folder="all-MiniLM-L6-v2", truncate=True) if "TANDEM_MODELS" in os.environ else None
    )


def rankings(base: Hybrid) -> dict[str, Hybrid]:
    """The ways to rank without labels."""
    found = {
        "words alone (BM25)": dataclasses.replace(base, rankings=("lexical",)),
        "fitted vectors alone": dataclasses.replace(base, rankings=("dense",)),
        "words and fitted vectors": base,
    }
    if made := encoder():
        found["MiniLM alone"] = dataclasses.replace(base, rankings=("dense",), embedder=made)
        found["words and MiniLM"] = dataclasses.replace(base, embedder=dataclasses.replace(made))
    return found


def code_chunks(chunker: Chunker) -> list[Chunk]:
    """The chunks of what is no test."""
    return data.cut([d for d in data.documents(INPUTS) if part_of(d.id) == "code"], chunker)


def definitions() -> DefinitionSearch:
    """What the system searches, without the definitions of tests."""
    return DefinitionSearch(limit=60, parts=("code",))


def measure_chunks(say: Callable[[str], None]) -> None:
    """Every chunker with BM25 and fitted vectors, beside the search for definitions.

    Larger chunks hold more and cost more to show.
    """
    cases, wanted = data.held_out_cases(INPUTS), [*OWN, *SHOWN]
    found = definitions().fit(data.documents(INPUTS))
    label = f"definitions (the release; {len(found.definitions)})"
    reports = {label: measured(found, cases, wanted)}
    for name, chunker in CHUNKERS.items():
        chunks = code_chunks(chunker)
        lines = sum(chunk.text.count("\n") + 1 for chunk in chunks) / len(chunks)
        search = dataclasses.replace(Hybrid(), limit=60)
        label = f"{name} ({len(chunks)} of {lines:.0f} lines)"
        reports[label] = measured(search.fit(chunks), cases, wanted)
    say(table(reports, wanted, paired=OWN[-1]).markdown())
    say(table(reports, OWN[1:2]).markdown())
    marks = []
    for metric in (OWN[1], SHOWN[0], SHOWN[1]):
        scores = [report.scores[metric.name] for report in reports.values()]
        low, high = [score.low for score in scores], [score.high for score in scores]
        values = [score.value for score in scores]
        labels = ["definitions", *CHUNKERS]
        marks.append(Points(labels, values, metric.name, low=low, high=high))
    chart = Chart("Questions whose definition begins in what is found", marks, y="share")
    chart.save(HERE / "chunks.svg")


def measure_rankings(say: Callable[[str], None]) -> None:
    """The search for definitions with each embedder."""
    cases = data.held_out_cases(INPUTS)
    reports = {
        name: measured(search.fit(data.documents(INPUTS)), cases, OWN)
        for name, search in searches().items()
    }
    say(table(reports, OWN).markdown())


def searches() -> dict[str, DefinitionSearch]:
    """The search for definitions, with fitted vectors and with a sentence encoder."""
    found = {"fitted vectors": definitions()}
    if made := encoder():
        found["MiniLM"] = dataclasses.replace(definitions(), embedder=made)
    return found


def measure_weights(say: Callable[[str], None]) -> None:
    """Weights learned from the training half, and what such weights find in six folds of it."""
    asked = data.training(data.labelled(INPUTS))
    for name, unfitted in searches().items():
        search = unfitted.fit(data.documents(INPUTS))
        rows = {f"{one.path}:{one.symbol}": i for i, one in enumerate(search.definitions)}
        known = [one for one in asked if f"{one.file}:{one.symbol}" in rows]
        right = [rows[f"{one.file}:{one.symbol}"] for one in known]
        shown = [search.features(one.question) for one in known]
        ranks = []
        for fold in range(FOLDS):
            rest = [i for i in range(len(known)) if i % FOLDS != fold]
            weights = learn_weights([shown[i] for i in rest], [right[i] for i in rest])
            for i in range(fold, len(known), FOLDS):
                scores = shown[i] @ list(weights.values())
                ranks.append(1 + int((scores > scores[right[i]]).sum()))
        share = sum(rank <= 5 for rank in ranks) / len(ranks)
        mean = sum(1 / rank for rank in ranks) / len(ranks)
        say(f"{name}: {len(known)} questions, unseen recall@5 {share:.3f}, MRR {mean:.3f}")
        say(f"{learn_weights(shown, right)}")


class ByHand(msgspec.Struct):
    """A definition, and who calls it according to a person."""

    symbol: str
    callers: list[str]


def measure_callers(say: Callable[[str], None]) -> None:
    """What the graph says of the callers of some definitions, against lists by hand."""
    calls = CallMap().fit(data.documents(INPUTS))
    lines = (HERE / "callers.jsonl").read_bytes().splitlines()
    listed = [msgspec.json.decode(line, type=ByHand) for line in lines]
    rows: list[list[str | float | None]] = []
    for name, certain in (("certain calls", True), ("certain and ambiguous calls", False)):
        right = wrong = missed = 0
        for one in listed:
            edges = calls.graph.callers(one.symbol)
            found = {e.caller for e in edges if e.certain or not certain}
            found = {caller for caller in found if caller.startswith(LISTED)}
            right += len(found & set(one.callers))
            wrong += len(found - set(one.callers))
            missed += len(set(one.callers) - found)
        rows.append([name, right, wrong, missed, right / (right + wrong), right / (right + missed)])
    say(Table(["", "right", "wrong", "missed", "precision", "recall"], rows).markdown())


def learned(base: Hybrid) -> Reranked:
    """A fusion learned from pairs that share nothing with the questions."""
    pairs = cosqa().lessons
    shown = [Candidates(x.query, x.passages[:60]) for x in candidates(base, [q for q, _ in pairs])]
    rows = Rows(shown, [[id] for _, id in pairs])
    return Reranked(search=base, rank=LogisticRanker().fit(rows), limit=100)


def measure_cosqa(say: Callable[[str], None]) -> None:
    """The published questions: BM25 of another library, ours, MiniLM, learned fusion."""
    found = cosqa()
    reports = {"BM25 of whole identifiers": measured(Whole(), found.cases, PUBLIC)}
    for name, unfitted in rankings(WIDE).items():
        search = unfitted.fit(found.functions)
        reports[name] = measured(search, found.cases, PUBLIC)
        if search.rankings == WIDE.rankings:
            reports[f"{name}, learned fusion"] = measured(learned(search), found.cases, PUBLIC)
    files = [Document(f.id, f.text, format="code", metadata=PYTHON) for f in found.functions]
    for name, of_code in searches().items():
        alone = dataclasses.replace(of_code, limit=100).fit(files)
        reports[f"definitions, {name}"] = measured(alone, found.cases, OF_FILES)
    say(
        f"{len(found.cases)} questions, {len(found.functions)} functions, "
        f"{len(found.lessons)} pairs to learn from"
    )
    say(table(reports, PUBLIC).markdown())


class Whole(Component[str, list[Any]]):
    """bm25s as it comes: ``snake_case`` and ``camelCase`` names are single words."""

    async def run(self, question: str, /) -> list[Any]:
        functions, index, stemmer = _whole()
        import bm25s

        asked = bm25s.tokenize([question], stemmer=stemmer, show_progress=False)
        rows, scores = index.retrieve(asked, k=100, show_progress=False)
        pairs = zip(rows[0], scores[0], strict=True)
        return [functions[row] for row, score in pairs if score > 0]


def _whole() -> tuple[list[Any], Any, Any]:
    if not _KEPT:
        import bm25s
        from Stemmer import Stemmer

        functions, stemmer = cosqa().functions, Stemmer("english")
        texts = [f"{one.title} {one.title} {one.text}" for one in functions]
        index = bm25s.BM25()
        index.index(
            bm25s.tokenize(texts, stemmer=stemmer, show_progress=False), show_progress=False
        )
        _KEPT.append((functions, index, stemmer))
    return _KEPT[0]


_KEPT: list[tuple[list[Any], Any, Any]] = []
PARTS = {
    "chunks": measure_chunks,
    "rankings": measure_rankings,
    "weights": measure_weights,
    "callers": measure_callers,
    "cosqa": measure_cosqa,
}


def main(*names: str) -> None:
    """Print the tables of the parts named, or of all."""
    console = Console(width=220, highlight=False)
    for name in names or PARTS:
        console.print(f"\n### {name}\n", markup=False)
        PARTS[name](lambda text: console.print(text, markup=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
