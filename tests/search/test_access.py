"""Whoever lacks the label gets nothing of a restricted document, by any path."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem import Recorder, replace
from tandem.core.schema import to_builtins
from tandem.search import Convex, CorpusEmbedder, Hybrid, Query
from tandem.search.document import Span
from tandem.search.index.live import Live
from tandem.search.index.overlay import Overlay

LABELS = ("staff", "board")
NAMES = tuple(f"doc{i}" for i in range(6))
WORDS = ("budget", "holiday", "merger", "canteen")


@dataclass(frozen=True)
class Piece:
    """A chunk with labels."""

    id: str
    text: str
    document: str
    access: tuple[str, ...] = ()
    title: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    start: int = 0
    end: int = 0
    parent: Span | None = None


def piece(name: str, access: tuple[str, ...], version: int) -> Piece:
    """Its text holds a mark that occurs nowhere else."""
    word = WORDS[(NAMES.index(name) + version) % len(WORDS)]
    text = f"{word} notes MARK{name}v{version}"
    parent = Span(0, len(text) + 5, f"{text} more")
    return Piece(f"{name}#{version}", text, name, access, end=len(text), parent=parent)


ACCESS = {name: (LABELS[i % 2],) if i % 3 else () for i, name in enumerate(NAMES)}
BASE = Hybrid(embedder=CorpusEmbedder(dimensions=4)).fit(
    [piece(name, ACCESS[name], 0) for name in NAMES]
)


@dataclass
class World:
    """What is true of each document: its version (none when removed) and its labels."""

    versions: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))
    access: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(ACCESS))
    fixed: set[str] = field(default_factory=set)

    def act(self, hybrid: Hybrid, kind: str, name: str, labels: tuple[str, ...], i: int) -> None:
        match kind:
            case "remove":
                hybrid.remove(name)
                self.versions[name] = None
            case "restrict":
                hybrid.restrict(name, labels)
                self.access[name] = labels
                self.fixed.add(name)
            case "put":
                hybrid.put([piece(name, labels, i)])
                self.versions[name] = i
                if name not in self.fixed:
                    self.access[name] = labels
            case "forget":
                hybrid.forget(name)
                self.versions[name], self.access[name] = 0, ACCESS[name]
                self.fixed.discard(name)

    def readable(self, labels: tuple[str, ...]) -> set[str]:
        return {
            f"MARK{name}v{version}"
            for name, version in self.versions.items()
            if version is not None
            and (not self.access[name] or set(self.access[name]) & set(labels))
        }


STEP = st.tuples(
    st.sampled_from(["remove", "restrict", "put", "forget"]),
    st.sampled_from(NAMES),
    st.sets(st.sampled_from(LABELS)).map(lambda s: tuple(sorted(s))),
)
ASKED = st.tuples(
    st.sampled_from([*WORDS, "notes", "notes budget merger", "MARKdoc1v0", "notez"]),
    st.sets(st.sampled_from([*LABELS, "stranger"])).map(lambda s: tuple(sorted(s))),
)
VARIANTS = [BASE, replace(BASE, rankings=("lexical",)), replace(BASE, rankings=("dense",)),
            replace(BASE, fusion=Convex()), replace(BASE, parents=True)]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(STEP, max_size=5), st.lists(ASKED, min_size=1, max_size=3), st.integers(0, 4))
def test_nothing_restricted_is_found_cited_or_traced(
    steps: list[tuple[str, str, tuple[str, ...]]],
    asked: list[tuple[str, tuple[str, ...]]],
    variant: int,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        chosen = replace(VARIANTS[variant])
        overlay = Overlay(Path(folder) / "o.db")
        chosen.__dict__["_live"] = Live(chosen._live.snapshot, overlay, chosen.embedder)
        world = World()
        ids = [f"{name}#{i}" for name in NAMES for i in range(len(steps) + 1)]
        for i in range(len(steps) + 1):
            for text, labels in asked * 2:  # again, so that what was remembered is used
                query = Query(text, labels)
                trace = asyncio.run(Recorder(system="test").run(chosen, query))
                assert trace.status == "ok"
                seen = msgspec.json.encode(to_builtins([trace.output, trace.spans[0].output]))
                cited = msgspec.json.encode(to_builtins(chosen.read(ids, labels)))
                readable = world.readable(labels)
                for name in NAMES:
                    for version in range(len(steps) + 1):
                        mark = f"MARK{name}v{version}"
                        assert mark in readable or mark.encode() not in seen
                        assert (mark in readable) == (mark.encode() in cited)
            if i < len(steps):
                world.act(chosen, *steps[i], i + 1)


def test_who_holds_the_label_finds_it() -> None:
    found = BASE.search(Query("MARKdoc1v0", ("board",)))
    assert found[0].document == "doc1"
    assert all(p.document != "doc1" for p in BASE.search("MARKdoc1v0"))
