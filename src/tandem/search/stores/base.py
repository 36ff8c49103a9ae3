"""What a vector store does, whichever it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final, Self

import msgspec

from tandem.core import Component, learned
from tandem.errors import DefinitionError, EmbedderMismatch
from tandem.record.digest import digest
from tandem.search.index.entry import Entry
from tandem.search.index.vector import Floats

EVERYONE: Final = "*"
"""The label of entries without labels: stores filter by it like by any other."""


@dataclass(frozen=True)
class Lookup:
    """A unit vector to look up, and what a passage must be to be found."""

    vector: list[float]
    access: tuple[str, ...] = ()
    where: dict[str, str | list[str]] = field(default_factory=dict)
    limit: int = 10


@dataclass(frozen=True)
class Found:
    """An entry with its cosine."""

    entry: Entry
    similarity: float


class VectorStore(Component[Lookup, list[Found]]):
    """Entries with vectors, found by cosine among those that the asker may read.

    ``load`` writes a table of its own for each content, named by its hash, so that a
    release finds what it was built from and a rollback is a change of name. The filter acts
    before the search, and asking for k gives k as long as so many may be seen. One process
    at a time writes to a table; any number read.
    """

    kind: ClassVar[str] = "store"

    name: str = "passages"
    table: str = learned()
    embedder: str = learned()

    def load(self, entries: Sequence[Entry], vectors: Floats, embedder: str) -> Self:
        """The store with a table of these entries, which is written unless it is there.

        A table appears whole or not at all, also where a writer is killed.
        """
        table = f"{self.name}_{digest([list(entries), embedder])[:20]}"
        store = self.evolve(table=table, embedder=embedder)
        if not store.exists():
            store.create(entries, vectors)
        return store

    async def run(self, x: Lookup, /) -> list[Found]:
        return self.find(x)

    def exists(self) -> bool:
        """Whether the table is there."""
        raise self._unwritten("exists")

    def create(self, entries: Sequence[Entry], vectors: Floats) -> None:
        """Write the table, all or nothing."""
        raise self._unwritten("create")

    def find(self, x: Lookup) -> list[Found]:
        """The nearest entries, best first."""
        raise self._unwritten("find")

    def put(self, entries: Sequence[Entry], vectors: Floats, embedder: str) -> None:
        """Replace the documents of these entries by them, each document at one instant."""
        raise self._unwritten("put")

    def remove(self, document: str) -> None:
        """Take a document away."""
        raise self._unwritten("remove")

    def restrict(self, document: str, access: Sequence[str]) -> None:
        """Give a document other labels, its vectors untouched; none lets everyone read it."""
        raise self._unwritten("restrict")

    def drop(self) -> None:
        """Remove the table."""
        raise self._unwritten("drop")

    def _unwritten(self, method: str) -> DefinitionError:
        return DefinitionError(
            f"{type(self).__name__} has no {method}", hint="a store writes all of these methods"
        )

    def check_embedder(self, embedder: str) -> None:
        """Raise ``EmbedderMismatch`` unless this is the embedder that made the vectors."""
        if embedder != self.embedder:
            raise EmbedderMismatch(
                f"table {self.table} holds vectors of embedder {self.embedder[:12]}, "
                f"got some of {embedder[:12]}",
                hint="use the weights and precision it was built with, or build it again",
            )


def labels(access: Sequence[str]) -> list[str]:
    """The labels a store keeps for an entry."""
    return sorted(access) or [EVERYONE]


def labelled(entry: bytes | str, labels: Sequence[str]) -> Entry:
    """An entry as it was stored, with the labels that hold now."""
    access = tuple(label for label in labels if label != EVERYONE)
    return dataclasses.replace(msgspec.json.decode(entry, type=Entry), access=access)


def fields(entry: Entry) -> list[str]:
    """Metadata as words to filter by."""
    return [f"{name}={value}" for name, value in sorted(entry.metadata.items())]


def wanted(where: dict[str, str | list[str]]) -> list[list[str]]:
    """For each field asked for, the words of which one must be there."""
    return [
        [f"{name}={value}" for value in ([values] if isinstance(values, str) else values)]
        for name, values in sorted(where.items())
    ]


def by_document(entries: Sequence[Entry]) -> dict[str, list[int]]:
    """Positions of entries by their document."""
    found: dict[str, list[int]] = {}
    for i, entry in enumerate(entries):
        found.setdefault(entry.document, []).append(i)
    return found
