"""One row of an index, whatever it was read as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tandem.record.digest import digest
from tandem.search.document import Span


class Searchable(Protocol):
    """What can be indexed: a section of Markdown, a chunk of a document, a record of yours.

    ``document`` (or ``path``), ``start``, ``end``, ``page``, ``access``, ``metadata`` and
    ``parent`` are read where they are there; what has no document is one of its own.
    """

    @property
    def id(self) -> str:
        """Its name in citations."""

    @property
    def title(self) -> str:
        """Said twice to the ranking: a title says what a text is about."""

    @property
    def text(self) -> str:
        """What is found."""


@dataclass(frozen=True)
class Entry:
    """A passage to be found, the document it belongs to, and who may read it.

    ``parent``, where there is one, is the larger piece of the document to read in its place.
    """

    id: str
    title: str
    text: str
    document: str
    start: int = 0
    end: int = 0
    page: int = 0
    access: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    parent: Span | None = None

    @classmethod
    def of(cls, item: Searchable) -> Entry:
        """The row for something searchable."""
        metadata: Mapping[str, str] = getattr(item, "metadata", {})
        access: Sequence[str] = getattr(item, "access", ())
        return cls(
            item.id,
            item.title,
            item.text,
            getattr(item, "document", "") or getattr(item, "path", "") or item.id,
            getattr(item, "start", 0),
            getattr(item, "end", 0),
            getattr(item, "page", 0),
            tuple(sorted(access)),
            dict(metadata),
            getattr(item, "parent", None),
        )

    @property
    def ranked(self) -> str:
        """What BM25 reads of it: the title counts twice."""
        return f"{self.title}\n{self.title}\n{self.text}"


def content(entries: Sequence[Entry]) -> str:
    """The hash of what a document's entries say, whoever may read them."""
    said = [(e.id, e.title, e.text, e.metadata) for e in entries]
    parents = [e.parent for e in entries]
    return digest([said, parents] if any(parents) else said)
