"""Features of the moment: events change the state of entities, requests read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from tandem.errors import InvalidInput
from tandem.features.batch import Batch
from tandem.features.definition import Definition, Features, definition_of
from tandem.features.filled import announce, check_filled
from tandem.features.layout import Layout
from tandem.features.log import Log
from tandem.features.row import record_of
from tandem.features.store import OnlineStore
from tandem.features.window import instant

F = TypeVar("F", bound=Features[Any])
_BATCH = 256


class Online:
    """Reads and keeps the features of some definitions in a store.

    Events may come late, twice and in any order: each counts by its own time, once. Reading
    changes nothing; what a request reads is what ``History`` gives for it.

    The first read of a definition raises ``NotFilled`` if no event of one of its views was
    ever counted, rather than giving empty windows; ``starts_empty`` says that this is meant.

    >>> from datetime import datetime
    >>> from dataclasses import dataclass
    >>> from tandem.features import Features, MemoryStore, Online, total
    >>> @dataclass(frozen=True)
    ... class Payment:
    ...     id: int
    ...     time: datetime
    ...     customer: str
    ...     amount: float
    >>> class Signals(Features[Payment], key="id"):
    ...     spent_1d: float = total("amount", by="customer", days=1)
    >>> online = Online(MemoryStore(), [Signals])
    >>> online.update(Payment(1, datetime(2026, 1, 1, 9), "ann", 20.0))
    >>> online.read(Signals, Payment(2, datetime(2026, 1, 1, 10), "ann", 5.0))
    Signals(spent_1d=25.0)
    """

    def __init__(
        self,
        store: OnlineStore,
        definitions: Sequence[type[Features[Any]]],
        *,
        starts_empty: bool = False,
    ) -> None:
        self.store = store
        self._starts_empty = starts_empty
        self._checked: set[type[Any]] = set()
        self._announced: set[str] = set()
        self._layouts: dict[type[Any], dict[str, Layout]] = {}
        for definition in definitions:
            for layout in definition_of(definition).layouts:
                self._layouts.setdefault(layout.event, {})[layout.view] = layout

    def update(self, event: Any) -> None:
        """Count an event; in every view that it belongs to, or in none."""
        self.update_many([event])

    def update_many(self, events: Iterable[Any]) -> None:
        """Count events; those of one batch of 256 change the store together."""
        batch: list[Any] = []
        for event in events:
            batch.append(event)
            if len(batch) == _BATCH:
                self._update(batch)
                batch = []
        if batch:
            self._update(batch)

    def read(self, definition: type[F], request: Any) -> F:
        """The features of a request as of its time."""
        return self.read_many(definition, (request,))[0]

    def read_many(self, definition: type[F], requests: Sequence[Any]) -> list[F]:
        """The features of requests, in order; one look into the store for all."""
        plan = definition_of(definition)
        if definition not in self._checked:
            self.check(definition)
        keys = [
            (layout.view, entity)
            for request in requests
            for layout in plan.layouts
            if (entity := layout.entity(request)) is not None
        ]
        states = iter(self.store.load(keys)) if keys else iter(())
        return [record_of(definition, plan, r, _aggregates(plan, r, states)) for r in requests]

    def check(self, definition: type[Features[Any]]) -> None:
        """Raise ``NotFilled`` if a view of a definition was never filled."""
        if not self._starts_empty:
            layouts = definition_of(definition).layouts
            check_filled(self.store, layouts, definition.__name__)
        self._checked.add(definition)

    def follow(self, definition: type[F], events: Sequence[Any]) -> list[F]:
        """The features of events in their order; each is counted once it was read.

        The same as ``read`` and ``update`` in turns, at about half the cost: every state is
        loaded, gone through and saved once for a batch of 256. Events are the requests of
        the definition, which is one that this object keeps.
        """
        plan = definition_of(definition)
        own = {layout.view: layout for layout in plan.layouts if layout.own}
        if missing := own.keys() - self._layouts.get(plan.request, {}).keys():
            raise InvalidInput(
                f"{definition.__name__} is followed, and {min(missing)} is not kept here",
                hint=f"Online(store, [{definition.__name__}])",
            )
        if definition not in self._checked:
            self.check(definition)
        found: list[F] = []
        for start in range(0, len(events), _BATCH):
            found += self._follow(definition, plan, own, events[start : start + _BATCH])
        return found

    def _follow(
        self, definition: type[F], plan: Definition, own: dict[str, Layout], events: Sequence[Any]
    ) -> list[F]:
        values: list[dict[str, Any]] = [{} for _ in events]
        others = [layout for layout in plan.layouts if not layout.own]
        known = [(layout, layout.entity(event)) for event in events for layout in others]
        keys = [(layout.view, entity) for layout, entity in known if entity is not None]
        states = iter(self.store.load(keys)) if keys else iter(())
        batch = Batch()
        for event, into in zip(events, values, strict=True):
            batch.add(event, self._kept(event), own, into)
            _read(others, event, instant(getattr(event, plan.time)), states, into)
        self._change(batch)
        rows = zip(events, values, strict=True)
        return [record_of(definition, plan, event, into) for event, into in rows]

    def _update(self, events: Sequence[Any]) -> None:
        batch = Batch()
        for event in events:
            batch.add(event, self._kept(event), {})
        self._change(batch)

    def _kept(self, event: Any) -> dict[str, Layout]:
        """The layouts that an event is counted in, by their view."""
        found = self._layouts.get(type(event))
        if found is None:
            known = ", ".join(cls.__name__ for cls in self._layouts)
            raise InvalidInput(
                f"no feature is made from a {type(event).__name__}",
                hint=f"events are {known or 'none'}",
            )
        return found

    def _change(self, batch: Batch) -> None:
        self.store.change(batch.keys, batch.edit)
        if new := batch.layouts.keys() - self._announced:
            announce(self.store, [batch.layouts[view] for view in new])
            self._announced |= new


def _aggregates(plan: Definition, request: Any, states: Iterator[bytes | None]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    _read(plan.layouts, request, instant(getattr(request, plan.time)), states, values)
    return values


def _read(
    layouts: Sequence[Layout],
    request: Any,
    time: int,
    states: Iterator[bytes | None],
    into: dict[str, Any],
) -> None:
    """Set the features of a request; there is a state for each layout that has its entity."""
    for layout in layouts:
        known = layout.entity(request) is not None
        log = Log.unpack(next(states) if known else None, layout)
        entry = layout.entry(request, time) if layout.own and known else None
        log.read(layout, time, entry, into)
