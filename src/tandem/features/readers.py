"""Where features are read from: a running server's store, or the history in a batch.

A release pins how features are computed, never their values: those change with every event.
So a component holds no store. It asks ``reader()``, as a program asks for its connections,
when it is called.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from tandem.errors import DefinitionError
from tandem.features.definition import Features

F = TypeVar("F", bound=Features[Any])


class Reader(Protocol):
    """What gives the features of requests: ``Online`` now, ``History`` as of their times."""

    def read_many(self, definition: type[F], requests: Sequence[Any], /) -> list[F]:
        """The features of requests, in order."""


_connected: list[Reader] = []
_inside: ContextVar[Reader | None] = ContextVar("tandem.features", default=None)


def connect(reader: Reader) -> None:
    """Read from here in the whole process, from now on: once, where a server starts."""
    _connected[:] = [reader]


@contextmanager
def reading(source: Reader) -> Iterator[None]:
    """Read from here inside the block, and in what it awaits: a batch, a replay, a test."""
    before = _inside.set(source)
    try:
        yield
    finally:
        _inside.reset(before)


def reader() -> Reader:
    """The one to read from; raises ``DefinitionError`` if there is none."""
    found = _inside.get()
    if found is not None:
        return found
    if not _connected:
        raise DefinitionError(
            "features are read, and nothing says from where",
            hint="connect(Online(store, [...])) where the program starts, or "
            "`with reading(History(...)):` around a batch",
        )
    return _connected[0]
