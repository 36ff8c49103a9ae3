"""Encoded tables that fits of the same rows share, as the trials of a search do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Made = TypeVar("Made")


class _Shared:
    """What was made of some sequences; whatever is known by its id is held, so the id stays."""

    def __init__(self, inputs: Sequence[Sequence[Any]]) -> None:
        self.inputs = {id(xs): xs for xs in inputs}
        self.encoders: dict[int, Any] = {}
        self.matrices: dict[tuple[int, int], Any] = {}


_shared: ContextVar[_Shared | None] = ContextVar("tandem_encoded", default=None)


@contextmanager
def encoded_once(*inputs: Sequence[Any]) -> Iterator[None]:
    """While this holds, these very sequences of records are encoded once, whoever asks.

    They must not be changed meanwhile, and the arrays that are shared cannot be.
    """
    token = _shared.set(_Shared(inputs))
    try:
        yield
    finally:
        _shared.reset(token)


def shared_encoder(xs: Sequence[Any], make: Callable[[], Made]) -> Made:
    """The encoder of these records, the one that was made before where they are shared."""
    shared = _shared.get()
    if shared is None or id(xs) not in shared.inputs:
        return make()
    if id(xs) not in shared.encoders:
        shared.encoders[id(xs)] = make()
    found: Made = shared.encoders[id(xs)]
    return found


def shared_matrix(encoder: Any, xs: Sequence[Any], make: Callable[[], Made]) -> Made:
    """The array of these records by a shared encoder, read-only; by another one a new one."""
    shared = _shared.get()
    if shared is None or id(xs) not in shared.inputs:
        return make()
    if not any(one is encoder for one in shared.encoders.values()):
        return make()  # an encoder of a moment would be kept for no one
    place = id(encoder), id(xs)
    if place not in shared.matrices:
        matrix: Any = make()
        matrix.flags.writeable = False
        shared.matrices[place] = matrix
    found: Made = shared.matrices[place]
    return found
