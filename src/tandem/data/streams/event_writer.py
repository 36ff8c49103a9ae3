"""Appending from many threads or tasks at once: what comes together shares a commit."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from tandem.data.streams.log import EventLog
from tandem.data.streams.message import Message
from tandem.errors import Overloaded, StoreError
from tandem.record.background import Background

Item = tuple[Message, "Future[None]"]


class EventWriter:
    """Appends messages to a log in groups: while one commit is under way the next gathers.

    At most ``capacity`` messages wait; more are refused with ``Overloaded``, so that memory
    is bounded and whoever sends too fast is told.
    """

    def __init__(self, log: EventLog, *, capacity: int = 10_000, group: int = 500) -> None:
        self._log = log
        self._background: Background[Item] = Background(
            self._write, name="tandem-events", capacity=capacity, group=group
        )

    def put(self, message: Message) -> Future[None]:
        """Queue a message; the future is done once it is on disk.

        Raises ``Overloaded`` if the queue is full; the future holds ``StoreError`` if the log
        does not take the message.
        """
        future: Future[None] = Future()
        if not self._background.put((message, future)):
            raise Overloaded("the queue of events is full")
        self._background.wake()
        return future

    async def send(self, message: Message) -> None:
        """Store a message and return once it is on disk; raises what ``put`` tells of."""
        await asyncio.wrap_future(self.put(message))

    def close(self, timeout: float = 30.0) -> None:
        """Store what is queued and stop."""
        self._background.close(timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _write(self, items: list[Item]) -> None:
        try:
            self._log.append([message for message, _ in items])
        except Exception as error:
            failed = StoreError(f"the event could not be stored: {error}")
            for _, future in items:
                future.set_exception(failed)
        else:
            for _, future in items:
                future.set_result(None)
