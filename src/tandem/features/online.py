"""Features of the moment: events change the state of entities, requests read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from tandem.errors import InvalidInput
from tandem.features.definition import Definition, Features, definition_of
from tandem.features.filled import announce, check_filled, mark, mark_of
from tandem.features.layout import Layout
from tandem.features.log import Log
from tandem.features.row import record_of
from tandem.features.store import Key, OnlineStore
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

    def _update(self, events: Sequence[Any]) -> None:
        entries: dict[Key, list[Any]] = {}
        layouts: dict[str, Layout] = {}
        oldest: dict[str, int] = {}
        for event in events:
            found = self._layouts.get(type(event))
            if found is None:
                known = ", ".join(cls.__name__ for cls in self._layouts)
                raise InvalidInput(
                    f"no feature is made from a {type(event).__name__}",
                    hint=f"events are {known or 'none'}",
                )
            for view, layout in found.items():
                layouts[view] = layout
                time = instant(getattr(event, layout.time))
                oldest[view] = min(oldest.get(view, time), time)
                entity = layout.entity(event)
                if entity is not None:
                    entries.setdefault((view, entity), []).append(layout.entry(event, time))
        keys = [*entries, *map(mark_of, layouts)]

        def edit(states: Sequence[bytes | None]) -> list[bytes]:
            changed = []
            for key, state in zip(entries, states, strict=False):
                layout = layouts[key[0]]
                log = Log.unpack(state, layout)
                for entry in entries[key]:
                    log.add(entry, layout)
                changed.append(log.pack())
            marks = zip(layouts, states[len(entries) :], strict=True)
            return changed + [mark(oldest[view]) if old is None else old for view, old in marks]

        self.store.change(keys, edit)
        if new := layouts.keys() - self._announced:
            announce(self.store, [layouts[view] for view in new])
            self._announced |= new


def _aggregates(plan: Definition, request: Any, states: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    time = instant(getattr(request, plan.time))
    for layout in plan.layouts:
        known = layout.entity(request) is not None
        log = Log.unpack(next(states) if known else None, layout)
        entry = layout.entry(request, time) if layout.own and known else None
        log.read(layout, time, entry, values)
    return values
