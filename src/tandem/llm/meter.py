"""What the calls of models inside a block used, for whoever wraps them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Meter:
    """Calls, tokens and US dollars; ``unpriced`` counts calls whose price is unknown."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    unpriced: int = 0


_meters: ContextVar[tuple[Meter, ...]] = ContextVar("tandem.llm.meters", default=())


@contextmanager
def metering() -> Iterator[Meter]:
    """Count what is used in the block, and in what it awaits; failed calls count as well."""
    meter = Meter()
    before = _meters.set((*_meters.get(), meter))
    try:
        yield meter
    finally:
        _meters.reset(before)


def used(tokens_in: int, tokens_out: int, cost: float | None) -> None:
    """Count a call."""
    for meter in _meters.get():
        meter.calls += 1
        meter.tokens_in += tokens_in
        meter.tokens_out += tokens_out
        if cost is None:
            meter.unpriced += 1
        else:
            meter.cost += cost
