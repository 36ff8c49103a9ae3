from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem import Recorder, replace, run
from tandem.errors import InvalidInput, NotFitted
from tandem.record import Blobs
from tandem.search import Chunk, CorpusEmbedder, Hybrid, Query, ReciprocalRank, Section

SECTIONS = [
    Section("serve#limits", "Serve: Limits", "The server sheds load when its queue is full."),
    Section("serve#keys", "Serve: API keys", "Every route needs the bearer key once keys are set."),
    Section("release#rollback", "Release: Rollback", "Rollback returns to the release before."),
    Section("release#canary", "Release: Canary", "A canary gives a share of traffic to a release."),
    Section("store#blobs", "Store: Blobs", "A blob is a file named by its hash."),
]


@pytest.fixture(scope="module")
def hybrid() -> Hybrid:
    return Hybrid(embedder=CorpusEmbedder(dimensions=4)).fit(SECTIONS)


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("return to what was before", "release#rollback"),
        ("how do I do a rolback", "release#rollback"),
        ("load shedding", "serve#limits"),
        ("what is a blob", "store#blobs"),
    ],
)
def test_the_best_passage_comes_first(hybrid: Hybrid, query: str, best: str) -> None:
    passages = run(hybrid, query)
    assert passages[0].id == best
    assert passages[0].text == next(s.text for s in SECTIONS if s.id == best)
    assert [p.score for p in passages] == sorted((p.score for p in passages), reverse=True)


def test_two_rankings_are_fused_by_reciprocal_rank(hybrid: Hybrid) -> None:
    first = run(hybrid, "blob")[0]
    assert first.score == pytest.approx(2 / 61)
    near = run(replace(hybrid, fusion=ReciprocalRank(constant=1), depth=1), "blob")
    assert [p.score for p in near] == pytest.approx([2 / 2])


def test_evidence_is_comparable_between_queries(hybrid: Hybrid) -> None:
    sure, unsure = run(hybrid, "what is a blob")[0], run(hybrid, "blobfish recipe")[0]
    assert sure.lexical > 0
    assert unsure.lexical == 0
    assert 1.001 > sure.similarity > unsure.similarity > 0


@pytest.mark.parametrize("query", ["", "???", "日本語"])
def test_a_query_of_unknown_words_finds_nothing(hybrid: Hybrid, query: str) -> None:
    assert run(hybrid, query) == []


def test_the_limit_holds(hybrid: Hybrid) -> None:
    assert len(run(replace(hybrid, limit=2), "release key load")) == 2


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_any_query_is_answered(text: str) -> None:
    found = run(_FITTED, text)
    assert len({passage.id for passage in found}) == len(found)


_FITTED = Hybrid(embedder=CorpusEmbedder(dimensions=4)).fit(SECTIONS)


def test_the_index_survives_the_store(hybrid: Hybrid, tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    kept = hybrid.evolve(index=blobs.directory(blobs.put_directory(hybrid.index)))
    assert run(kept, "rollback keys") == run(hybrid, "rollback keys")


def test_fitting_again_gives_the_same_files(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    digests = {
        blobs.put_directory(Hybrid(embedder=CorpusEmbedder(dimensions=4)).fit(SECTIONS).index)
        for _ in range(2)
    }
    assert len(digests) == 1


def test_a_trace_says_what_was_found(hybrid: Hybrid) -> None:
    trace = asyncio.run(Recorder(system="test").run(hybrid, "rollback"))
    span = trace.spans[0]
    assert span.kind == "retriever"
    assert span.attributes["found"] == len(trace.output)
    assert span.attributes["similarity"] == max(p.similarity for p in trace.output)


@pytest.mark.parametrize(
    ("sections", "message"),
    [([], "no sections"), ([SECTIONS[0], SECTIONS[0]], "1 section ids twice")],
)
def test_sections_that_cannot_be_indexed_are_refused(sections: list[Section], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        Hybrid().fit(sections)


def test_searching_before_fitting_says_so() -> None:
    with pytest.raises(NotFitted):
        run(Hybrid(), "rollback")


def test_a_graph_is_built_stored_and_asked_with_labels(tmp_path: Path) -> None:
    words = [f"{a}{b}" for a in "bdfgklmnprst" for b in ("ala", "ero", "iki", "onu", "upa")]
    texts = [f"{words[i % 60]} {words[i * 7 % 60]} {words[i * 11 % 60]}" for i in range(400)]
    chunks = [
        Chunk(f"d{i}#0", f"d{i}", 0, 30, text, access=("staff",) if i % 4 == 0 else ())
        for i, text in enumerate(texts)
    ]
    embedder = CorpusEmbedder(dimensions=48)
    exact = Hybrid(embedder=embedder, rankings=("dense",), limit=5).fit(chunks)
    made = Hybrid(embedder=embedder, rankings=("dense",), limit=5, graph=True).fit(chunks)
    blobs = Blobs(tmp_path)
    stored = made.evolve(index=blobs.directory(blobs.put_directory(made.index)))
    assert (stored.index / "vectors.usearch").exists()
    assert not (exact.index / "vectors.usearch").exists()
    hits = wanted = 0
    for i in range(0, 400, 20):
        for access in ((), ("staff",)):
            query = Query(chunks[i].text, access)
            found, right = (
                [(p.id, p.similarity) for p in h.search(query)] for h in (stored, exact)
            )
            hits += len(set(found) & set(right))
            wanted += len(right)
            if not access:
                assert all(int(id[1:-2]) % 4 for id, _ in found)
    assert hits > 0.95 * wanted
