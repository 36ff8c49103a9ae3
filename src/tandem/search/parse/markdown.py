"""Markdown to a document whose text is the file's own, so that offsets point into the file."""

from __future__ import annotations

import re
from typing import Final

from tandem.search.document import Document, Element, Kind, Row
from tandem.search.parse.builder import Outline, square

_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_FENCE: Final = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_ITEM: Final = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_RULED: Final = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_IMAGE: Final = re.compile(r"[ \t]*!\[([^\]]*)\]\(\s*<?([^)\s>]*)>?[^)]*\)[ \t]*$")
_CELL: Final = re.compile(r"(?<!\\)\|")
_FIELD: Final = re.compile(r"^([A-Za-z][\w-]*):[ \t]*+(.+)$", re.MULTILINE)
_LONG: Final = 2_000
"""Characters from which on a line is prose: keeps patterns that look back from costing time."""


def read_markdown(text: str, id: str) -> Document:
    """The elements of a Markdown text. ``---`` front matter becomes ``metadata``.

    >>> document = read_markdown("# Serve\\nIt runs.\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |", "s")
    >>> [(e.kind, document.read(e)) for e in document.elements[:2]]
    [('heading', '# Serve'), ('paragraph', 'It runs.')]
    >>> document.elements[2].rows
    (('a', 'b'), ('1', '2'))
    """
    reader = _Reader(text)
    metadata = reader.front_matter()
    reader.read()
    first = next((e.headings[-1] for e in reader.elements if e.kind == "heading"), "")
    return Document(
        id,
        text,
        metadata.get("title", first).strip("\"'"),
        tuple(reader.elements),
        (),
        "markdown",
        (),
        metadata,
    )


class _Reader:
    """Goes through lines once; each method takes one element from line ``at`` on."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.at = 0
        self.elements: list[Element] = []
        self.outline = Outline()

    def front_matter(self) -> dict[str, str]:
        if self.lines[0].rstrip() != "---":
            return {}
        for i in range(1, min(len(self.lines), 200)):
            if self.lines[i].rstrip() in ("---", "..."):
                self.at = i + 1
                found = _FIELD.findall("\n".join(self.lines[1:i]))
                return {name: value.strip() for name, value in found}
        return {}

    def read(self) -> None:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line or line.isspace():
                self.at += 1
            elif not (self._heading(line) or self._fence(line) or self._special(line)):
                self._paragraph()

    def _heading(self, line: str) -> bool:
        found = _HEADING.match(line) if "#" in line else None
        if found is None:
            return False
        heading = line[found.end() :].strip()
        bare = heading.rstrip("#")
        self._enter(len(found[1]), bare if not bare or bare[-1] in " \t" else heading, 1)
        return True

    def _enter(self, level: int, heading: str, lines: int) -> None:
        heading = heading.strip()
        if heading:
            self.outline.enter(level, heading)
        self._add("heading" if heading else "paragraph", lines, level=level if heading else 0)

    def _fence(self, line: str) -> bool:
        found = _FENCE.match(line)
        if found is None:
            return False
        mark, end = found[1], self.at + 1
        while end < len(self.lines):
            closing = self.lines[end].strip()
            end += 1
            if closing.startswith(mark) and not closing.strip(mark[0]):
                break
        self._add("code", end - self.at)
        return True

    def _special(self, line: str) -> bool:
        """A list, a quote, an image on its own line, or a table."""
        if len(line) > _LONG:
            return False
        image = _IMAGE.match(line)
        if image:
            self._add("image", 1, caption=image[1], target=image[2])
        elif line.lstrip().startswith(">"):
            self._add("quote", self._while_text())
        elif _ITEM.match(line):
            self._add("list", self._list_lines())
        elif "|" in line and self._table_follows():
            end = self.at + 2
            while end < len(self.lines) and "|" in self.lines[end]:
                end += 1
            body = [line, *self.lines[self.at + 2 : end]]
            self._add("table", end - self.at, rows=square([_cells(row) for row in body]))
        else:
            return False
        return True

    def _table_follows(self) -> bool:
        below = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        return "-" in below and len(below) <= _LONG and _RULED.match(below) is not None

    def _while_text(self) -> int:
        end = self.at + 1
        while end < len(self.lines) and self.lines[end].strip() and not self._begins(end):
            end += 1
        return end - self.at

    def _list_lines(self) -> int:
        """Lines of a list: its items, what is indented below them, blank lines between."""
        end = self.at + 1
        while end < len(self.lines):
            line = self.lines[end]
            if not line.strip():
                below = self.lines[end + 1] if end + 1 < len(self.lines) else ""
                if not (_ITEM.match(below) or below[:2] in ("  ", "\t")):
                    break
            elif line[0] not in " \t" and self._begins(end):
                break
            end += 1
        return end - self.at

    def _paragraph(self) -> None:
        end = self.at + 1
        while end < len(self.lines) and self.lines[end].strip():
            underline = _UNDERLINE.match(self.lines[end])
            if underline:
                heading = " ".join(self.lines[self.at : end])
                self._enter(1 if "=" in underline[1] else 2, heading, end + 1 - self.at)
                return
            if self._begins(end):
                break
            end += 1
        self._add("paragraph", end - self.at)

    def _begins(self, i: int) -> bool:
        """Whether a line begins an element even right below a paragraph."""
        line = self.lines[i]
        mark = line.lstrip()[:1]
        return (mark == "#" and _HEADING.match(line) is not None) or (
            mark in ("`", "~") and _FENCE.match(line) is not None
        )

    def _add(
        self,
        kind: Kind,
        lines: int,
        *,
        level: int = 0,
        rows: tuple[Row, ...] = (),
        caption: str = "",
        target: str = "",
    ) -> None:
        start, end = self.starts[self.at], self.starts[self.at + lines] - 1
        self.at += lines
        self.elements.append(
            Element(kind, start, end, self.outline.path, level, 0, rows, caption, target)
        )


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(inner)]
