"""Where processes share limits and answers: the catalog, if one is connected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tandem.record.catalog import Catalog

_connected: list[Catalog] = []
_inside: ContextVar[Catalog | None] = ContextVar("tandem.llm.catalog", default=None)


def connect(catalog: Catalog) -> None:
    """Share through this catalog in the whole process, from now on."""
    _connected[:] = [catalog]


def disconnect(catalog: Catalog) -> None:
    """Share through it no longer in the whole process: it is about to close."""
    if _connected == [catalog]:
        _connected.clear()


@contextmanager
def sharing(catalog: Catalog) -> Iterator[None]:
    """Share through this catalog inside the block, and in what it awaits."""
    before = _inside.set(catalog)
    try:
        yield
    finally:
        _inside.reset(before)


def shared() -> Catalog | None:
    """The catalog to share through; ``None``: this process counts alone."""
    return _inside.get() or (_connected[0] if _connected else None)
