"""Which views of a store were ever filled, so that an empty window is not a forgotten backfill.

A mark lies beside the states of its view and is written with them, so it lives as long as
they do. A second entry says which layouts were kept of a class of events by an entity: it
tells a definition that was changed from one that was never filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import msgspec

from tandem.errors import NotFilled
from tandem.features.layout import Layout
from tandem.features.store import Key, OnlineStore
from tandem.features.window import EPOCH

_MARK = "\x1ffilled"
_FAMILIES = "tandem.views"


def mark_of(view: str) -> Key:
    """Where the mark of a view lies."""
    return view, _MARK


def mark(time: int | None) -> bytes:
    """The mark of a view whose oldest event is of an instant, or which has none."""
    if time is None:
        return b""
    moment = EPOCH + timedelta(microseconds=time)
    return moment.isoformat().encode()


def announce(store: OnlineStore, layouts: Iterable[Layout]) -> None:
    """Note that these layouts are kept; once for each is enough."""
    for layout in layouts:
        key, view = (_FAMILIES, _family(layout)), layout.view
        if view in _views(store.load([key])[0]):
            continue

        def edit(states: Sequence[bytes | None], view: str = view) -> list[bytes]:
            return [msgspec.msgpack.encode(sorted({*_views(states[0]), view}))]

        store.change([key], edit)


def fill(store: OnlineStore, layout: Layout, oldest: int | None) -> None:
    """Mark a view as filled; an earlier mark of older events stays."""
    new = mark(oldest)

    def edit(states: Sequence[bytes | None]) -> list[bytes]:
        known = [one for one in (states[0], new) if one]
        return [min(known, default=b"")]

    store.change([mark_of(layout.view)], edit)
    announce(store, [layout])


def check_filled(store: OnlineStore, layouts: Sequence[Layout], whose: str) -> None:
    """Raise ``NotFilled`` for a view into which no event was ever counted."""
    marks = store.load([mark_of(layout.view) for layout in layouts])
    for layout, found in zip(layouts, marks, strict=True):
        if found is not None:
            continue
        others = _views(store.load([(_FAMILIES, _family(layout))])[0])
        old = [view for view in others if view != layout.view]
        what = f"{layout.event.__name__} by {', '.join(layout.by)}"
        reason = (
            f"the store keeps {what} for another definition ({', '.join(old)}): {whose} was "
            f"changed, and {layout.view} was never filled"
            if old
            else f"the store was never filled with {what}, which {whose} is computed from"
        )
        raise NotFilled(
            reason,
            hint="materialize({...}, [" + whose + "], store) or update_many the recorded events "
            "of the longest window; Online(..., starts_empty=True) if there are none yet",
        )


def _family(layout: Layout) -> str:
    return f"{layout.event.__name__}.{'.'.join(layout.by)}"


def _views(state: bytes | None) -> list[str]:
    return [] if state is None else msgspec.msgpack.decode(state, type=list[str])
