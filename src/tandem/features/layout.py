"""What is kept of the events of an entity, and which features are read from it."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from tandem.features.aggregates import EVALUATE, Kind, Value, arguments
from tandem.features.identity import content_key, entity_of, key_of
from tandem.features.records import getter, names_of, plain
from tandem.features.window import DAY, Window

Function = Callable[[Sequence[Any]], Any]
Step = tuple[
    int,
    int,
    bool,
    tuple[tuple[int | None, int | None, tuple[tuple[str, Function | None], ...]], ...],
]
"""Reach, delay, whether the request counts, and for each slice its columns and features."""


@dataclass(frozen=True)
class Slice:
    """Features over the same events: a window, a column, and a filter column.

    ``value`` and ``where`` are places among the columns of the layout.
    """

    window: Window
    itself: bool
    value: int | None
    where: int | None
    features: tuple[tuple[str, Kind], ...]


class Entry(NamedTuple):
    """An event as it is kept: instant, key, and the values of the layout's columns."""

    time: int
    key: int
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Layout:
    """The log of one class of events by one kind of entity.

    ``own`` says that requests are of that class. ``columns`` are names of fields or
    functions of fields. ``horizon`` is how far back the longest window reaches, ``lateness``
    how much longer events are kept; both in microseconds.
    """

    event: type[Any]
    by: tuple[str, ...]
    own: bool
    key: str
    time: str
    columns: tuple[Value, ...]
    horizon: int
    lateness: int
    slices: tuple[Slice, ...]

    @cached_property
    def view(self) -> str:
        """The name under which stores keep these logs: another content has another name."""
        parts = [self.event.__name__, *self.by, self.key, self.time]
        parts += [_source(column) for column in self.columns]
        parts += [str(self.horizon), str(self.lateness)]
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return f"{self.event.__name__}.{'.'.join(self.by)}.{digest[:12]}"

    @cached_property
    def windows(self) -> tuple[tuple[Window, bool, tuple[Slice, ...]], ...]:
        """The slices by their window and whether the request itself counts."""
        found: dict[tuple[Window, bool], list[Slice]] = {}
        for part in self.slices:
            found.setdefault((part.window, part.itself), []).append(part)
        return tuple((*at, tuple(parts)) for at, parts in found.items())

    @cached_property
    def program(self) -> tuple[Step, ...]:
        """What ``Log.read`` does, without a look-up."""
        return tuple(
            (
                window.reach,
                window.delay,
                itself,
                tuple(
                    (
                        part.value,
                        part.where,
                        tuple((name, EVALUATE.get(kind)) for name, kind in part.features),
                    )
                    for part in parts
                ),
            )
            for window, itself, parts in self.windows
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the columns are called."""
        return tuple(c if isinstance(c, str) else c.__name__ for c in self.columns)

    @cached_property
    def kept(self) -> int:
        """How long before the newest event of an entity others are kept, in microseconds."""
        return self.horizon + self.lateness

    @property
    def days(self) -> float:
        """How many days of events an entity keeps."""
        return self.kept / DAY

    def entity(self, record: Any) -> str | None:
        """The entity that an event or a request belongs to."""
        return entity_of(self._by(record))

    def entry(self, event: Any, time: int) -> Entry:
        """What is kept of an event that happened at an instant."""
        if self.key:
            key = key_of(getattr(event, self.key), self.event.__name__)
        else:
            key = content_key(self._all(event))
        return Entry(time, key, tuple([get(event) for get in self._columns]))

    @cached_property
    def _by(self) -> Callable[[Any], tuple[Any, ...]]:
        return getter(self.by)

    @cached_property
    def _all(self) -> Callable[[Any], tuple[Any, ...]]:
        return getter(names_of(self.event))

    @cached_property
    def _columns(self) -> Sequence[Callable[[Any], Any]]:
        return [_column(column) for column in self.columns]


def _column(column: Value) -> Callable[[Any], Any]:
    if isinstance(column, str):
        return lambda event: plain(getattr(event, column))
    get = getter(arguments(column))
    return lambda event: plain(column(*[plain(item) for item in get(event)]))


def _source(column: Value) -> str:
    if isinstance(column, str):
        return column
    try:
        return inspect.getsource(column)
    except (OSError, TypeError):
        return f"{column.__qualname__} {column.__code__.co_code.hex()}"
