from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.search import Document, Recursive, WordTokens, read_markdown
from tests.search.strategies import documents


@example(Document("d", "\n" + "x" * 16 + "\n0"), 1, 0.0)  # once cut inside the word
@given(documents(), st.integers(1, 40), st.floats(0, 1))
def test_chunks_are_the_text_itself_whole_and_within_size(
    document: Document, size: int, fill: float
) -> None:
    chunks = Recursive(size=size, fill=fill).split(document)
    place = 0
    for chunk in chunks:
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert chunk.text.strip() == chunk.text != ""
        assert document.text[place : chunk.start].strip() == ""  # nothing left out, no overlap
        assert chunk.tokens <= size
        place = chunk.end
    assert document.text[place:].strip() == ""


def test_cuts_go_to_the_best_boundary_within_reach() -> None:
    text = "One two three four. Five.\n\nSix seven eight.\n\n# Nine\n\nTen eleven twelve."
    chunks = Recursive(size=9).split(read_markdown(text, "d"))
    assert [chunk.text for chunk in chunks] == [
        "One two three four. Five.",
        "Six seven eight.",
        "# Nine\n\nTen eleven twelve.",
    ]


def test_a_heading_stays_with_the_text_below_it() -> None:
    text = "One two three four five.\n\n## Six\n\n" + "Seven eight nine ten. " * 4
    chunks = Recursive(size=12).split(read_markdown(text, "d"))
    assert chunks[0].text == "One two three four five."
    assert chunks[1].text.startswith("## Six\n\nSeven eight")


def test_text_without_end_is_cut_all_the_same() -> None:
    chunks = Recursive(size=10).split(Document("d", "x" * 10_000))
    assert max(len(chunk.text) for chunk in chunks) <= 160
    assert sum(len(chunk.text) for chunk in chunks) == 10_000


def test_a_size_above_the_window_is_refused_before_anything_is_read() -> None:
    with pytest.raises(DefinitionError, match="chunks of 128 tokens: the embedder reads 100"):
        Recursive(tokens=WordTokens(window=100)).split(Document("d", "a"))
    with pytest.raises(DefinitionError, match="at least 1"):
        Recursive(size=0).split(Document("d", "a"))


def test_the_contract() -> None:
    check(Recursive(size=8), inputs=[Document("d", "One two three. " * 9), Document("e", "")])
