from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tandem.checks import check
from tandem.search import Document, Sentences, read_markdown
from tests.search.strategies import documents


@given(documents(), st.integers(0, 3), st.integers(1, 20))
def test_sentences_and_what_stands_around_them_are_the_text_itself(
    document: Document, around: int, size: int
) -> None:
    place = 0
    for chunk in Sentences(around=around, size=size).split(document):
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert document.text[place : chunk.start].strip() == ""
        assert chunk.tokens <= size
        assert chunk.parent is not None
        assert document.text[chunk.parent.start : chunk.parent.end] == chunk.parent.text
        assert chunk.parent.start <= chunk.start < chunk.end <= chunk.parent.end
        place = chunk.end
    assert document.text[place:].strip() == ""


def test_a_sentence_is_found_and_its_neighbours_are_read() -> None:
    document = read_markdown("# A\n\nOne. Two. Three. Four.\n\n- five\n- six", "d")
    chunks = Sentences(around=1).split(document)
    assert [c.text for c in chunks] == ["# A\n\nOne.", "Two.", "Three.", "Four.", "- five", "- six"]
    assert chunks[2].reading.text == "Two. Three. Four."


def test_the_contract() -> None:
    check(Sentences(), inputs=[Document("d", "One two three. " * 9)])
