"""The events of one entity, in order: what an online store keeps, and how features read it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any, Self

import msgspec

from tandem.errors import Corrupt, InvalidInput
from tandem.features.aggregates import evaluate
from tandem.features.layout import Entry, Layout
from tandem.features.window import DAY, Window

_NEVER = -(1 << 62)


class Log(msgspec.Struct, array_like=True):
    """Events sorted by time and key; each column has a value an event.

    ``dropped`` is the time of the newest event that was let go because it was too old.
    """

    times: list[int]
    keys: list[int]
    columns: list[list[Any]]
    dropped: int = _NEVER

    @classmethod
    def empty(cls, layout: Layout) -> Self:
        """A log without events."""
        return cls([], [], [[] for _ in layout.columns])

    @classmethod
    def unpack(cls, data: bytes | None, layout: Layout) -> Log:
        """The log that ``pack`` made; an entity that is not known has an empty one."""
        if data is None:
            return cls.empty(layout)
        try:
            log = _decode(data)
        except msgspec.MsgspecError as error:
            raise Corrupt(f"a log of {layout.view} cannot be read: {error}") from None
        if len(log.columns) != len(layout.columns):
            raise Corrupt(f"a log of {layout.view} has {len(log.columns)} columns")
        return log

    def pack(self) -> bytes:
        """The log as bytes: MessagePack."""
        return _encode(self)

    def add(self, entry: Entry, layout: Layout) -> bool:
        """Put an event in its place by time; whether that changed anything.

        An event that is there already changes nothing; of one too old to be kept only its
        time is remembered.
        """
        times = self.times
        newest = max(times[-1], entry.time) if times else entry.time
        oldest = newest - layout.horizon - layout.lateness
        if entry.time <= oldest:
            before, self.dropped = self.dropped, max(self.dropped, entry.time)
            return before != self.dropped
        if entry.key in self.keys:
            return False
        self.insert(self.place(entry.time, entry.key), entry)
        if times[0] <= oldest:
            self._drop(bisect_right(times, oldest))
        return True

    def insert(self, place: int, entry: Entry) -> None:
        """Put an event at a place."""
        self.times.insert(place, entry.time)
        self.keys.insert(place, entry.key)
        for column, value in zip(self.columns, entry.values, strict=True):
            column.insert(place, value)

    def place(self, time: int, key: int) -> int:
        """How many events come before the one with that time and key."""
        place = bisect_left(self.times, time)
        while place < len(self.times) and self.times[place] == time and self.keys[place] < key:
            place += 1
        return place

    def read(self, layout: Layout, time: int, entry: Entry | None, into: dict[str, Any]) -> None:
        """Set the features of a request at ``time``; ``entry`` is it, if it is an event.

        The log is for this one reading: the request is put into it.
        Raises ``InvalidInput`` if events that would count were let go.
        """
        if time - layout.horizon < self.dropped:
            raise InvalidInput(
                f"{layout.view}: events up to {(self.times[-1] - self.dropped) / DAY:.1f} days "
                "before the newest are gone, and this request needs them",
                hint="compute features of past requests from the history (History), or keep "
                "events longer: class X(Features[...], lateness_days=...)",
            )
        place = None
        if entry is not None:
            place = self.place(time, entry.key)
            if not (place < len(self.keys) and self.keys[place] == entry.key):
                self.insert(place, entry)
        edges: dict[tuple[Window, bool], tuple[int, int]] = {}
        for part in layout.slices:
            at = (part.window, part.itself)
            if at not in edges:
                edges[at] = self._edges(part.window, part.itself, time, place)
            start, stop = edges[at]
            times = self.times[start:stop]
            values: list[Any] = (
                times if part.value is None else self.columns[part.value][start:stop]
            )
            if part.where is not None:
                kept = [bool(flag) for flag in self.columns[part.where][start:stop]]
                times = [item for item, keep in zip(times, kept, strict=True) if keep]
                values = [item for item, keep in zip(values, kept, strict=True) if keep]
            if part.value is not None and None in values:
                values = [value for value in values if value is not None]
            for name, kind in part.features:
                into[name] = evaluate(kind, values, times, time)

    def _edges(self, window: Window, itself: bool, time: int, place: int | None) -> tuple[int, int]:
        start = bisect_right(self.times, time - window.reach)
        if window.delay or place is None:
            return start, bisect_right(self.times, time - window.delay)
        return start, place + itself

    def _drop(self, count: int) -> None:
        self.dropped = max(self.dropped, self.times[count - 1])
        del self.times[:count]
        del self.keys[:count]
        for column in self.columns:
            del column[:count]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Log).decode
