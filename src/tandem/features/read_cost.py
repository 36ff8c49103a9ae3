"""What one online read of each feature costs, on the states of some requests of a history."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import process_time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from tandem.features import frames
from tandem.features.definition import Definition, Features
from tandem.features.layout import Layout
from tandem.features.log import Log
from tandem.features.online import Online
from tandem.features.past import Events
from tandem.features.row import record_of
from tandem.features.store import MemoryStore
from tandem.features.window import instant

if TYPE_CHECKING:
    import polars

REQUESTS = 50
_REPEATS = 5
_LEAST_SECONDS = 0.002

Scan = Callable[[Layout], "polars.LazyFrame"]
Timed = Callable[[], object]


def read_costs(cls: type[Features[Any]], asked: polars.DataFrame, events: Scan) -> dict[str, float]:
    """CPU seconds of a read by feature, and under ``""`` of what all features share.

    Up to 50 requests, spread evenly over ``asked``, are read from a store in memory that
    holds what each of their entities would have had. Of a feature counts what a read with
    it takes more than one without; the quietest of five rounds, which is what noise adds
    least to.
    """
    plan = cls.definition
    sample = asked.gather_every(max(1, len(asked) // REQUESTS)).head(REQUESTS)
    requests = [SimpleNamespace(**row) for row in sample.iter_rows(named=True)]
    store = MemoryStore()
    logs = [_logs(layout, sample, requests, events(layout)) for layout in plan.layouts]
    for layout, states in zip(plan.layouts, logs, strict=True):
        keys = [(layout.view, layout.entity(request) or "") for request in requests]
        for key, log in zip(keys, states, strict=True):
            store.change([key], lambda _, log=log: [log.pack()])  # type: ignore[misc]  # bound in this turn
    online = Online(store, [cls], starts_empty=True)
    whole = _per(len(requests), lambda: [online.read(cls, request) for request in requests])
    own = _aggregates(plan, requests, logs) | _rows(cls, plan, online, requests)
    return {"": max(0.0, whole - sum(own.values()))} | own


def _logs(
    layout: Layout, sample: polars.DataFrame, requests: Sequence[Any], events: polars.LazyFrame
) -> list[Log]:
    """What a store would have of the entity of each request at its time."""
    pl = frames.import_polars()
    times = frames.instants(sample, layout.time, "the requests")
    kept = layout.horizon + layout.lateness
    frame = frames.between(events, layout.time, times, kept)
    by = [pl.col(name).cast(pl.String) for name in layout.by]
    wanted = sample.select(by).unique().lazy()
    near = frame.join(wanted, left_on=by, right_on=list(layout.by), how="semi").collect()
    known = Events.of(layout, near.sort(layout.time))
    names = known.entities.cast(pl.String).to_list()
    places: dict[str | None, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(name, []).append(place)
    logs = []
    for request in requests:
        here = np.array(places.get(layout.entity(request), []), dtype=np.int64)
        now = instant(getattr(request, layout.time))
        here = here[(known.times[here] <= now) & (known.times[here] > now - kept)]
        logs.append(_log(known.take(here)))
    return logs


def _log(events: Events) -> Log:
    assert events.keys is not None
    order = np.lexsort((events.keys, events.times))
    found = events.take(order)
    assert found.keys is not None
    columns: list[Any] = [
        array("d", values) if values and all(type(v) is float for v in values) else values
        for values in (column.to_list() for column in found.columns)
    ]
    return Log(array("q", found.times.tolist()), array("q", found.keys.tolist()), columns)


def _aggregates(
    plan: Definition, requests: Sequence[Any], logs: Sequence[Sequence[Log]]
) -> dict[str, float]:
    """What each feature alone adds to the reading of a log."""
    own: dict[str, float] = {}
    for layout, states in zip(plan.layouts, logs, strict=True):
        times = [instant(getattr(request, layout.time)) for request in requests]
        entries = [
            layout.entry(r, t) if layout.own else None for r, t in zip(requests, times, strict=True)
        ]

        def read(
            part: Layout, states: Any = states, times: Any = times, es: Any = entries
        ) -> float:
            def once() -> None:
                for log, time, entry in zip(states, times, es, strict=True):
                    log.read(part, time, entry, {})

            return _per(len(requests), once)

        empty = read(replace(layout, slices=()))
        for part in layout.slices:
            for feature in part.features:
                alone = replace(layout, slices=(replace(part, features=(feature,)),))
                own[feature[0]] = max(0.0, read(alone) - empty)
    return own


def _rows(
    cls: type[Features[Any]], plan: Definition, online: Online, requests: Sequence[Any]
) -> dict[str, float]:
    """What each row function and each copy adds to the making of a record."""
    found = [vars(online.read(cls, request)) for request in requests]

    def make(part: Definition) -> float:
        def once() -> None:
            for request, values in zip(requests, found, strict=True):
                record_of(cls, part, request, dict(values))

        return _per(len(requests), once)

    empty = make(replace(plan, copies=(), rows={}))
    own = {
        name: max(0.0, make(replace(plan, copies=(), rows={name: row})) - empty)
        for name, row in plan.rows.items()
    }
    for name in plan.copies:
        own[name] = max(0.0, make(replace(plan, copies=(name,), rows={})) - empty)
    return own


def _per(count: int, once: Timed) -> float:
    """CPU seconds of one of ``count`` equal pieces of work: of the quietest round."""
    once()
    quietest = float("inf")
    for _ in range(_REPEATS):
        turns, began = 0, process_time()
        while (spent := process_time() - began) < _LEAST_SECONDS:
            once()
            turns += 1
        quietest = min(quietest, spent / turns)
    return quietest / max(count, 1)
