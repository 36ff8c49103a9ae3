from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem import replace
from tandem.search import CorpusEmbedder, Hybrid, Passage, Query
from tandem.search.answer.contract import cite
from tandem.search.chunk import Chunk, Chunker, Hierarchy, Sentences
from tandem.search.document import Document
from tandem.search.index.live import Live
from tandem.search.index.overlay import Overlay

ANIMALS = ("otters", "badgers", "herons", "voles", "newts", "moles", "hares", "stoats")
TEXT = "\n\n".join(
    " ".join(f"{animal.capitalize()} like place{i}{j} best." for j in range(6))
    for i, animal in enumerate(ANIMALS)
)
DOCUMENT = Document("book", TEXT, "Animals")


def fitted(chunks: Sequence[Chunk], limit: int = 5) -> Hybrid:
    search = Hybrid(
        parents=True,
        limit=limit,
        rankings=("lexical",),
        embedder=CorpusEmbedder(dimensions=4),
    )
    return search.fit(chunks)


def whole(passages: Sequence[Passage]) -> None:
    """Every offset is exact, and no two passages overlap."""
    for passage in passages:
        assert passage.text == TEXT[passage.start : passage.end]
        assert passage.hits
        for hit in passage.hits:
            assert hit.text == TEXT[hit.start : hit.end]
            assert passage.start <= hit.start < hit.end <= passage.end
        at = passage.text.index("like")
        citation = cite(passage, at, at + 4)
        assert TEXT[citation.start : citation.end] == "like"
    places = sorted((passage.start, passage.end) for passage in passages)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(places))


CHUNKERS: list[Chunker] = [Hierarchy(size=12, parent=40), Sentences(around=1)]


@pytest.mark.parametrize("chunker", CHUNKERS, ids=["hierarchy", "sentences"])
def test_small_pieces_are_found_and_their_parents_read_once(chunker: Chunker) -> None:
    search = fitted(chunker.split(DOCUMENT))
    found = search.search("place33")
    (hit,) = [hit for hit in found[0].hits if "place33" in hit.text]
    assert len(hit.text) < len(found[0].text)
    for asked in ("herons best", "otters", "animals like best", "place10 place11 place12 place13"):
        whole(search.search(asked))
    assert search.search("nothing known") == []


def test_neighbouring_windows_become_one_passage_at_the_place_of_the_best() -> None:
    search = fitted(Sentences(around=1).split(DOCUMENT))
    first = search.search("place20 place22")[0]
    assert {hit.text for hit in first.hits} >= {"Herons like place20 best.",
                                               "Herons like place22 best."}  # fmt: skip
    assert "place21" in first.text


def test_as_many_parents_as_asked_for_come_out_of_many_chunks() -> None:
    search = fitted(Hierarchy(size=8, parent=40).split(DOCUMENT), limit=4)
    assert len(search.search("animals like best")) == 4


def test_without_parents_the_chunks_themselves_are_read() -> None:
    search = replace(fitted(Hierarchy(size=12, parent=40).split(DOCUMENT)), parents=False)
    found = search.search("place33")
    assert all(len(p.text) < 80 and not p.hits for p in found)


def test_what_an_answer_cites_is_opened_as_it_was_read() -> None:
    search = fitted(Sentences(around=1).split(DOCUMENT))
    found = search.search("place33")[0]
    (opened,) = search.read([found.id])
    assert opened.start <= opened.hits[0].start
    assert opened.text == TEXT[opened.start : opened.end]
    assert "place32" in opened.text


def test_a_new_version_is_read_by_its_own_parents(tmp_path: Path) -> None:
    search = fitted(Sentences(around=1).split(DOCUMENT))
    live = Live(search._live.snapshot, Overlay(tmp_path / "o.db"), search.embedder)
    search.__dict__["_live"] = live
    new = Document("book", "Eels swim. Eels like place99 best. Eels sleep.", "Animals")
    search.put(Sentences(around=1).split(new))
    (found,) = search.search("place99")
    assert found.text == new.text
    same = Sentences(around=2).split(DOCUMENT)
    search.put(same)  # the same sentences with larger parents are another content
    assert "place31" in search.search("place33")[0].text


CHUNKS = [*Hierarchy(size=12, parent=40).split(DOCUMENT), *Sentences(around=2).split(
    dataclasses.replace(DOCUMENT, id="second"))]  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sets(st.integers(0, len(CHUNKS) - 1), max_size=12),
    st.sampled_from(["animals like best", "herons", "place33 place34", "otters badgers"]),
)
def test_a_parent_shows_nothing_of_a_passage_that_is_kept_from_the_asker(
    secret: set[int], asked: str
) -> None:
    chunks = [dataclasses.replace(c, access=("staff",) if i in secret else ())
              for i, c in enumerate(CHUNKS)]  # fmt: skip
    search = fitted(chunks, limit=20)
    found = search.search(asked)
    found += search.read([chunk.id for chunk in chunks])
    for passage in found:
        for i in secret:
            chunk = chunks[i]
            if chunk.document == passage.document:
                assert not (chunk.start < passage.end and passage.start < chunk.end)
    staff = search.search(Query(asked, ("staff",)))
    assert any(len(p.text) > len(p.hits[0].text) for p in staff)
