"""A document: its text, and the elements that lie in it at known places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

Kind = Literal["heading", "paragraph", "list", "table", "code", "quote", "image"]
Row = tuple[str, ...]

SPARSE: Final = 1.0
"""Letters a square inch below which a page has lost its text: a printed page has 20 to 50."""


@dataclass(frozen=True, slots=True)
class Element:
    """A heading, paragraph, list, table, code block, quote or image of a document.

    It is ``document.text[start:end]``. ``headings`` is the path of headings above it,
    outermost first; a heading's own path ends with itself, and ``level`` is its depth from 1.
    ``page`` counts from 1, 0 where the format has no pages. A table has ``rows``, the first
    one its header, and stands in the text as Markdown; an image has a ``caption`` and the
    ``target`` it was read from.
    """

    kind: Kind
    start: int
    end: int
    headings: tuple[str, ...] = ()
    level: int = 0
    page: int = 0
    rows: tuple[Row, ...] = ()
    caption: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a document: ``text`` is ``document.text[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page, ``document.text[start:end]``, with its ``density`` in letters a square inch.

    A ``sparse`` page is a scan, a picture or blank: its text, if it has any, was not read.
    """

    number: int
    start: int
    end: int
    density: float

    @property
    def sparse(self) -> bool:
        """Whether the page's text is missing."""
        return self.density < SPARSE


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from one file, message, row or web page.

    ``id`` is its path or address within its source. ``access`` holds the labels of those who
    may read it; without labels everyone may. ``metadata`` is what the format says of itself
    (author, sent, language ...).
    """

    id: str
    text: str
    title: str = ""
    elements: tuple[Element, ...] = ()
    pages: tuple[Page, ...] = ()
    format: str = "text"
    access: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)

    def read(self, element: Element | Page) -> str:
        """The text of one of its elements or pages."""
        return self.text[element.start : element.end]

    @property
    def sparse_pages(self) -> tuple[int, ...]:
        """Numbers of the pages whose text is missing."""
        return tuple(page.number for page in self.pages if page.sparse)
