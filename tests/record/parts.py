"""Components for the tests of recording."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from tandem import Component, Model, System, note
from tandem.record import Recorder, Trace


class Add(Component[int, int]):
    amount: int = 1

    async def run(self, x: int, /) -> int:
        note(tokens_in=x, cost=0.25, route="small")
        note(tokens_in=1, tokens_out=2)
        return x + self.amount


class Chain(System[int, int]):
    first: Add
    second: Add

    async def run(self, x: int, /) -> int:
        return await self.second(await self.first(x))


class Outer(System[int, int]):
    inner: Chain
    steps: tuple[Add, ...]

    async def run(self, x: int, /) -> int:
        return sum(await asyncio.gather(self.inner(x), *(step(x) for step in self.steps)))


class Fail(Component[int, int]):
    async def run(self, x: int, /) -> int:
        raise ValueError(f"{x} is not allowed")


class Careful(System[int, int]):
    part: Fail

    async def run(self, x: int, /) -> int:
        try:
            return await self.part(x)
        except ValueError:
            return -1


class Half(Model[float, float]):
    def predict(self, xs: Sequence[float], /) -> list[float]:
        if any(x < 0 for x in xs):
            raise ValueError("below zero")
        return [x / 2 for x in xs]


def recorder(**options: Any) -> Recorder:
    return Recorder(system="test", **options)


def run(component: Component[Any, Any], x: Any, **options: Any) -> Trace:
    return asyncio.run(recorder(**options).run(component, x))
