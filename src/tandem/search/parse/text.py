"""Bytes to text, and plain text and source code to documents."""

from __future__ import annotations

import codecs
from typing import Final

from tandem.errors import InvalidInput
from tandem.search.document import Document, Element

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, *, whose: str) -> str:
    """Text of UTF-8, marked UTF-16 or Windows-1252, with line ends made ``\\n``.

    Raises ``InvalidInput`` for bytes that are no text.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not encoding and b"\0" in data:
        raise InvalidInput(f"{whose} is not text: it has bytes of zero")
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise InvalidInput(f"{whose} is not the {encoding} text it says it is") from None
        text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(text: str, id: str) -> Document:
    """Plain text; blank lines divide paragraphs.

    >>> [element.start for element in read_text("One.\\n\\nTwo.", "a").elements]
    [0, 6]
    """
    elements = []
    start = place = 0
    inside = False
    for line in text.split("\n"):
        if line.strip():
            start, inside = (start, True) if inside else (place, True)
        elif inside:
            elements.append(Element("paragraph", start, place - 1))
            inside = False
        place += len(line) + 1
    if inside:
        elements.append(Element("paragraph", start, len(text)))
    return Document(id, text, "", tuple(elements))


def read_code(text: str, id: str, language: str) -> Document:
    """Source code as one element; ``Syntax`` finds its functions and classes."""
    elements = (Element("code", 0, len(text)),) if text.strip() else ()
    return Document(id, text, "", elements, (), "code", (), {"language": language})
