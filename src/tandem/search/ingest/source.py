"""Where documents come from: a source lists what there is, and reads one of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tandem.errors import DefinitionError


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of an item; the end of ``name`` says their format."""

    data: bytes
    name: str
    title: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a source lists.

    Equal ``stamp`` means equal bytes, so that they need not be read; empty where that is not
    known. ``time`` is when it last changed (ISO 8601, UTC): of two versions of one text the
    newer is kept. ``access`` are the labels of those who may read it, none for everyone.
    ``problem`` says why it cannot be read. A source that has the bytes when it lists an item
    gives them as ``content``.
    """

    id: str
    stamp: str = ""
    time: str = ""
    access: tuple[str, ...] = ()
    problem: str = ""
    content: Content | None = None


class Source:
    """A place with documents. Write ``items`` and ``read``.

    ``name`` is put before the ids of its documents, so that two sources cannot be mixed up;
    it may be empty where there is only one.
    """

    name: str = ""

    def items(self) -> Iterator[Item]:
        """Everything there is. An error raised here ends an ingestion without effect."""
        raise DefinitionError(f"{type(self).__name__} has no items", hint="write `items(self)`")

    def read(self, item: Item, /) -> Content:
        """The bytes of an item; an ``OSError`` or ``TandemError`` sets it aside."""
        if item.content is None:
            raise DefinitionError(
                f"{type(self).__name__} has no read", hint="write `read(self, item)`"
            )
        return item.content
