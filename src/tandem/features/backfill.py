"""Bringing an online store up to date from recorded events, vectorised and resumable."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.data.streams.progress import CatalogProgress, Step
from tandem.errors import StoreError
from tandem.features import frames
from tandem.features.catalog_store import CatalogStore
from tandem.features.definition import Features, definition_of
from tandem.features.filled import fill
from tandem.features.frames import Table
from tandem.features.history import event_fields
from tandem.features.layout import Entry, Layout
from tandem.features.log import Column, Log
from tandem.features.past import Events
from tandem.features.window import EPOCH, instant
from tandem.record.digest import digest
from tandem.record.jobs import Made, run_job
from tandem.record.ledger import ChunkLedger

if TYPE_CHECKING:
    import polars

_EVENTS = 1_000_000
"""Events in a chunk, about: what is held in memory at a time."""


@dataclass(frozen=True)
class Materialized:
    """How many events there were to count, and how many states were written for them."""

    events: int
    states: int


def materialize(
    events: Mapping[type[Any], Table],
    definitions: Sequence[type[Features[Any]]],
    store: CatalogStore,
    *,
    job: str = "materialize",
) -> Materialized:
    """Count recorded events in an online store, as ``Online.update_many`` would.

    ``events`` are tables by class, as ``History`` takes them. The first time all of them are
    counted, later those that are newer than the newest one then, less the lateness of the
    definition. The work is cut into chunks of entities, each committed whole: after a kill
    the next call goes on with what is left. Events that the store has already, from an
    earlier run or from a stream, are not counted twice.

    Raises ``StoreError`` if a chunk failed; the next call tries it again.
    """
    events_seen = states = 0
    for definition in definitions:
        for layout in definition_of(definition).layouts:
            if layout.event in events:
                view = _View(layout, events[layout.event], store, job)
                events_seen += view.run()
                states += view.states
    return Materialized(events_seen, states)


class _View:
    """The events of one layout on their way into a store."""

    def __init__(self, layout: Layout, table: Table, store: CatalogStore, job: str) -> None:
        self.states = 0
        self._layout = layout
        self._store = store
        self._job = job
        frame = frames.scan(table, layout.event)
        self._frame = frames.need(frame, event_fields(layout), layout.event.__name__)

    def run(self) -> int:
        """Count what is new, chunk by chunk; how many events it was."""
        pl, view = frames.import_polars(), self._layout.view
        progress = CatalogProgress(self._store.catalog)
        seen = progress.newest(self._job, view)
        start = None if seen is None else instant(seen) - self._layout.lateness
        time = pl.col(self._layout.time)
        newer = self._since(start).select(pl.len(), time.min().alias("begin"), time.max())
        count, begin, end = newer.collect().row(0)
        if not count:
            fill(self._store, self._layout, None)
            return 0
        chunks = count // _EVENTS + 1
        inputs = {
            str(number): digest([view, number, chunks, start, end, count, pl.__version__])
            for number in range(chunks)
        }
        ledger, name = ChunkLedger(self._store.catalog), f"{self._job}: {view}"
        ledger.retry(name)
        done = run_job(ledger, name, inputs, partial(self._chunk, start, chunks))
        if failed := [chunk for chunk in done if chunk.state != "done"]:
            raise StoreError(
                f"{len(failed)} of {chunks} parts of {view} failed: {failed[0].reason}",
                hint="the others are done; call materialize again when it is mended",
            )
        before = progress.positions(self._job, view)
        after = {0: before.get(0, 0) + count}
        progress.commit(Step(self._job, view, before, after, newest=end))
        fill(self._store, self._layout, instant(begin))
        return int(count)

    def _since(self, start: int | None) -> polars.LazyFrame:
        if start is None:
            return self._frame
        pl = frames.import_polars()
        oldest = EPOCH + timedelta(microseconds=start)
        return self._frame.filter(pl.col(self._layout.time) > pl.lit(oldest))

    def _chunk(self, start: int | None, chunks: int, number: str) -> Made:
        """The logs of one part of the entities, and the write that brings them in."""
        pl = frames.import_polars()
        part = pl.struct(self._layout.by).hash(seed=0) % chunks == int(number)
        frame = self._since(start).filter(part).collect()
        logs = dict(_logs(self._layout, frame))
        self.states += len(logs)
        packed = hashlib.sha256()
        for entity, log in logs.items():
            packed.update(f"{entity}\0".encode(errors="surrogatepass") + log.pack())
        keys = [(self._layout.view, entity) for entity in logs]

        def edit(states: Sequence[bytes | None]) -> list[bytes]:
            return [
                log.pack() if state is None else _merged(state, log, self._layout)
                for state, log in zip(states, logs.values(), strict=True)
            ]

        return Made(packed.hexdigest(), self._store.changing(keys, edit))


def _logs(layout: Layout, frame: polars.DataFrame) -> Iterator[tuple[str, Log]]:
    """The log of each entity, cut from sorted columns; as if its events were added in turn."""
    pl = frames.import_polars()
    events = Events.of(layout, frame)
    named = {f"c{place}": column for place, column in enumerate(events.columns)}
    table = (
        pl.DataFrame({"entity": events.entities, "time": events.times, "key": events.keys, **named})
        .drop_nulls("entity")
        .unique(["entity", "key"], keep="first", maintain_order=True)
        .sort("entity", "time", "key")
    )
    times, keys = table["time"].to_numpy(), table["key"].to_numpy()
    columns = [_values(table[name]) for name in named]
    runs = table["entity"].rle().struct.unnest()
    start = 0
    for length, entity in zip(runs["len"].to_list(), runs["value"].to_list(), strict=True):
        stop = start + length
        oldest = int(times[stop - 1]) - layout.horizon - layout.lateness
        first = start + int(np.searchsorted(times[start:stop], oldest, side="right"))
        log = Log(
            array("q", times[first:stop].tobytes()),
            array("q", keys[first:stop].tobytes()),
            [_column(column[first:stop]) for column in columns],
        )
        if first > start:
            log.dropped = int(times[first - 1])
        yield str(entity), log
        start = stop


def _values(series: polars.Series) -> Any:
    """An array of floats without a gap, or a list."""
    whole = series.dtype.is_float() and not series.null_count()
    return series.to_numpy().astype(float) if whole else series.to_list()


def _column(values: Any) -> Column:
    """The values of one entity as a log keeps them."""
    if isinstance(values, np.ndarray):
        return array("d", values.tobytes())
    return array("d", values) if all(type(value) is float for value in values) else values


def _merged(state: bytes, new: Log, layout: Layout) -> bytes:
    log = Log.unpack(state, layout)
    for time, key, *values in zip(new.times, new.keys, *new.columns, strict=True):
        log.add(Entry(time, key, tuple(values)), layout)
    log.dropped = max(log.dropped, new.dropped)
    return log.pack()
