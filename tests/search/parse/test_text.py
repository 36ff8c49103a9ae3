from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import InvalidInput
from tandem.search.parse.text import decode, read_code, read_text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("größe".encode(), "größe"),
        ("\ufeffgröße".encode(), "größe"),
        ("größe".encode("utf-16"), "größe"),
        ("größe – 2 €".encode("cp1252"), "größe – 2 €"),
        (b"a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_text_is_decoded_as_it_was_written(data: bytes, text: str) -> None:
    assert decode(data, whose="a") == text


@pytest.mark.parametrize("data", [b"\0" * 10, b"PK\3\4\0", b"\xff\xfe\x00\xd8"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"a\.txt is not"):
        decode(data, whose="a.txt")


@given(st.text(st.sampled_from("a \n\t.")))
def test_paragraphs_hold_all_the_text(text: str) -> None:
    document = read_text(text, "d")
    assert " ".join(document.read(e) for e in document.elements).split() == text.split()
    assert all("\n\n" not in document.read(e) for e in document.elements)


def test_code_keeps_its_language() -> None:
    document = read_code("x = 1\n", "src/a.py", "python")
    assert document.metadata == {"language": "python"}
    assert read_code(" \n", "src/__init__.py", "python").elements == ()
