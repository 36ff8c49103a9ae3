from __future__ import annotations

import pytest

from tandem import run
from tandem.errors import DefinitionError, InvalidInput
from tandem.search import Chunk, Chunker, Document, Element, Span, WordTokens, read_markdown
from tandem.search.chunk.base import make_chunks, title_of, trim, with_parent

PAGE = read_markdown("# Serve\n\nIt runs.\n\n## Limits\n\nTwo of them.\n", "how-to/serve")


def test_a_chunk_names_its_place_and_what_stands_above_it() -> None:
    start = PAGE.text.index("Two")
    chunk = make_chunks(PAGE, [(start - 2, len(PAGE.text))], WordTokens())[0]
    assert chunk == Chunk(
        f"how-to/serve#{start}-{start + 12}",
        "how-to/serve",
        start,
        start + 12,
        "Two of them.",
        "Serve: Limits",
        ("Serve", "Limits"),
        0,
        4,
    )


def test_access_and_page_come_from_the_document() -> None:
    document = Document(
        "a", "one two", elements=(Element("paragraph", 0, 7, page=3),), access=("staff",)
    )
    chunk = make_chunks(document, [(0, 7)], WordTokens())[0]
    assert (chunk.access, chunk.page) == (("staff",), 3)


def test_the_digest_is_of_what_is_embedded_not_of_who_may_read_it() -> None:
    one, two = (
        make_chunks(Document("a", "text", "T", access=access), [(0, 4)], WordTokens())[0]
        for access in [(), ("staff",)]
    )
    assert one.digest == two.digest
    other = make_chunks(Document("a", "text", "U"), [(0, 4)], WordTokens())[0]
    assert other.digest != one.digest


def test_white_space_alone_is_no_chunk() -> None:
    assert make_chunks(Document("a", " \n\t "), [(0, 4)], WordTokens()) == []
    assert trim("  ab ", 0, 5) == (2, 4)


def test_a_chunk_that_the_embedder_would_cut_fails() -> None:
    with pytest.raises(InvalidInput, match=r"'a' at 0 has 3 tokens, and the embedder reads 2"):
        make_chunks(Document("a", "one two three"), [(0, 13)], WordTokens(window=2))


def test_a_parent_is_read_in_place_of_its_chunk() -> None:
    chunk = make_chunks(PAGE, [(9, 17)], WordTokens())[0]
    assert chunk.reading == Span(9, 17, "It runs.")
    assert with_parent(chunk, 0, 17, PAGE.text).reading == Span(0, 17, "# Serve\n\nIt runs.")


@pytest.mark.parametrize(
    ("title", "headings", "expected"),
    [("", (), ""), ("A", (), "A"), ("", ("B", "C"), "B: C"), ("A", ("B",), "A: B")],
)
def test_titles_say_each_heading_once(title: str, headings: tuple[str, ...], expected: str) -> None:
    assert title_of(title, headings) == expected


def test_a_chunker_without_split_says_so() -> None:
    class Half(Chunker):
        pass

    with pytest.raises(DefinitionError, match="Half has no split"):
        run(Half(), PAGE)
