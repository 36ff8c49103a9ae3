"""The aggregates of one layout for many requests: sorted arrays and ranges of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.features import frames, ranges
from tandem.features.aggregates import Kind
from tandem.features.layout import Entry, Layout, Slice
from tandem.features.log import Log
from tandem.features.metering import Watch
from tandem.features.records import names_of
from tandem.features.timeline import NOBODY, Places, Timeline, number
from tandem.features.window import SECOND, Window

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True)
class Events:
    """Events of a layout: entity, time, key and each of its columns.

    Requests that are no events themselves have neither keys nor columns.
    """

    entities: polars.Series
    times: Places
    keys: Places | None
    columns: tuple[polars.Series, ...]

    @classmethod
    def of(cls, layout: Layout, frame: polars.DataFrame) -> Events:
        """Read from a table of the fields of the events."""
        return cls(
            frames.entities(frame, layout.by),
            frames.instants(frame, layout.time, layout.event.__name__).to_numpy(),
            frames.keys(frame, layout.key, names_of(layout.event)).to_numpy(),
            tuple(frames.column(frame, column) for column in layout.columns),
        )

    @classmethod
    def asked(cls, layout: Layout, frame: polars.DataFrame) -> Events:
        """Read from a table of the fields of requests."""
        if layout.own:
            return cls.of(layout, frame)
        times = frames.instants(frame, layout.time, "the requests").to_numpy()
        return cls(frames.entities(frame, layout.by), times, None, ())

    def take(self, rows: Places) -> Events:
        """The rows at these places."""
        keys = None if self.keys is None else self.keys[rows]
        columns = tuple(column.gather(rows) for column in self.columns)
        return Events(self.entities.gather(rows), self.times[rows], keys, columns)


def aggregates(
    layout: Layout, events: Events, requests: Events, watch: Watch
) -> Iterator[tuple[str, polars.Series]]:
    """Every feature of a layout by name: a value a request, in their order.

    ``watch`` is told what the time was spent on.
    """
    pl = frames.import_polars()
    known, asked = number(events.entities, requests.entities)
    line = _once(events, known)
    # Neighbours in the log are asked for together: searches and sums then run through memory.
    order = np.lexsort((requests.times, asked))
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    search = _Search(line, events.take(line.order), asked[order], requests.take(order))
    new = search.unrecorded
    apart = [search.apart(layout, int(row)) for row in new]
    for window, itself, parts in layout.windows:
        start, stop = search.edges(window, itself)
        for part in parts:
            chosen, passed = search.chosen(part.value, part.where)
            watch.lap()
            for name, values in _slice(part, search, chosen, passed[start], passed[stop]):
                column = pl.Series(name, values)
                if len(new):
                    column = column.scatter(new, [row[name] for row in apart])
                column = column.gather(back)
                watch.lap(name)
                yield name, column


def _once(events: Events, codes: Places) -> Timeline:
    """The events by entity, time and key. Of those with one key the first one counts."""
    pl = frames.import_polars()
    keys = events.keys
    assert keys is not None
    if pl.Series(keys).n_unique() < len(keys):
        frame = pl.DataFrame({"code": codes, "key": keys}).with_row_index("row")
        kept = frame.unique(["code", "key"], keep="first")["row"].to_numpy()
        codes = codes.copy()
        codes[np.isin(np.arange(len(codes)), kept, invert=True)] = NOBODY
    return Timeline.of(codes, events.times, keys)


@dataclass(frozen=True)
class _Search:
    """Requests (sorted by entity and time) in front of the events of a timeline."""

    line: Timeline
    events: Events
    codes: Places
    requests: Events

    def edges(self, window: Window, itself: bool) -> tuple[Places, Places]:
        """The range of events in the window of each request."""
        times = self.requests.times
        start = self.line.before(self.codes, times - window.reach)
        if window.delay or self.requests.keys is None:
            stop = self.line.before(self.codes, times - window.delay)
        else:
            stop = np.minimum(self._own + itself, len(self.line.at))
        unknown = self.codes < 0
        return np.where(unknown, 0, start), np.where(unknown, 0, np.maximum(start, stop))

    @cached_property
    def _own(self) -> Places:
        """How many events come before each request, where it could be an event itself."""
        keys, known = self.requests.keys, self.events.keys
        assert keys is not None
        assert known is not None
        place = self.line.before(self.codes, self.requests.times - 1)
        waiting = np.flatnonzero(place < self._end)
        while len(waiting):
            waiting = waiting[known[place[waiting]] < keys[waiting]]
            place[waiting] += 1
            waiting = waiting[place[waiting] < self._end[waiting]]
        return place

    @cached_property
    def _end(self) -> Places:
        return self.line.before(self.codes, self.requests.times)

    @cached_property
    def unrecorded(self) -> Places:
        """The requests that could be events of the log, but are not in it."""
        keys, known = self.requests.keys, self.events.keys
        if keys is None:
            return np.empty(0, np.int64)
        assert known is not None
        here = self._own < self._end
        here[here] = known[self._own[here]] == keys[here]
        return np.flatnonzero(~here & (self.codes > NOBODY))

    def apart(self, layout: Layout, row: int) -> dict[str, Any]:
        """The features of a request that was not recorded, as ``Online`` reads them.

        It looks back on recorded events, but counts for itself only.
        """
        keys, known = self.requests.keys, self.events.keys
        assert keys is not None
        assert known is not None
        time, code = self.requests.times[row], self.codes[row : row + 1]
        start, stop = 0, 0
        if code[0] >= 0:
            start = int(self.line.before(code, time - layout.horizon)[0])
            stop = int(self._end[row])
        log = Log(
            array("q", self.events.times[start:stop].tolist()),
            array("q", known[start:stop].tolist()),
            [column[start:stop].to_list() for column in self.events.columns],
        )
        entry = Entry(int(time), int(keys[row]), tuple(c[row] for c in self.requests.columns))
        values: dict[str, Any] = {}
        log.read(layout, int(time), entry, values)
        return values

    def chosen(self, value: int | None, where: int | None) -> tuple[Places, Places]:
        """The events that have a value and pass the filter, and how many do before a place."""
        at = (value, where)
        if at not in self._chosen:
            pl = frames.import_polars()
            passes = np.ones(len(self.line.at), bool)
            if value is not None:
                passes &= self.events.columns[value].is_not_null().to_numpy()
            if where is not None:
                flags = self.events.columns[where].cast(pl.Boolean)
                passes &= flags.fill_null(False).to_numpy()
            self._chosen[at] = np.flatnonzero(passes), np.insert(np.cumsum(passes), 0, 0)
        return self._chosen[at]

    @cached_property
    def _chosen(self) -> dict[tuple[int | None, int | None], tuple[Places, Places]]:
        return {}


def _slice(
    part: Slice, search: _Search, chosen: Places, start: Places, stop: Places
) -> Iterator[tuple[str, Any]]:
    """The features of a slice; values are those of the chosen events."""
    if part.value is None:
        times = search.events.times[chosen]
        for name, kind in part.features:
            yield name, _of_times(kind, times, start, stop, search.requests.times)
        return
    values = search.events.columns[part.value].gather(chosen)
    for name, kind in part.features:
        yield name, _of_values(kind, values, start, stop)


def _of_times(kind: Kind, known: Places, start: Places, stop: Places, asked: Places) -> Any:
    if kind == "count":
        return stop - start
    last = known[np.maximum(stop - 1, 0)] if len(known) else asked
    return _blank((asked - last) / SECOND, stop <= start)


def _of_values(kind: Kind, values: polars.Series, start: Places, stop: Places) -> Any:
    pl = frames.import_polars()
    sizes = stop - start
    if kind in ("first", "last"):
        return values.gather(_blank(start if kind == "first" else stop - 1, sizes < 1))
    if kind == "distinct":
        return ranges.distinct(values.rank("dense").to_numpy().astype(np.int64), start, stop)
    numbers = values.cast(pl.Float64).to_numpy()
    if kind == "minimum":
        return _blank(ranges.reduce(np.minimum, numbers, start, stop, np.inf), sizes < 1)
    if kind == "maximum":
        return _blank(ranges.reduce(np.maximum, numbers, start, stop, -np.inf), sizes < 1)
    totals = ranges.reduce(np.add, numbers, start, stop, 0.0)
    if kind == "total":
        return totals
    means = totals / np.maximum(sizes, 1)
    if kind == "mean":
        return _blank(means, sizes < 1)
    squares = ranges.squares(numbers, start, stop, means)
    return _blank(np.sqrt(squares / np.maximum(sizes - 1, 1)), sizes < 2)


def _blank(values: Any, where: Any) -> polars.Series:
    """Null where a value would be over too few events."""
    pl = frames.import_polars()
    blanked: polars.Series = pl.Series(values).set(pl.Series(where), None)
    return blanked
