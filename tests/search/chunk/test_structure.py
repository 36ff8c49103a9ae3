from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tandem.checks import check
from tandem.search import Document, Page, Structure, read_markdown
from tests.search.strategies import documents


@given(documents(), st.integers(1, 40))
def test_chunks_are_the_text_itself_whole_and_within_size(document: Document, size: int) -> None:
    place = 0
    for chunk in Structure(size=size).split(document):
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert document.text[place : chunk.start].strip() == ""
        assert chunk.tokens <= size
        place = chunk.end
    assert document.text[place:].strip() == ""


def test_a_section_is_a_chunk_and_a_long_one_is_cut_at_a_paragraph() -> None:
    text = "# A\n\nOne.\n\n## B\n\nTwo.\n\n## C\n\n" + "Three four five.\n\nSix seven eight."
    chunks = Structure(size=8).split(read_markdown(text, "d"))
    assert [chunk.text for chunk in chunks] == [
        "# A\n\nOne.",
        "## B\n\nTwo.",
        "## C\n\nThree four five.",
        "Six seven eight.",
    ]
    assert [chunk.title for chunk in chunks] == ["A", "A: B", "A: C", "A: C"]


def test_pages_divide_what_has_no_headings() -> None:
    document = Document("d", "One.\n\nTwo.", pages=(Page(1, 0, 4, 9.0), Page(2, 6, 10, 9.0)))
    assert [chunk.text for chunk in Structure().split(document)] == ["One.", "Two."]


def test_the_contract() -> None:
    check(Structure(size=8), inputs=[Document("d", "One two three. " * 9)])
