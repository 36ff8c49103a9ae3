"""The aggregates of one layout for many requests: sorted arrays and ranges of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tandem.features import frames, ranges
from tandem.features.aggregates import Kind
from tandem.features.layout import Entry, Layout, Slice
from tandem.features.log import Log
from tandem.features.records import names_of
from tandem.features.window import SECOND, Window

if TYPE_CHECKING:
    import polars

Places = NDArray[np.int64]

_STRANGER = -1
_NOBODY = -2


@dataclass(frozen=True)
class Events:
    """Events of a layout: entity (text), time, key and a column for each of the layout's."""

    entities: polars.Series
    times: polars.Series
    keys: polars.Series
    columns: tuple[polars.Series, ...]

    @classmethod
    def of(cls, layout: Layout, frame: polars.DataFrame) -> Events:
        """Read from a table of the fields of the events."""
        return cls(
            frames.entities(frame, layout.by),
            frames.instants(frame, layout.time, layout.event.__name__),
            frames.keys(frame, layout.key, names_of(layout.event)),
            tuple(frames.column(frame, column) for column in layout.columns),
        )


@dataclass(frozen=True)
class Requests:
    """Requests of a layout; key and columns only where they are events of it themselves."""

    entities: polars.Series
    times: polars.Series
    keys: polars.Series | None
    columns: tuple[polars.Series, ...]

    @classmethod
    def of(cls, layout: Layout, frame: polars.DataFrame) -> Requests:
        """Read from a table of the fields of the requests."""
        own = layout.own
        return cls(
            frames.entities(frame, layout.by),
            frames.instants(frame, layout.time, "requests"),
            frames.keys(frame, layout.key, names_of(layout.event)) if own else None,
            tuple(frames.column(frame, column) for column in layout.columns) if own else (),
        )


@dataclass(frozen=True)
class _Sorted:
    """Events by entity, time and key, each once; ``at`` is entity and time in one number."""

    at: Places
    keys: Places
    order: Places
    start: int
    span: int

    def places(self, codes: Places, times: Places) -> Places:
        """How many events lie before the end of each instant of each entity."""
        inside = np.clip(times - self.start, -1, self.span - 1)
        return np.searchsorted(self.at, codes * self.span + inside, side="right")


def aggregates(
    layout: Layout, events: Events, requests: Requests
) -> Iterator[tuple[str, polars.Series]]:
    """Every feature of a layout by name: a value a request, in their order."""
    pl = frames.import_polars()
    codes, asked = _codes(events.entities, requests.entities)
    log = _sort(events, codes)
    times = requests.times.to_numpy()
    # Neighbours in the log are asked for together: searches and sums then run through memory.
    order = np.lexsort((times, asked))
    codes, times = asked[order], times[order]
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    keys = None if requests.keys is None else requests.keys.to_numpy()[order]
    edges = _Edges(log, codes, times, keys)
    columns = [column.gather(log.order) for column in events.columns]
    new = edges.unrecorded
    apart = _apart(layout, log, columns, edges, new, [c.gather(order) for c in requests.columns])
    counts: dict[tuple[int | None, int | None], tuple[Places, Places]] = {}
    for part in layout.slices:
        start, stop = edges.of(part.window, part.itself)
        chosen, passed = _chosen(part, columns, len(log.at), counts)
        start, stop = passed[start], passed[stop]
        values = None if part.value is None else columns[part.value].gather(chosen)
        instants = log.at[chosen] % log.span + log.start
        for name, kind in part.features:
            found = pl.Series(name, _aggregate(kind, values, instants, start, stop, times))
            if len(new):
                found = found.scatter(new, [row[name] for row in apart])
            yield name, found.gather(back)


@dataclass(frozen=True)
class _Edges:
    """The range of events in each window of each request."""

    log: _Sorted
    codes: Places
    times: Places
    keys: Places | None

    @cached_property
    def unrecorded(self) -> Places:
        """The requests that would be events of the log, but are not in it."""
        if self.keys is None:
            return np.empty(0, np.int64)
        place = self._own
        here = place < len(self.log.keys)
        here[here] = self.log.keys[place[here]] == self.keys[here]
        here[here] = self.log.places(self.codes[here], self.times[here]) > place[here]
        return np.flatnonzero(~here & (self.codes > _NOBODY))

    def of(self, window: Window, itself: bool) -> tuple[Places, Places]:
        start = self.log.places(self.codes, self.times - window.reach)
        if window.delay or self.keys is None:
            stop = self.log.places(self.codes, self.times - window.delay)
        else:
            stop = np.minimum(self._own + itself, len(self.log.at))
        nobody = self.codes < 0
        return np.where(nobody, 0, start), np.where(nobody, 0, np.maximum(start, stop))

    @cached_property
    def _own(self) -> Places:
        """How many events come before each request that could be an event itself."""
        keys = self.keys
        assert keys is not None
        place = self.log.places(self.codes, self.times - 1)
        end = self.log.places(self.codes, self.times)
        waiting = np.flatnonzero(place < end)
        while len(waiting):
            waiting = waiting[self.log.keys[place[waiting]] < keys[waiting]]
            place[waiting] += 1
            waiting = waiting[place[waiting] < end[waiting]]
        return place


def _apart(
    layout: Layout,
    log: _Sorted,
    columns: list[polars.Series],
    edges: _Edges,
    rows: Places,
    given: list[polars.Series],
) -> list[dict[str, Any]]:
    """The features of requests that the history does not hold, one by one, as ``Online`` does.

    The events that they look back on are in the history, but they count for themselves only.
    """
    if not len(rows):
        return []
    codes, times = edges.codes[rows], edges.times[rows]
    start = log.places(codes, times - layout.horizon)
    stop = log.places(codes, times)
    found = []
    for row, code, time, begin, end in zip(rows, codes, times, start, stop, strict=True):
        known = slice(begin, end if code >= 0 else begin)
        past = Log(
            array("q", (log.at[known] % log.span + log.start).tolist()),
            array("q", log.keys[known].tolist()),
            [column[known].to_list() for column in columns],
        )
        assert edges.keys is not None
        entry = Entry(int(time), int(edges.keys[row]), tuple(column[int(row)] for column in given))
        values: dict[str, Any] = {}
        past.read(layout, int(time), entry, values)
        found.append(values)
    return found


def _codes(events: polars.Series, requests: polars.Series) -> tuple[Places, Places]:
    """A number for each entity; -1 for one without events, -2 for a request of no entity."""
    pl = frames.import_polars()
    known = events.drop_nulls().unique()
    numbers = pl.Series(np.arange(len(known)))

    def number(names: polars.Series) -> Places:
        coded = names.replace_strict(known, numbers, default=_STRANGER, return_dtype=pl.Int64)
        return np.where(names.is_null().to_numpy(), _NOBODY, coded.to_numpy())

    return number(events), number(requests)


def _sort(events: Events, codes: Places) -> _Sorted:
    pl = frames.import_polars()
    times = events.times.to_numpy()
    start = int(times.min(initial=0)) if len(times) else 0
    span = int(times.max(initial=start)) - start + 1
    frame = pl.DataFrame(
        {
            "at": codes * span + (times - start),
            "code": codes,
            "key": events.keys,
            "row": np.arange(len(codes)),
        }
    )
    frame = (
        frame.filter(pl.col("code") >= 0)
        .unique(["code", "key"], keep="first", maintain_order=True)
        .sort("at", "key")
    )
    return _Sorted(
        frame["at"].to_numpy(), frame["key"].to_numpy(), frame["row"].to_numpy(), start, span
    )


def _chosen(
    part: Slice,
    columns: list[polars.Series],
    size: int,
    counts: dict[tuple[int | None, int | None], tuple[Places, Places]],
) -> tuple[Places, Places]:
    """The events that have a value and pass the filter, and how many do before each place."""
    at = (part.value, part.where)
    if at not in counts:
        passes = np.ones(size, bool)
        if part.value is not None:
            passes &= columns[part.value].is_not_null().to_numpy()
        if part.where is not None:
            pl = frames.import_polars()
            passes &= columns[part.where].cast(pl.Boolean).fill_null(False).to_numpy()
        counts[at] = np.flatnonzero(passes), np.concatenate([[0], np.cumsum(passes)])
    return counts[at]


def _aggregate(
    kind: Kind,
    values: polars.Series | None,
    instants: Places,
    start: Places,
    stop: Places,
    times: Places,
) -> Any:
    pl = frames.import_polars()
    sizes = stop - start
    if kind == "count":
        return sizes
    if kind == "since":
        if not len(instants):
            return pl.Series([None] * len(times), dtype=pl.Float64)
        passed = (times - instants[np.maximum(stop - 1, 0)]) / SECOND
        return _missing(passed, sizes < 1)
    assert values is not None
    if kind in ("first", "last"):
        place = start if kind == "first" else stop - 1
        return values.gather(pl.Series(place).set(pl.Series(sizes < 1), None))
    if kind == "distinct":
        return ranges.distinct(values.rank("dense").to_numpy().astype(np.int64), start, stop)
    numbers = values.cast(pl.Float64).to_numpy()
    if kind in ("minimum", "maximum"):
        ufunc, empty = (np.minimum, np.inf) if kind == "minimum" else (np.maximum, -np.inf)
        return _missing(ranges.reduce(ufunc, numbers, start, stop, empty), sizes < 1)
    totals = ranges.reduce(np.add, numbers, start, stop, 0.0)
    if kind == "total":
        return totals
    means = totals / np.maximum(sizes, 1)
    if kind == "mean":
        return _missing(means, sizes < 1)
    squares = ranges.squares(numbers, start, stop, means)
    return _missing(np.sqrt(squares / np.maximum(sizes - 1, 1)), sizes < 2)


def _missing(values: Any, where: Any) -> Any:
    pl = frames.import_polars()
    return pl.Series(values).set(pl.Series(where), None)
