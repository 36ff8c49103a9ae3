"""Where features are read from: a running server's store, or the history in a batch.

A release pins how features are computed, never their values: those change with every event.
So a component holds no store. It asks ``reader()``, as a program asks for its connections,
when it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tandem.errors import NotConnected
from tandem.features.definition import Features

if TYPE_CHECKING:
    from tandem.record.catalog import Catalog

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


def connect_setting(catalog: Catalog) -> Callable[[], None]:
    """Read from the store that ``TANDEM_FEATURES`` names, unless a program has connected one.

    ``catalog`` is the one that the setting ``catalog`` means. Call what is returned before it
    closes: the process then reads from there no longer.
    """
    from tandem.features.connection import online_from_environment

    found = None if _connected else online_from_environment(catalog)
    if found is not None:
        connect(found)

    def disconnect() -> None:
        if found is not None and _connected == [found]:
            _connected.clear()

    return disconnect


def reader() -> Reader:
    """The one to read from: of this block, of the process, or by ``TANDEM_FEATURES``.

    Raises ``NotConnected`` if there is none.
    """
    found = _inside.get()
    if found is not None:
        return found
    if not _connected:
        from tandem.features.connection import online_from_environment

        named = online_from_environment()
        if named is None:
            raise NotConnected(
                "features are read, and nothing says from where",
                hint="set TANDEM_FEATURES (catalog, or redis://...), "
                "connect(Online(store, [...])) where the program starts, or "
                "`with reading(History(...)):` around a batch",
            )
        connect(named)
    return _connected[0]
