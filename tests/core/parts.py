"""Small components that the tests of the core share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from tandem import Component, Loop, Model, Rows, System, Token, emit, learned


class Add(Component[int, int]):
    amount: int = 1

    async def run(self, x: int, /) -> int:
        return x + self.amount


class Mean(Model[float, float]):
    shrink: float = 0.0
    value: float = learned()

    def fit(self, rows: Rows[float, float]) -> Self:
        return self.evolve(value=(1 - self.shrink) * sum(rows.targets) / len(rows))

    def predict(self, xs: Sequence[float], /) -> list[float]:
        return [x + self.value for x in xs]


class Pair(System[int, int]):
    loop = Loop.PREDICTION

    first: Add
    second: Add

    async def run(self, x: int, /) -> int:
        return await self.second(await self.first(x))


class Group(System[int, list[int]]):
    members: tuple[Component[int, int], ...]
    named: dict[str, Component[int, int]]

    async def run(self, x: int, /) -> list[int]:
        parts = [*self.members, *self.named.values()]
        return [await part(x) for part in parts]


class Speak(Component[str, str]):
    async def run(self, x: str, /) -> str:
        for word in x.split():
            emit(Token(word))
        return x.upper()
