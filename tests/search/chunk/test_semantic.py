from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tandem.checks import check
from tandem.search import CorpusEmbedder, Document, Embedder, Semantic, read_markdown
from tests.search.strategies import documents


class Subjects(Embedder):
    """Knows two subjects: cats, and everything else."""

    @property
    def digest(self) -> str:
        return "subjects"

    def fit(self, texts: Sequence[str]) -> Self:
        return self

    def embed(self, texts: Sequence[str], /) -> np.ndarray[Any, np.dtype[np.float32]]:
        rows = [[1.0, 0.0] if "cat" in text else [0.0, 1.0] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), 2)


@given(documents(), st.integers(1, 40), st.integers(0, 20), st.integers(1, 3))
def test_chunks_are_the_text_itself_whole_and_within_size(
    document: Document, size: int, least: int, around: int
) -> None:
    chunker = Semantic(embedder=Subjects(), size=size, least=least, around=around)
    place = 0
    for chunk in chunker.split(document):
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert document.text[place : chunk.start].strip() == ""
        assert chunk.tokens <= size
        place = chunk.end
    assert document.text[place:].strip() == ""


def test_a_cut_goes_where_the_subject_changes() -> None:
    text = "A cat sits. A cat eats. A cat naps. A dog barks. A dog runs. A dog digs. A dog naps."
    chunks = Semantic(embedder=Subjects(), size=20, least=4).split(Document("d", text))
    assert [chunk.text for chunk in chunks] == [
        "A cat sits. A cat eats. A cat naps.",
        "A dog barks. A dog runs. A dog digs. A dog naps.",
    ]


def test_no_piece_is_shorter_than_the_least_where_sentences_allow() -> None:
    text = "A cat sits. " + "A dog barks at it. " * 6
    chunks = Semantic(embedder=Subjects(), size=20, least=9).split(Document("d", text))
    assert min(chunk.tokens for chunk in chunks) >= 9


def test_its_embedder_is_fitted_on_the_sentences_to_be_cut() -> None:
    document = read_markdown("# Pets\n\nCats sleep. Cats purr.\n\nTaxes rise. Taxes fall.", "d")
    fitted = Semantic(embedder=CorpusEmbedder(dimensions=2), size=8, least=2).fit([document])
    assert [chunk.text for chunk in fitted.split(document)] == [
        "# Pets\n\nCats sleep. Cats purr.",
        "Taxes rise. Taxes fall.",
    ]


def test_the_contract() -> None:
    document = Document("d", "One two three. Four five six. " * 9)
    chunker = Semantic(embedder=CorpusEmbedder(dimensions=2), size=8)
    check(chunker.fit([document]), inputs=[document], learn=[document])
