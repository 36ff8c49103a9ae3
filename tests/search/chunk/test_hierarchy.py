from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tandem.checks import check
from tandem.search import Document, Hierarchy, WordTokens, read_markdown
from tests.search.strategies import documents


@given(documents(), st.integers(1, 20), st.integers(1, 60))
def test_children_lie_in_parents_and_both_are_the_text_itself(
    document: Document, size: int, parent: int
) -> None:
    place = 0
    for chunk in Hierarchy(size=size, parent=parent).split(document):
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert document.text[place : chunk.start].strip() == ""
        assert chunk.tokens <= size
        assert chunk.parent is not None
        assert document.text[chunk.parent.start : chunk.parent.end] == chunk.parent.text
        assert chunk.parent.start <= chunk.start < chunk.end <= chunk.parent.end
        assert WordTokens().counts([chunk.parent.text])[0] <= parent
        place = chunk.end
    assert document.text[place:].strip() == ""


def test_a_parent_may_be_longer_than_the_embedder_reads() -> None:
    document = read_markdown("One two three four. " * 20, "d")
    chunks = Hierarchy(size=10, parent=100, tokens=WordTokens(window=10)).split(document)
    assert len({chunk.parent for chunk in chunks}) == 1
    assert len(chunks) == 10


def test_the_contract() -> None:
    check(Hierarchy(size=4, parent=12), inputs=[Document("d", "One two three. " * 9)])
