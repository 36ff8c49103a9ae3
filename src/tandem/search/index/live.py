"""An open index as it is at this moment: the folder, and what the overlay says about it."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Sequence

import numpy as np

from tandem.search.embed.base import Embedder
from tandem.search.index.delta import Delta
from tandem.search.index.entry import Entry
from tandem.search.index.overlay import Added, Change, Overlay
from tandem.search.index.snapshot import Snapshot
from tandem.search.index.vector import Floats, Ints, Mask
from tandem.search.query import Query

REMEMBERED = 64
"""Masks kept: one for each different asker and filter, a byte a row."""


class View:
    """What holds for one state of the overlay. Rows from ``len(snapshot)`` on are the delta's."""

    def __init__(
        self, snapshot: Snapshot, changes: Sequence[Change], delta: Delta, replaced: set[str]
    ) -> None:
        self.snapshot = snapshot
        self.delta = delta
        self._numbers: Ints = snapshot.passages.access
        self._labels = list(snapshot.passages.labels)
        self._hidden: Mask | None = None
        self._masks: dict[object, Mask | None] = {}
        for change in changes:
            if not (change.removed or change.access is not None or change.document in replaced):
                continue
            rows = snapshot.passages.rows_of(change.document)
            if change.removed or change.document in replaced:
                self._hide(rows)
            elif change.access is not None:
                self._relabel(rows, change.access)

    def visible(self, query: Query) -> Mask | None:
        """Which rows of the index the asker may read and has asked for; ``None``: all."""
        access = frozenset(query.access)
        key = (access, tuple((k, str(v)) for k, v in sorted(query.where.items())))
        if key not in self._masks:
            if len(self._masks) >= REMEMBERED:
                self._masks.clear()
            self._masks[key] = self._mask(access, query.where)
        return self._masks[key]

    def find(self, id: str, access: Sequence[str]) -> int | None:
        """The row of a passage, ``None`` unless it is there and may be read with these labels."""
        size = len(self.snapshot)
        shown = self.delta.visible(frozenset(access), {})
        for i, entry in enumerate(self.delta.entries):
            if entry.id == id and shown[i]:
                return size + i
        row, mask = self.snapshot.passages.row_of(id), self.visible(Query("", tuple(access)))
        return row if row is not None and (mask is None or mask[row]) else None

    def may_read(self, entry: Entry, start: int, end: int, access: Sequence[str]) -> bool:
        """Whether nothing between two places of an entry's document is kept from the asker.

        That is decided by the passages of the index that lie there.
        """
        added = [i for i, e in enumerate(self.delta.entries) if e.document == entry.document]
        if added:
            shown = self.delta.visible(frozenset(access), {})
            entries = self.delta.entries
            return all(shown[i] for i in added if entries[i].start < end and entries[i].end > start)
        mask = self.visible(Query("", tuple(access)))
        rows = self.snapshot.passages.rows_within(entry.document, start, end)
        return mask is None or bool(mask[rows].all())

    def entries(self, rows: Sequence[int]) -> list[Entry]:
        """The entries of some rows, of the index and of the delta."""
        if not self.delta.entries:
            return self.snapshot.passages.entries(rows)
        size = len(self.snapshot)
        base = self.snapshot.passages.entries([row for row in rows if row < size])
        found = dict(zip((row for row in rows if row < size), base, strict=True))
        return [found[row] if row < size else self.delta.entries[row - size] for row in rows]

    def _mask(self, access: frozenset[str], where: dict[str, str | list[str]]) -> Mask | None:
        allowed = np.array([not labels or bool(labels & access) for labels in self._labels])
        mask: Mask | None = None if allowed.all() else allowed[self._numbers]
        if self._hidden is not None:
            mask = ~self._hidden if mask is None else mask & ~self._hidden
        if where:
            having = self.snapshot.having(where)
            mask = having if mask is None else mask & having
        return mask

    def _hide(self, rows: Sequence[int]) -> None:
        if rows:
            if self._hidden is None:
                self._hidden = np.zeros(len(self.snapshot), dtype=bool)
            self._hidden[rows] = True

    def _relabel(self, rows: Sequence[int], access: frozenset[str]) -> None:
        if access not in self._labels:
            self._labels.append(access)
        if self._numbers is self.snapshot.passages.access:
            self._numbers = self._numbers.copy()
        self._numbers[rows] = self._labels.index(access)


class Live:
    """A snapshot, the overlay where there is one, and the view of both; safe among threads."""

    def __init__(self, snapshot: Snapshot, overlay: Overlay | None, embedder: Embedder) -> None:
        self.snapshot = snapshot
        self.overlay = overlay
        self._embedder = embedder
        self._lock = threading.Lock()
        self._version: int | None = None
        self._view = self._build([])

    def view(self) -> View:
        """How things are now: a change that any process has made counts at once."""
        if self.overlay is None:
            return self._view
        with self._lock:
            version = self.overlay.version
            if version != self._version:
                self._view = self._build(self.overlay.changes())
                self._version = version
            return self._view

    def _build(self, changes: Sequence[Change]) -> View:
        replaced = {
            change.document: change
            for change in changes
            # A later build may hold the new version already: then there is nothing to replace.
            if change.content and change.content != self.snapshot.passages.content(change.document)
        }
        added: list[Added] = []
        for document, change in replaced.items():
            assert self.overlay is not None  # changes come from there
            for item in self.overlay.added(document):
                entry = item.entry
                if change.access is not None:
                    entry = dataclasses.replace(entry, access=tuple(sorted(change.access)))
                added.append(dataclasses.replace(item, entry=entry))
        vectors = self._vectors(added)
        delta = Delta([item.entry for item in added], vectors, self.snapshot.lexical)
        return View(self.snapshot, changes, delta, set(replaced))

    def _vectors(self, added: Sequence[Added]) -> Floats:
        """Vectors of added entries; made anew where another release's embedder made them."""
        digest = self.snapshot.manifest.embedder
        foreign = [i for i, item in enumerate(added) if item.embedder != digest]
        vectors = [item.vector for item in added]
        if foreign:
            texts = [self._embedder.passage(added[i].entry) for i in foreign]
            for i, vector in zip(foreign, self._embedder.embed(texts), strict=True):
                vectors[i] = vector
        shape = (len(vectors), self.snapshot.manifest.dimensions)
        return np.array(vectors, dtype=np.float32).reshape(shape)
