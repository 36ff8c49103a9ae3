"""Streaming: any component may ``emit`` while it runs; its return type does not change."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

_sink: ContextVar[Callable[[Any], None] | None] = ContextVar("tandem.sink", default=None)
_log = logging.getLogger("tandem.emit")


@dataclass(frozen=True)
class Token:
    """A piece of text of the answer, in order."""

    text: str


@dataclass(frozen=True)
class Result:
    """The last event of a stream: the value that the call returned."""

    value: Any


def emit(event: Any) -> None:
    """Send an event to whoever is watching this run; nobody watching costs nothing."""
    sink = _sink.get()
    if sink is None:
        return
    try:
        sink(event)
    except Exception:
        # An observer must never break the observed: drop the sink for the rest of the run.
        _log.exception("the event sink failed and was dropped")
        _sink.set(None)


def watched() -> bool:
    """Whether anybody is watching this run: without, a leaf need not send piece by piece."""
    return _sink.get() is not None


async def observed(
    call: Callable[[Any], Awaitable[Any]], x: Any, sink: Callable[[Any], None], /
) -> Any:
    """Call a component and hand whatever it emits to ``sink``, on the spot.

    What ``stream`` is made of; a server uses it to send several events in one write.
    """
    before = _sink.set(sink)
    try:
        return await call(x)
    finally:
        _sink.reset(before)


async def stream(call: Callable[[Any], Awaitable[Any]], x: Any, /) -> AsyncIterator[Any]:
    """Call a component (or anything that is called like one) and yield what it emits.

    The last event is ``Result(value)``.

    An error of the call is raised after the events that came before it. Closing the
    iterator cancels the call.
    """
    done = object()
    queue: asyncio.Queue[Any] = asyncio.Queue()

    async def work() -> Any:
        try:
            return await observed(call, x, queue.put_nowait)
        finally:
            queue.put_nowait(done)

    task = asyncio.create_task(work())
    try:
        while (event := await queue.get()) is not done:
            yield event
        yield Result(await task)
    finally:
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
