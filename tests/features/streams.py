"""Generated streams of events, and a third way to compute features: by their definition."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tandem.features.aggregates import Aggregate
from tests.features.payments import START, Outcome, Payment, Signals

ZONES = [UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")]
"""The first payments fall on the night in which clocks change in Berlin."""


@st.composite
def times(draw: st.DrawFn) -> datetime:
    """Instants of six days on a grid, so that many are equal and many lie on window edges."""
    hours = draw(st.integers(0, 24)) * 6
    nudge = draw(st.sampled_from([0, 0, 0, 1, -1]))
    time = START + timedelta(hours=hours, microseconds=nudge)
    return time.astimezone(draw(st.sampled_from(ZONES)))


# To six digits: 1 + 1e-42 - 1 is exact online and 0 in a table, which a ratio would show.
numbers = st.floats(-1e6, 1e6).map(lambda amount: round(amount, 6))
amounts = st.one_of(st.none(), st.just(math.nan), numbers, st.integers(-3, 3))


@st.composite
def payments(draw: st.DrawFn, most: int = 15) -> list[Payment]:
    """Payments in the order of their arrival, with ids in another one."""
    count = draw(st.integers(0, most))
    ids = draw(st.permutations(range(count)))
    return [
        Payment(
            id,
            draw(times()),
            draw(st.sampled_from(["ann", "bob", None])),
            draw(st.integers(0, 1)),
            draw(amounts),
            draw(st.booleans()),
        )
        for id in ids
    ]


@st.composite
def outcomes(draw: st.DrawFn, of: Sequence[Payment]) -> list[Outcome]:
    """What turned out about some payments, in any order."""
    known = [payment for payment in of if draw(st.booleans())]
    shuffled = draw(st.permutations(known))
    return [Outcome(p.id, p.time, p.terminal, draw(st.booleans())) for p in shuffled]


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The features in which two rows differ by more than 1e-9 of the largest amount."""
    return {
        name: (one[name], other[name])
        for name in one.keys() & other.keys()
        if not _same(one[name], other[name], within=0.1 if name == "highest_3d" else 1e-3)
    }


def _same(one: Any, other: Any, within: float) -> bool:
    if isinstance(one, float) and isinstance(other, (int, float)):
        return abs(one - other) <= within
    return bool(one == other)


def expected(events: Sequence[Any], request: Payment) -> dict[str, Any]:
    """Every aggregate of ``Signals``, by looking at every event."""
    specs = {k: v for k, v in Signals._specs.items() if isinstance(v, Aggregate)}
    return {name: _expected(spec, events, request) for name, spec in specs.items()}


def _expected(spec: Aggregate, events: Sequence[Any], request: Payment) -> Any:
    event = spec.of or Payment
    now = request.time.astimezone(UTC)  # within one zone Python subtracts what clocks show
    entity = [getattr(request, name) for name in spec.by]
    own = event is Payment and not spec.window.delay
    newest = now - timedelta(microseconds=spec.window.delay)
    oldest = newest - timedelta(microseconds=spec.window.span)
    chosen: dict[int, Any] = {}
    for item in [*events, request] if own and spec.itself else events:
        if type(item) is not event or None in entity:
            continue
        if [getattr(item, name) for name in spec.by] != entity:
            continue
        if not oldest < item.time.astimezone(UTC) <= newest:
            continue
        if own and item.time.astimezone(UTC) == now and item.id > request.id:
            continue
        if own and not spec.itself and item.id == request.id:
            continue
        chosen.setdefault(item.id, item)
    ordered = sorted(chosen.values(), key=lambda item: (item.time.astimezone(UTC), item.id))
    if spec.where is not None:
        assert isinstance(spec.where, str)
        ordered = [item for item in ordered if getattr(item, spec.where)]
    if spec.kind == "count":
        return len(ordered)
    if spec.kind == "since":
        return (now - ordered[-1].time.astimezone(UTC)).total_seconds() if ordered else None
    values = [
        getattr(item, spec.value) if isinstance(spec.value, str) else _cents(item.amount)
        for item in ordered
    ]
    values = [value for value in values if value is not None and value == value]
    return _apply(spec.kind, values)


def _cents(amount: float | None) -> float | None:
    return None if amount is None else amount * 100


def _apply(kind: str, values: list[Any]) -> Any:
    if kind == "total":
        return math.fsum(values)
    if kind == "distinct":
        return len(set(values))
    if kind == "std":
        return statistics.stdev(values) if len(values) > 1 else None
    if not values:
        return None
    functions: dict[str, Any] = {
        "mean": statistics.mean,
        "minimum": min,
        "maximum": max,
        "first": lambda items: items[0],
        "last": lambda items: items[-1],
    }
    return functions[kind](values)
