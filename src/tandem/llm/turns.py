"""A bounded queue in which the most urgent waits least."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tandem.errors import Overloaded


class Turns:
    """Whoever has the turn may try; the others wait, the highest priority first.

    Belongs to one event loop. Raises ``Overloaded`` where ``limit`` calls wait already.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._order = itertools.count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._busy = False

    def __len__(self) -> int:
        return sum(not future.done() for _, _, future in self._waiting)

    @asynccontextmanager
    async def turn(self, priority: int) -> AsyncIterator[None]:
        """Wait for the turn and have it inside the block."""
        if self._busy:
            if len(self) >= self._limit:
                raise Overloaded(f"{self._limit} calls of a chat model wait already")
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (-priority, next(self._order), future))
            try:
                await future
            except asyncio.CancelledError:
                if future.done() and not future.cancelled():
                    self._pass_on()  # the turn had come in the same moment
                raise
        self._busy = True
        try:
            yield
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        while self._waiting:
            _, _, future = heapq.heappop(self._waiting)
            if not future.done():
                future.set_result(None)
                return  # stays busy: the turn is theirs
        self._busy = False
