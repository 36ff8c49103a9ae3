"""Bounds on the work behind a request: its turn, its time, and somebody who waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import TypeVar

from tandem.errors import DeadlineExceeded, Overloaded
from tandem.operate.limits import Admission
from tandem.operate.request import Disconnected, Request

T = TypeVar("T")


async def in_turn(admission: Admission, seconds: float, work: Callable[[], Awaitable[T]]) -> T:
    """Wait for a turn and do the work, all within ``seconds``.

    Raises ``Overloaded`` if no turn came, ``DeadlineExceeded`` if the work took too long; it
    is cancelled then. A ``TimeoutError`` of the work itself is passed on as it is.
    """
    began = False
    try:
        async with asyncio.timeout(seconds) as clock, admission.turn:
            began = True
            started = perf_counter()
            result = await work()
            admission.took(perf_counter() - started)
            return result
    except TimeoutError:
        if not clock.expired():
            raise
    if began:
        raise DeadlineExceeded(
            f"no answer within {seconds:g} seconds", hint="Limits(seconds=...) sets the time"
        )
    raise Overloaded(f"no turn within {seconds:g} seconds", retry_after=admission.retry_after())


async def until_gone(request: Request, work: Callable[[], Awaitable[T]]) -> T:
    """Do the work unless the client goes away; then it is cancelled: nobody pays for nothing."""
    task = asyncio.ensure_future(work())
    gone = asyncio.create_task(left(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return await task
        raise Disconnected
    finally:
        task.cancel()
        gone.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def left(request: Request) -> None:
    """Return when the client has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
