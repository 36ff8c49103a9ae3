from __future__ import annotations

import pytest

from tandem.errors import InvalidInput
from tandem.search.parse.office import read_office
from tests.search.parse.files import docx, paragraph

TABLE = (
    "<w:tbl>"
    + "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in [("name", "size"), ("a", "2")]
    )
    + "</w:tbl>"
)


def test_word_files_give_headings_text_and_tables() -> None:
    data = docx(paragraph("Serve", "Heading1") + paragraph("It runs.") + TABLE)
    document = read_office(data, "a.docx", "docx")
    assert document.title == "Serve"
    assert [(e.kind, e.headings) for e in document.elements] == [
        ("heading", ("Serve",)),
        ("paragraph", ("Serve",)),
        ("table", ("Serve",)),
    ]
    assert document.elements[2].rows == (("name", "size"), ("a", "2"))


def test_a_broken_file_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"a\.docx is not a readable docx file"):
        read_office(b"PK not an archive", "a.docx", "docx")
