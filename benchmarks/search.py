"""Search beside LanceDB and beside LangChain with Chroma, on the same chunks and vectors.

``python benchmarks/search.py [PEER_PYTHON]``, where PEER_PYTHON is an interpreter that has
langchain-chroma, langchain-community, langchain-classic and rank_bm25. Needs TANDEM_DATA for
SciFact, of whose sentences the 100,000 chunks are shuffled.
"""

from __future__ import annotations

import gc
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from search_peers import (  # type: ignore[import-not-found]  # beside this script
    Figures,
    report,
)

from tandem import replace
from tandem.search import CorpusEmbedder, Hybrid, Query
from tandem.search.chunk import Recursive
from tandem.search.index.entry import Searchable
from tandem.search.index.vector import Vectors, unit
from tandem.search.ingest import Corpus, FolderSource

DATA = Path(os.environ["TANDEM_DATA"]) / "scifact"
PEERS = Path(__file__).with_name("search_peers.py")
RARE: dict[str, str | list[str]] = {"rare": "yes"}
NAMES = {"lance": "LanceDB", "langchain": "LangChain with Chroma"}


@dataclass(frozen=True)
class Piece:
    """A synthetic chunk of real sentences."""

    id: str
    text: str
    document: str
    title: str = ""
    access: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)


def lines(name: str) -> list[dict[str, str]]:
    """The records of one of SciFact's files."""
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt") as file:
        return [json.loads(line) for line in file]


def pieces(count: int) -> list[Piece]:
    """Six sentences each; one in a hundred is for staff, one in a hundred is rare."""
    sentences = [s for x in lines("corpus") for s in re.split(r"(?<=\.) ", x["text"]) if s]
    random = np.random.default_rng(0)
    return [
        Piece(
            f"c{i}",
            " ".join(sentences[j] for j in random.integers(len(sentences), size=6)),
            f"d{i // 4}",
            access=("staff",) if i % 100 == 3 else (),
            metadata={"rare": "yes" if i % 100 == 7 else "no"},
        )
        for i in range(count)
    ]


def give(folder: Path, made: list[Piece], hybrid: Hybrid, questions: list[str]) -> None:
    """Leave what the peers need."""
    with (folder / "chunks.jsonl").open("w") as file:
        for piece in made:
            rare = piece.metadata.get("rare", "no")
            row = {"id": piece.id, "text": piece.text, "document": piece.document, "rare": rare}
            file.write(json.dumps(row) + "\n")
    np.save(folder / "vectors.npy", hybrid._live.snapshot.vectors.rows)
    (folder / "questions.json").write_text(json.dumps(questions))
    np.save(folder / "asked.npy", hybrid.embedder.embed(questions))


def give_nothing(folder: Path) -> None:
    """For peers that read something else."""
    (folder / "chunks.jsonl").write_text("")
    (folder / "questions.json").write_text("[]")
    for empty in ("vectors", "asked"):
        np.save(folder / f"{empty}.npy", np.zeros((0, 1), dtype=np.float32))


def peer(name: str, folder: Path, python: str) -> Figures:
    """A peer's figures, measured in a process of its own; none without its interpreter."""
    if not python:
        return {}
    gc.collect()
    command = [python, str(PEERS), name, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(f"{name} failed: {done.stderr[-500:]}")
        return {}
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(title: str, ours: Figures, theirs: dict[str, Figures]) -> None:
    """One line a figure, with what each peer takes in multiples of ours."""
    print(f"\n{title}")
    for name, value in ours.items():
        ratios = [
            f"{NAMES[who]} {figures[name]:.2f} ({figures[name] / value:.1f} times)"
            for who, figures in theirs.items()
            if name in figures
        ]
        print(f"  {name}: {value:.3g}" + "".join(f"; {ratio}" for ratio in ratios))
    for who, figures in theirs.items():
        rest = {name: round(value, 2) for name, value in figures.items() if name not in ours}
        if rest:
            print(f"  {NAMES[who]} only: {rest}")


def ask_both(python: str, name: str, folder: Path) -> dict[str, Figures]:
    """LanceDB in this environment, LangChain in its own."""
    suffix = f"_{name}" if name else ""
    return {
        "lance": peer(f"lance{suffix}", folder, sys.executable),
        "langchain": peer(f"langchain{suffix}", folder, python),
    }


def hybrid_at_100k(python: str) -> None:
    """Build, ask, filter, change, open."""
    questions = [x["text"] for x in lines("queries")][:120]
    made = pieces(100_000)
    ours: Figures = {}
    started = time.perf_counter()
    hybrid = Hybrid(overlay="benchmark").fit(made)
    ours["build s"] = time.perf_counter() - started
    size = sum(f.stat().st_size for f in hybrid.index.rglob("*")) / 1e6
    hybrid._live.view()
    report(ours, "hybrid", lambda i: hybrid.search(questions[i]))
    report(ours, "hybrid 1 % filter", lambda i: hybrid.search(Query(questions[i], (), RARE)))
    report(ours, "hybrid staff", lambda i: hybrid.search(Query(questions[i], ("staff",))))
    dense = replace(hybrid, rankings=("dense",))
    report(ours, "dense", lambda i: dense.search(questions[i]))
    rare = [Query(question, (), RARE) for question in questions]
    report(ours, "dense 1 % filter", lambda i: dense.search(rare[i]))
    started = time.perf_counter()
    hybrid.put([Piece("c5", "a sentence about zebrafish brains", "d1")])
    found = hybrid.search("zebrafish brains sentence")
    ours["change s"] = time.perf_counter() - started
    ours["change seen"] = float(found[0].id == "c5")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        give(folder, made, hybrid, questions)
        compare(
            f"100,000 chunks, {size:.0f} MB: hybrid p95 at most 15 ms, a change at most 1 s",
            ours,
            ask_both(python, "", folder),
        )
        compare("Cold, at most 0.15 s to open", cold(hybrid), ask_both(python, "open", folder))


def cold(hybrid: Hybrid) -> Figures:
    """The best of five new processes that open the index and answer once."""
    assert isinstance(hybrid.embedder, CorpusEmbedder)
    code = f"""
import time; started = time.perf_counter()
from pathlib import Path
from tandem.search import CorpusEmbedder, Hybrid
imported = time.perf_counter()
hybrid = Hybrid().evolve(index=Path({str(hybrid.index)!r}),
    embedder=CorpusEmbedder().evolve(state=Path({str(hybrid.embedder.state)!r})))
hybrid._live
opened = time.perf_counter()
hybrid.search("cells of the brain")
print(imported - started, opened - imported, time.perf_counter() - opened)
"""
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(5)
    ]
    best = min((list(map(float, run.stdout.split())) for run in runs), key=sum)
    return dict(zip(("import s", "open s", "first s"), best, strict=True))


def scifact(python: str) -> None:
    """The 5,183 abstracts, the time of embedding left out."""
    made = [Piece(x["_id"], f"{x['title']}\n{x['text']}", x["_id"]) for x in lines("corpus")]
    questions = [x["text"] for x in lines("queries")][:120]
    hybrid = Hybrid(embedder=CorpusEmbedder(dimensions=384)).fit(made)
    vectors = hybrid.embedder.embed(questions)
    ours: Figures = {}
    report(ours, "hybrid", lambda i: hybrid._search(Query(questions[i]), vectors[i]))
    words = replace(hybrid, rankings=("lexical",))
    report(ours, "words", lambda i: words.search(questions[i]))
    with tempfile.TemporaryDirectory() as name:
        give(Path(name), made, hybrid, questions)
        compare("SciFact, hybrid at most 1 ms", ours, ask_both(python, "", Path(name)))


def markdown(python: str) -> None:
    """Files with headings to chunks in the serving corpus, before embedding."""
    records = lines("corpus")[:4_000]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "markdown").mkdir()
        for start in range(0, len(records), 4):
            sections = [f"## {x['title']}\n\n{x['text']}\n" for x in records[start : start + 4]]
            text = f"# Part {start}\n\n" + "\n".join(sections)
            (folder / "markdown" / f"{start}.md").write_text(text)
        used, cutter = os.times(), Recursive()
        with Corpus(folder / "corpus") as corpus:
            corpus.ingest([FolderSource(folder / "markdown")])
            chunks: list[Searchable] = [c for d in corpus.documents() for c in cutter.split(d)]
        spent = sum(os.times()[:4]) - sum(used[:4])
        ours = {"chunks": float(len(chunks)), "chunks a second": len(chunks) / spent}
        give_nothing(folder)
        theirs = {"langchain": peer("langchain_chunks", folder, python)}
        compare("Markdown, CPU, before embedding, at least 2,000 a second", ours, theirs)


def exact_at_200k() -> None:
    """Clustered vectors of 384 dimensions, with and without a filter of one in a hundred."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(1000, 384)).astype(np.float32)
    rows = centres[random.integers(1000, size=200_000)]
    for start in range(0, len(rows), 20_000):
        part = rows[start : start + 20_000]
        part += random.normal(size=part.shape)
        part[:] = unit(part)
    asked = unit(random.normal(size=(220, 384)).astype(np.float32) + centres[:220])
    visible = random.random(200_000) < 0.01
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Vectors.build(rows).save(folder)
        vectors = Vectors.open(folder)
        ours: Figures = {}
        report(ours, "exact", lambda i: vectors.nearest(asked[i], 10))
        report(ours, "exact 1 % filter", lambda i: vectors.nearest(asked[i], 10, visible))
        for kind, mask in (("", None), (" 1 % filter", visible)):
            right = 0
            for query in asked[:50]:
                scores = rows @ query if mask is None else np.where(mask, rows @ query, -np.inf)
                best = set(np.argpartition(-scores, 10)[:10].tolist())
                right += len(best & set(vectors.nearest(query, 10, mask)))
            ours[f"recall{kind}"] = right / 500
        np.save(folder / "exact.npy", rows)
        np.save(folder / "exact_asked.npy", asked)
        give_nothing(folder)
        del rows
        theirs = {"lance": peer("lance_exact", folder, sys.executable)}
        compare("200,000 x 384, exact, p50 at most 15 ms", ours, theirs)


def main(python: str) -> None:
    """All of it; takes some minutes."""
    with tempfile.TemporaryDirectory() as store:
        os.environ["TANDEM_STORE"] = store
        print(f"load {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores; milliseconds")
        scifact(python)
        markdown(python)
        exact_at_200k()
        hybrid_at_100k(python)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
