"""What travels on a stream: messages as sources keep them, events as code reads them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, Self, TypeVar

import msgspec

from tandem.core.schema import encode

T = TypeVar("T")


class Message(msgspec.Struct, frozen=True):
    """The bytes of an event and its place: ``offset`` in ``partition`` of its stream.

    ``key`` is what makes the event the same event when it is sent again. ``time`` is when it
    happened; ``None`` becomes the time at which a log takes it. ``problem`` is what a source
    found wrong: such a message is set aside.
    """

    key: str
    data: bytes
    time: datetime | None = None
    partition: int = 0
    offset: int = -1
    problem: str = ""

    @classmethod
    def of(cls, key: str, value: Any, time: datetime | None = None) -> Self:
        """A message that holds plain typed data as JSON.

        >>> Message.of("payment 7", {"amount": 12.5}).data
        b'{"amount":12.5}'
        """
        return cls(key, encode(value), time)


class Event(msgspec.Struct, Generic[T], frozen=True):
    """A message whose bytes were read as a ``T``."""

    key: str
    value: T
    time: datetime
    partition: int
    offset: int
