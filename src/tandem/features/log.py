"""The events of one entity, in order: what an online store keeps, and how features read it."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import msgspec

from tandem.errors import Corrupt, InvalidInput
from tandem.features.layout import Entry, Layout
from tandem.features.window import DAY, SECOND

Column: TypeAlias = "array[float] | list[Any]"

_NEVER = -(1 << 62)


class _Packed(msgspec.Struct, array_like=True):
    """The state of an entity as MessagePack: arrays as their bytes, little-endian."""

    times: bytes
    keys: bytes
    columns: list[bytes | list[Any]]
    dropped: int


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Packed).decode


@dataclass
class Log:
    """Events sorted by time and key; each column has a value an event.

    A column of floats without a gap is an array, any other a list. ``dropped`` is the time
    of the newest event that was let go because it was too old.
    """

    times: array[int]
    keys: array[int]
    columns: list[Column]
    dropped: int = _NEVER

    @classmethod
    def empty(cls, layout: Layout) -> Self:
        """A log without events."""
        return cls(array("q"), array("q"), [[] for _ in layout.columns])

    @classmethod
    def unpack(cls, data: bytes | None, layout: Layout) -> Self:
        """The log that ``pack`` made; an entity that is not known has an empty one.

        Raises ``Corrupt`` for anything else.
        """
        if data is None:
            return cls.empty(layout)
        try:
            packed = _decode(data)
            times, keys = array("q", packed.times), array("q", packed.keys)
            columns = [array("d", c) if isinstance(c, bytes) else c for c in packed.columns]
        except (msgspec.MsgspecError, ValueError) as error:
            raise Corrupt(f"a log of {layout.view} cannot be read: {error}") from None
        sizes = {len(times), len(keys), *map(len, columns)}
        if len(sizes) != 1 or len(columns) != len(layout.columns):
            raise Corrupt(f"a log of {layout.view} is of {len(columns)} columns, sizes {sizes}")
        return cls(times, keys, columns, packed.dropped)

    def pack(self) -> bytes:
        """The log as bytes: 8 for each time, key and float of an event."""
        columns = [c.tobytes() if isinstance(c, array) else c for c in self.columns]
        return _encode(_Packed(self.times.tobytes(), self.keys.tobytes(), columns, self.dropped))

    def add(self, entry: Entry, layout: Layout) -> bool:
        """Put an event in its place by time; whether that changed anything.

        An event that is there already changes nothing; of one too old to be kept only its
        time is remembered.
        """
        times = self.times
        newest = max(times[-1], entry.time) if times else entry.time
        oldest = newest - layout.kept
        if entry.time <= oldest:
            before, self.dropped = self.dropped, max(self.dropped, entry.time)
            return before != self.dropped
        if entry.key in self.keys:
            return False
        self.insert(self.place(entry.time, entry.key), entry)
        if times[0] <= oldest:
            self._drop(bisect_right(times, oldest))
        return True

    def follow(self, layout: Layout, entry: Entry, into: dict[str, Any]) -> None:
        """Set the features of an event as ``read`` does, then ``add`` it, in one go."""
        times = self.times
        oldest = max(times[-1], entry.time) - layout.kept if times else entry.time - layout.kept
        if entry.time <= oldest or entry.key in self.keys:
            self.copy().read(layout, entry.time, entry, into)
            self.add(entry, layout)
            return
        self.read(layout, entry.time, entry, into)
        if times[0] <= oldest:
            self._drop(bisect_right(times, oldest))

    def copy(self) -> Log:
        """Another log of the same events."""
        return Log(self.times[:], self.keys[:], [c[:] for c in self.columns], self.dropped)

    def insert(self, place: int, entry: Entry) -> None:
        """Put an event at a place."""
        self.times.insert(place, entry.time)
        self.keys.insert(place, entry.key)
        for i, value in enumerate(entry.values):
            column = self.columns[i]
            if type(value) is float:
                if not column:
                    self.columns[i] = column = array("d")
            elif type(column) is array:
                self.columns[i] = column = column.tolist()
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
            days = (time - self.dropped) / DAY
            raise InvalidInput(
                f"{layout.view}: events up to {abs(days):.1f} days "
                f"{'before' if days >= 0 else 'after'} this request are gone, and it needs them",
                hint="compute features of past requests from the history (History), or keep "
                "events longer: class X(Features[...], lateness_days=...)",
            )
        place = None
        if entry is not None:
            place = self.place(time, entry.key)
            if not (place < len(self.keys) and self.keys[place] == entry.key):
                self.insert(place, entry)
        times = self.times
        for reach, delay, itself, parts in layout.program:
            start = bisect_right(times, time - reach)
            stop = bisect_right(times, time - delay) if delay or place is None else place + itself
            for value, where, features in parts:
                if value is None and where is None:
                    values: Sequence[Any] = range(start, stop)
                else:
                    values = self._values(value, where, start, stop)
                for name, function in features:
                    into[name] = function(values) if function else self._since(time, values)

    def _since(self, time: int, places: Sequence[int]) -> float | None:
        return (time - self.times[places[-1]]) / SECOND if places else None

    def _values(self, value: int | None, where: int | None, start: int, stop: int) -> Sequence[Any]:
        """What a slice aggregates; places where it names no value."""
        values: Sequence[Any]
        values = range(start, stop) if value is None else self.columns[value][start:stop]
        if where is not None:
            flags = self.columns[where][start:stop]
            values = [value for value, flag in zip(values, flags, strict=True) if flag]
        if type(values) is list and None in values:
            return [value for value in values if value is not None]
        return values

    def _drop(self, count: int) -> None:
        self.dropped = max(self.dropped, self.times[count - 1])
        for column in (self.times, self.keys, *self.columns):
            del column[:count]
