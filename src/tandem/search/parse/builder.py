"""Builds the text of a document piece by piece, keeping where each element lies."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from tandem.search.document import Document, Element, Kind, Page


class Outline:
    """The path of headings at the place that is being read."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []
        self.path: tuple[str, ...] = ()

    def enter(self, level: int, heading: str) -> None:
        """Go below a heading: those as deep or deeper are left."""
        self._open = [(depth, name) for depth, name in self._open if depth < level]
        self._open.append((level, heading))
        self.path = tuple(name for _, name in self._open)


class Builder:
    """Joins elements by blank lines into a text with exact offsets."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._outline = Outline()
        self.elements: list[Element] = []
        self.pages: list[Page] = []
        self.page = 0
        self.title = ""

    def add(self, kind: Kind, text: str, **about: object) -> None:
        """Append an element; one without text is left out."""
        text = text.strip()
        if not text:
            return
        if self._pieces:
            self._pieces.append("\n\n")
            self._length += 2
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        self.elements.append(
            Element(kind, start, self._length, self._outline.path, page=self.page, **about)  # type: ignore[arg-type]  # the names are fields
        )

    def enter(self, level: int, heading: str) -> None:
        """Go below a heading that does not stand in the text, as a table of contents has."""
        self._outline.enter(level, heading)

    def heading(self, level: int, text: str) -> None:
        """Append a heading as Markdown and go below it."""
        text = " ".join(text.split())
        if text:
            self._outline.enter(level, text)
            self.title = self.title or text
            self.add("heading", f"{'#' * level} {text}", level=level)

    def table(self, rows: Sequence[Sequence[str]], *, caption: str = "") -> None:
        """Append a table, its first row the header."""
        filled = square(rows)
        if filled:
            self.add("table", table_markdown(filled), rows=filled, caption=caption)

    def include(self, document: Document) -> None:
        """Append another document, its headings below the one that is open."""
        if not document.text.strip():
            return
        above = self._outline.path
        if self._pieces:
            self._pieces.append("\n\n")
            self._length += 2
        for e in document.elements:
            place = {"start": e.start + self._length, "end": e.end + self._length}
            self.elements.append(
                dataclasses.replace(e, **place, headings=above + e.headings, page=self.page)  # type: ignore[arg-type]  # the places are integers
            )
        self._pieces.append(document.text)
        self._length += len(document.text)

    def finish_page(self, number: int, start: int, density: float) -> None:
        """End a page that began at ``start``."""
        self.pages.append(Page(number, start, self._length, density))

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    def document(
        self, id: str, *, title: str = "", format: str, metadata: dict[str, str] | None = None
    ) -> Document:
        """The document that was built."""
        return Document(
            id,
            "".join(self._pieces),
            title or self.title,
            tuple(self.elements),
            tuple(self.pages),
            format,
            (),
            metadata or {},
        )


def square(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Rows as long as the longest, cells on one line, empty rows left out."""
    plain = [tuple(" ".join(cell.split()) for cell in row) for row in rows]
    plain = [row for row in plain if any(row)]
    width = max((len(row) for row in plain), default=0)
    return tuple(row + ("",) * (width - len(row)) for row in plain)


def table_markdown(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a Markdown table, the first one its header.

    >>> print(table_markdown([("name", "size"), ("a|b", "2")]))
    | name | size |
    | --- | --- |
    | a\\|b | 2 |
    """
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]])
