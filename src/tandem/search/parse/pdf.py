"""PDF to a document, page by page, by pypdfium2."""

from __future__ import annotations

import re
from typing import Any, Final

from tandem.errors import InvalidInput, MissingExtra
from tandem.search.document import Document
from tandem.search.parse.builder import Builder

_HYPHEN: Final = re.compile(r"[\x02\ufffe\u00ad]\s*|(?<=[a-z])-\n(?=[a-z])")
_BREAK: Final = re.compile(r"\n\s*\n|(?<=[.!?:])\n(?=[A-ZÄÖÜ•\d(])")
_POINTS: Final = 72.0


def read_pdf(data: bytes, id: str, *, pages: int = 5_000) -> Document:
    """The text layer of a PDF; a page without one is ``sparse``.

    Words that were divided at a line's end are joined. Raises ``InvalidInput`` for a file
    that is damaged, needs a password or has more than ``pages`` pages.
    """
    try:
        import pypdfium2  # type: ignore[import-untyped]  # it ships no types
    except ImportError as error:
        raise MissingExtra(
            "reading PDF needs pypdfium2", hint="pip install 'tandem-ai[documents]'"
        ) from error
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise InvalidInput(f"{id} is not a readable PDF: {error}") from None
    with pdf:
        if len(pdf) > pages:
            raise InvalidInput(f"{id} has {len(pdf)} pages, more than {pages}")
        builder = Builder()
        outline = _outline(pdf)
        for i in range(len(pdf)):
            _read_page(builder, pdf, i, outline.get(i, []))
        title = str(pdf.get_metadata_value("Title") or "")
        author = str(pdf.get_metadata_value("Author") or "")
    return builder.document(
        id, title=title, format="pdf", metadata={"author": author} if author else {}
    )


def _read_page(builder: Builder, pdf: Any, i: int, headings: list[tuple[int, str]]) -> None:
    page = pdf[i]
    text = page.get_textpage().get_text_bounded().replace("\r\n", "\n").replace("\0", "")
    width, height = page.get_size()
    builder.page = i + 1
    start = builder.length
    for level, heading in headings:
        builder.enter(level, heading)
    for paragraph in _BREAK.split(_HYPHEN.sub("", text)):
        builder.add("paragraph", paragraph)
    area = max(width * height / _POINTS**2, 1.0)
    letters = sum(character.isalnum() for character in text)
    builder.finish_page(i + 1, start, round(letters / area, 2))


def _outline(pdf: Any) -> dict[int, list[tuple[int, str]]]:
    """The headings of the file's own table of contents by page, from 0."""
    found: dict[int, list[tuple[int, str]]] = {}
    for mark in pdf.get_toc(max_depth=6):
        target = mark.get_dest()
        page = target.get_index() if target else None
        title = " ".join(str(mark.get_title()).split())
        if page is not None and title:
            found.setdefault(page, []).append((mark.level + 1, title))
    return found
