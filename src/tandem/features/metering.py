"""What features cost, measured where they are computed for training, while somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import process_time
from typing import Any


@dataclass
class Costs:
    """CPU seconds of one definition by feature; under ``""`` what its features share.

    ``offline`` is of ``rows`` rows of a history together, ``online`` of one read of the
    state of its entities in this process, without the way to the store. Empty: not measured.
    """

    rows: int = 0
    offline: dict[str, float] = field(default_factory=dict)
    online: dict[str, float] = field(default_factory=dict)


class Watch:
    """Adds the CPU time since the last lap to a feature; the time of all threads counts."""

    def __init__(self, costs: Costs | None) -> None:
        self.costs = costs
        self._at = process_time()

    def lap(self, name: str = "") -> None:
        """What was done since the last lap was done for this feature, or for all."""
        if self.costs is not None:
            now = process_time()
            spent = self.costs.offline
            spent[name] = spent.get(name, 0.0) + now - self._at
            self._at = now


_meter: ContextVar[dict[str, Costs] | None] = ContextVar("tandem.features.meter", default=None)


@contextmanager
def metering() -> Iterator[dict[str, Costs]]:
    """Inside the block ``History`` measures its definitions; costs are by their names.

    A definition that a block computes several times is measured over all of its rows;
    that is what a build does, so that its report can tell what each feature costs.
    """
    found: dict[str, Costs] = {}
    token = _meter.set(found)
    try:
        yield found
    finally:
        _meter.reset(token)


def costs_of(definition: type[Any]) -> Costs | None:
    """Where the costs of a definition are added up; ``None`` where nobody asks."""
    found = _meter.get()
    return None if found is None else found.setdefault(definition.__qualname__, Costs())
