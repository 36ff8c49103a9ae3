from __future__ import annotations

from dataclasses import dataclass, field

from tandem.search import Section
from tandem.search.chunk import Chunk, Span
from tandem.search.index.entry import Entry, content


@dataclass(frozen=True)
class Piece:
    """Shaped like a chunk of a document."""

    id: str = "manual#10-14"
    title: str = "Manual"
    text: str = "text"
    document: str = "manual"
    start: int = 10
    end: int = 14
    page: int = 3
    access: tuple[str, ...] = ("staff", "board")
    metadata: dict[str, str] = field(default_factory=lambda: {"year": "2020"})


def test_a_chunk_keeps_its_place_its_labels_and_its_metadata() -> None:
    assert Entry.of(Piece()) == Entry(
        "manual#10-14", "Manual", "text", "manual", 10, 14, 3, ("board", "staff"), {"year": "2020"}
    )


def test_a_section_belongs_to_its_page_or_to_itself() -> None:
    assert Entry.of(Section("page#a", "", "t", "page")).document == "page"
    assert Entry.of(Section("alone", "", "t")).document == "alone"


def test_content_is_what_is_said_and_not_who_may_read_it() -> None:
    secret = Entry.of(Piece())
    assert content([secret]) == content([Entry.of(Piece(access=()))])
    assert content([secret]) != content([Entry.of(Piece(text="texts"))])


def test_a_chunk_keeps_its_parent_and_another_parent_is_another_content() -> None:
    chunk = Chunk("a#2-4", "a", 2, 4, "cd", parent=Span(0, 6, "abcdef"))
    entry = Entry.of(chunk)
    assert entry.parent == chunk.parent
    alone = Entry.of(Chunk("a#2-4", "a", 2, 4, "cd"))
    wider = Entry.of(Chunk("a#2-4", "a", 2, 4, "cd", parent=Span(0, 8, "abcdefgh")))
    assert len({content([entry]), content([alone]), content([wider])}) == 3
