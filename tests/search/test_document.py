from __future__ import annotations

from tandem.core.schema import decoder, encode
from tandem.search import Document, Element, Page


def test_elements_and_pages_are_read_from_the_text() -> None:
    document = Document(
        "a.pdf",
        "One.\n\nTwo.",
        elements=(Element("paragraph", 0, 4, page=1), Element("paragraph", 6, 10, page=2)),
        pages=(Page(1, 0, 4, 24.0), Page(2, 6, 10, 0.5)),
    )
    assert [document.read(element) for element in document.elements] == ["One.", "Two."]
    assert document.read(document.pages[1]) == "Two."


def test_a_page_without_letters_is_sparse() -> None:
    document = Document("a.pdf", "", pages=(Page(1, 0, 0, 30.0), Page(2, 0, 0, 0.2)))
    assert document.sparse_pages == (2,)


def test_a_document_is_plain_data() -> None:
    table = Element("table", 0, 1, ("A",), rows=(("a", "b"), ("1", "2")), caption="c")
    document = Document("a", "x", elements=(table,), access=("staff",), metadata={"by": "Ann"})
    assert decoder(Document)(encode(document)) == document
