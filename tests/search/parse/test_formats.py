from __future__ import annotations

import pytest

from tandem.errors import InvalidInput
from tandem.search.parse.formats import Format, format_of, read_bytes


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("a/b.MD", Format("markdown")),
        ("a.ts", Format("code", "typescript")),
        ("https://example.org/x.html", Format("html")),
        ("a.eml", Format("email")),
    ],
)
def test_the_end_of_a_name_says_the_format(id: str, expected: Format) -> None:
    assert format_of(id) == expected


@pytest.mark.parametrize("id", ["a.png", "Makefile", ".hidden"])
def test_a_format_without_a_reader_is_named(id: str) -> None:
    with pytest.raises(InvalidInput, match=f"{id}: no reader"):
        format_of(id)


def test_risky_and_zipped_formats_are_known() -> None:
    assert format_of("a.docx").zipped
    assert format_of("a.docx").risky
    assert format_of("a.html").risky
    assert not format_of("a.csv").risky


@pytest.mark.parametrize(
    ("id", "data", "format", "text"),
    [
        ("a.md", b"# A\nb", "markdown", "# A\nb"),
        ("a.txt", b"b", "text", "b"),
        ("a.html", b"<p>b", "html", "b"),
        ("a.csv", b"b,c", "csv", "| b | c |\n| --- | --- |"),
        ("a.ipynb", b'{"cells": []}', "notebook", ""),
        ("a.py", b"b = 1", "code", "b = 1"),
        ("a.eml", b"Subject: x\n\nb", "email", "b"),
    ],
)
def test_each_format_has_its_reader(id: str, data: bytes, format: str, text: str) -> None:
    document = read_bytes(data, id, format_of(id))
    assert (document.format, document.text, document.id) == (format, text, id)
