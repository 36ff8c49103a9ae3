from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tandem.errors import DeadlineExceeded, Overloaded
from tandem.operate.limits import Admission, Limits
from tandem.operate.request import Disconnected, Message, Request
from tandem.operate.work import in_turn, until_gone
from tests.operate.parts import Door, until


def admission(concurrent: int) -> Admission:
    return Admission(Limits(concurrent=concurrent))


def test_only_so_many_work_at_once() -> None:
    async def main() -> None:
        turns, door = admission(2), Door()
        tasks = [asyncio.create_task(in_turn(turns, 5, door.wait)) for _ in range(5)]
        await until(lambda: door.entered == 2)
        for _ in range(20):
            await asyncio.sleep(0)
        assert door.entered == 2
        while not all(task.done() for task in tasks):
            door.open()
            await asyncio.sleep(0)

    asyncio.run(main())


def test_no_time_and_no_turn_are_told_apart() -> None:
    async def main() -> None:
        turns, door = admission(1), Door()
        slow = asyncio.create_task(in_turn(turns, 0.02, door.wait))
        await until(lambda: door.entered == 1)
        with pytest.raises(Overloaded, match="no turn"):
            await in_turn(turns, 0.001, door.wait)
        with pytest.raises(DeadlineExceeded, match="no answer"):
            await slow
        assert (door.entered, door.cancelled) == (1, 1)

    asyncio.run(main())


def test_a_timeout_inside_the_work_is_not_the_deadline() -> None:
    async def work() -> None:
        raise TimeoutError("a socket")

    with pytest.raises(TimeoutError, match="a socket"):
        asyncio.run(in_turn(admission(1), 5, work))


def test_work_ends_when_nobody_waits_for_it() -> None:
    async def main() -> None:
        gone, door = asyncio.Event(), Door()

        async def receive() -> Message:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(_: Message) -> None:
            raise AssertionError("nothing is sent")

        scope: dict[str, Any] = {"headers": []}
        request = Request(scope, receive, send)
        task = asyncio.create_task(until_gone(request, door.wait))
        await until(lambda: door.entered == 1)
        gone.set()
        with pytest.raises(Disconnected):
            await task
        assert door.cancelled == 1
        assert await until_gone(request, lambda: asyncio.sleep(0, "done")) == "done"

    asyncio.run(main())
