from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tandem.search import Document
from tandem.search.extract import Layout


def test_a_document_is_read_line_by_line() -> None:
    layout = Layout.of(Document("a", "ONE\nTWO"))
    assert [line.text for line in layout.lines] == ["ONE", "TWO"]
    assert layout.lines[1].top == 1
    assert layout.lines[1].height == 1


@given(st.lists(st.text(alphabet="ab c", max_size=5), min_size=1))
def test_every_character_is_in_the_line_that_its_offset_says(texts: list[str]) -> None:
    layout = Layout.of("\n".join(texts))
    for number, (start, text) in enumerate(zip(layout.starts, texts, strict=True)):
        assert layout.text[start : start + len(text)] == text
        assert {layout.line_at(start + i) for i in range(len(text))} <= {number}
