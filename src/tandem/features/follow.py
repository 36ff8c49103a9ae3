"""Features along a stream: each event sees those before it, and is counted then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from tandem.features.definition import Features, definition_of
from tandem.features.online import Online
from tandem.features.staged import Staged
from tandem.features.store import OnlineStore

F = TypeVar("F", bound=Features[Any])


def follow_events(
    store: OnlineStore, definition: type[F], events: Sequence[Any]
) -> tuple[list[F], Staged]:
    """The features of events in their order, and the states after them, still to be saved.

    The store is read once for all of them. Events are the requests of the definition; a store
    that was never filled begins with the first of them.
    """
    staged = Staged(store)
    online = Online(staged, [definition], starts_empty=True)
    layouts = definition_of(definition).layouts
    keys = [
        (layout.view, entity)
        for event in events
        for layout in layouts
        if (entity := layout.entity(event)) is not None
    ]
    staged.load(keys)
    return online.follow(definition, events), staged
