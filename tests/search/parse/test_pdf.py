from __future__ import annotations

import pytest

from tandem.errors import InvalidInput
from tandem.search.parse.pdf import read_pdf
from tests.search.parse.files import pdf


def test_pages_are_read_and_one_without_text_is_known() -> None:
    document = read_pdf(pdf("Hello from page one", "", "The third page"), "a.pdf")
    assert document.text == "Hello from page one\n\nThe third page"
    assert [(e.page, document.read(e)) for e in document.elements] == [
        (1, "Hello from page one"),
        (3, "The third page"),
    ]
    assert document.sparse_pages == (2,)
    assert document.pages[0].density == pytest.approx(16 / (400 * 144 / 72**2), abs=0.01)


def test_a_broken_file_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"a\.pdf is not a readable PDF"):
        read_pdf(pdf("text")[:200], "a.pdf")


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(InvalidInput, match="2 pages, more than 1"):
        read_pdf(pdf("a", "b"), "a.pdf", pages=1)
