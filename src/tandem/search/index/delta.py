"""The small part of an index that changed since it was built, searched like the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from tandem.search.index.entry import Entry
from tandem.search.index.lexical import Lexical
from tandem.search.index.vector import Floats, Mask


class Delta:
    """Entries in memory with their vectors, scored by the statistics of the index.

    BM25 takes word frequencies and the mean length from the index, so that scores compare
    with those of its rows.
    """

    def __init__(self, entries: Sequence[Entry], vectors: Floats, lexical: Lexical) -> None:
        self.entries = list(entries)
        self.vectors = vectors
        self._lexical = lexical
        self._counts = [Counter(lexical.analyser.stems(entry.ranked)) for entry in entries]

    def __len__(self) -> int:
        return len(self.entries)

    def lexical(self, query: str) -> Floats:
        """The BM25 score of every entry."""
        asked = self._lexical.weights(query)
        return np.array(
            [self._lexical.score(asked, counts) for counts in self._counts], dtype=np.float32
        )

    def similarity(self, vector: Floats) -> Floats:
        """The cosine of every entry."""
        found: Floats = self.vectors @ vector
        return found

    def visible(self, access: frozenset[str], where: dict[str, str | list[str]]) -> Mask:
        """Which entries the asker may read and has asked for."""
        return np.array([_fits(entry, access, where) for entry in self.entries], dtype=bool)


def _fits(entry: Entry, access: frozenset[str], where: dict[str, str | list[str]]) -> bool:
    if entry.access and access.isdisjoint(entry.access):
        return False
    return all(
        entry.metadata.get(name) in ([wanted] if isinstance(wanted, str) else wanted)
        for name, wanted in where.items()
    )
