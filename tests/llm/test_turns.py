from __future__ import annotations

import asyncio

import pytest

from tandem.errors import Overloaded
from tandem.llm.turns import Turns


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_the_most_urgent_goes_first_and_equals_in_order() -> None:
    async def scene() -> list[str]:
        turns, order, go = Turns(10), [], asyncio.Event()

        async def call(name: str, priority: int) -> None:
            async with turns.turn(priority):
                order.append(name)
                await go.wait()

        calls = [
            asyncio.ensure_future(call(name, priority))
            for name, priority in (("a", 0), ("b", 0), ("c", 5), ("d", 0), ("e", 5))
        ]
        await settle()
        assert len(turns) == 4
        go.set()
        await asyncio.gather(*calls)
        return order

    assert asyncio.run(scene()) == ["a", "c", "e", "b", "d"]


def test_beyond_the_limit_nobody_waits() -> None:
    async def scene() -> None:
        turns = Turns(1)
        async with turns.turn(0):
            waiting = asyncio.ensure_future(enter(turns))
            await settle()
            with pytest.raises(Overloaded, match="1 calls"):
                await enter(turns)
        await waiting

    asyncio.run(scene())


def test_who_gives_up_loses_nobody_the_turn() -> None:
    async def scene() -> None:
        turns = Turns(5)
        async with turns.turn(0):
            first, second = (asyncio.ensure_future(enter(turns)) for _ in range(2))
            await settle()
            first.cancel()
            await settle()
            third = asyncio.ensure_future(enter(turns))
            await settle()
        second.cancel()  # in the moment in which its turn comes
        await asyncio.gather(first, second, third, return_exceptions=True)
        assert third.exception() is None
        await enter(turns)

    asyncio.run(scene())


async def enter(turns: Turns) -> None:
    async with turns.turn(0):
        pass
