"""One component for each rule that breaks it and nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, Self

from tandem import Component, Model, Rows, System, learned
from tandem.core import current_run

ticks: Iterator[int] = itertools.count()


class Lies(Component[int, int]):
    """Rule 1: says int, gives text."""

    async def run(self, x: int, /) -> int:
        return str(x)  # type: ignore[return-value]  # the point


class Peeks(Model[float, float]):
    """Rule 2: a row's prediction depends on the other rows."""

    def predict(self, xs: Sequence[float], /) -> list[float]:
        return [x - sum(xs) / len(xs) for x in xs]


class Keeps(Model[float, float]):
    """Rule 2: fit changes the instance instead of returning a new one."""

    value: float = learned()

    def fit(self, rows: Rows[float, float]) -> Self:
        object.__setattr__(self, "value", sum(rows.targets))
        return self

    def predict(self, xs: Sequence[float], /) -> list[float]:
        return [x + self.value for x in xs]


class Leaf(Component[int, int]):
    async def run(self, x: int, /) -> int:
        return x


class Clock(System[int, int]):
    """Rule 3: reads a clock outside a leaf."""

    leaf: Leaf

    async def run(self, x: int, /) -> int:
        return await self.leaf(next(ticks))


class Holds(Component[int, int]):
    """Rule 5: its state is not of the kind its codec stores."""

    state: Any = learned(codec="npy")

    async def run(self, x: int, /) -> int:
        return x


class Forgets(Component[int, int]):
    """Rule 6: what it gives depends on something that no release pins."""

    async def run(self, x: int, /) -> int:
        return x + id(self)


class Watched(Component[int, int]):
    """Rule 7: gives something else when it is traced."""

    async def run(self, x: int, /) -> int:
        return x if current_run.get() is None else -x


class Scribbles(Keeps):
    """Rule 2: returns a new instance but writes on the old one."""

    def fit(self, rows: Rows[float, float]) -> Self:
        object.__setattr__(self, "value", 1.0)
        return self.evolve(value=2.0)


class Lazy(Keeps):
    """Rule 2: learns nothing."""

    def fit(self, rows: Rows[float, float]) -> Self:
        return self.evolve()

    def predict(self, xs: Sequence[float], /) -> list[float]:
        return list(xs)
