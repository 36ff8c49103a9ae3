from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.search import Document, Fixed, WordTokens
from tests.search.strategies import documents


@given(documents(), st.integers(1, 30), st.data())
def test_windows_are_the_text_itself_and_repeat_what_was_asked(
    document: Document, size: int, data: st.DataObject
) -> None:
    overlap = data.draw(st.integers(0, size - 1))
    chunks = Fixed(size=size, overlap=overlap).split(document)
    starts = WordTokens().starts(document.text)
    assert all(document.text[c.start : c.end] == c.text and c.tokens <= size for c in chunks)
    covered = {i for c in chunks for i in starts if c.start <= i < c.end}
    assert covered == set(starts)
    assert [c.start for c in chunks] == starts[: len(chunks) * (size - overlap) : size - overlap]


def test_the_last_window_is_not_a_repetition_alone() -> None:
    chunks = Fixed(size=4, overlap=2).split(Document("d", "a b c d e f"))
    assert [chunk.text for chunk in chunks] == ["a b c d", "c d e f"]


@pytest.mark.parametrize("overlap", [-1, 8])
def test_an_overlap_that_never_ends_is_refused(overlap: int) -> None:
    with pytest.raises(DefinitionError, match="overlap"):
        Fixed(size=8, overlap=overlap).split(Document("d", "a"))


def test_the_contract() -> None:
    check(Fixed(size=8, overlap=2), inputs=[Document("d", "One two three. " * 9)])
