"""A response of server-sent events that other code writes into while it is being sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from tandem.core.emit import Token
from tandem.core.schema import encode
from tandem.errors import Overloaded
from tandem.operate.request import Disconnected, Header, Request
from tandem.operate.work import left

HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, lest a proxy closes the connection."""

SPACING = 0.002
"""Least seconds between two writes of one stream. Tokens of a chat model come more slowly and
leave at once; faster ones share a write, which nobody sees and which costs a third."""

_text = msgspec.json.Encoder().encode


class EventStream:
    """Sends what is ready at once in one write; starts the response with the first of it."""

    def __init__(self, request: Request, headers: list[Header], *, unread_bytes: int) -> None:
        self._request = request
        self._headers = headers
        self._room = unread_bytes
        self._ready: list[bytes] = []
        self._waiter: asyncio.Future[None] | None = None
        self._eager = False  # whether the writer waits for the next event, not for its time
        self._next = 0.0  # when it may write again, on the loop's clock
        self._quiet = True

    def put(self, event: Any) -> None:
        """Queue an event: text for a ``Token``, JSON named after its type for anything else.

        What a reader leaves unread beyond ``unread_bytes`` is let go; ``run`` then ends.
        """
        if type(event) is Token:
            data = b'event: token\ndata: {"text":%b}\n\n' % _text(event.text)
        else:
            data = b"event: %b\ndata: %b\n\n" % (
                type(event).__name__.lower().encode(),
                encode(event),
            )
        self._room -= len(data)
        if self._room >= 0:
            self._ready.append(data)
        # One wake-up for all that is emitted before the writer gets its turn: it joins them.
        if self._eager:
            self._wake()

    async def run(self, work: Callable[[], Awaitable[bytes]]) -> None:
        """Do the work, send its events as they come, and the last one, which it returns.

        An error of the work is raised after the events before it were sent. Raises
        ``Disconnected`` if the client went away and ``Overloaded`` if it reads too slowly;
        the work is cancelled then.
        """
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(work())
        gone = loop.create_task(left(self._request))
        for end in (task, gone):
            end.add_done_callback(self._wake)
        heart = loop.create_task(self._beat())
        try:
            while not task.done():
                if gone.done():
                    raise Disconnected
                if self._room < 0:
                    raise Overloaded("the client reads more slowly than the answer is written")
                if not self._ready:
                    await self._woken(eager=True)
                elif (early := self._next - loop.time()) > 0:
                    timer = loop.call_later(early, self._wake)
                    await self._woken(eager=False)
                    timer.cancel()
                else:
                    await self.send()
            if self._ready and task.exception() is not None:
                await self.send()
            await self.send(await task, more=False)
        finally:
            for running in (task, gone, heart):
                running.cancel()
            await asyncio.gather(task, gone, heart, return_exceptions=True)

    async def send(self, last: bytes = b"", *, more: bool = True) -> None:
        """Write what is ready, and ``last``; the first write starts the response."""
        self._quiet = False
        self._next = asyncio.get_running_loop().time() + SPACING
        chunks, self._ready = self._ready, []
        body = b"".join(chunks) + last
        self._room += len(body) - len(last)
        if not self._request.status:
            self._request.status = 200
            await self._request.send(
                {"type": "http.response.start", "status": 200, "headers": self._headers}
            )
        await self._request.send({"type": "http.response.body", "body": body, "more_body": more})

    async def _woken(self, *, eager: bool) -> None:
        """Wait for the end of the work, the client's leaving, a timer or, if eager, an event."""
        self._eager = eager
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter

    def _wake(self, _: object = None) -> None:
        self._eager = False
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    async def _beat(self) -> None:
        while True:
            self._quiet = True
            await asyncio.sleep(HEARTBEAT)
            if self._quiet:
                self._ready.append(b": waiting\n\n")
                self._room -= len(self._ready[-1])
                self._wake()
