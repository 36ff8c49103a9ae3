"""Components with every kind of field that a release keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from tandem.core import Component, Model, System, learned


class Mode(StrEnum):
    FAST = "fast"
    SLOW = "slow"


@dataclass(frozen=True)
class Limits:
    low: float
    high: float | None = None


class Settings(Component[str, str]):
    number: float = 1
    flag: bool = False
    mode: Mode = Mode.FAST
    limits: Limits | None = None
    words: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    table: dict[str, list[int]] | None = None
    day: date = date(2026, 1, 1)
    raw: bytes = b""
    anything: Any = None


class States(Model[float, float]):
    plain: dict[str, list[float]] = learned()
    limits: Limits = learned()
    text: str = learned(codec="text")
    raw: bytes = learned(codec="bytes")
    array: npt.NDArray[np.float32] = learned(codec="npy")
    folder: Path = learned(codec="directory")

    def fit(self, folder: Path) -> Self:
        return self.evolve(
            plain={"a": [1.0, 0.1]},
            limits=Limits(0.5),
            text="tree\n",
            raw=b"\x00\xff",
            array=np.array([[1.5, np.nan], [np.inf, -0.0]], np.float32),
            folder=folder,
        )

    def predict(self, xs: Sequence[float], /) -> list[float]:
        return [x + self.plain["a"][0] for x in xs]


class Leaf(Model[float, float]):
    scale: float = 1.0
    value: float = learned()

    def fit(self, data: list[float]) -> Self:
        return self.evolve(value=sum(data) * self.scale)

    def predict(self, xs: Sequence[float], /) -> list[float]:
        return [x * self.value for x in xs]


class Tree(System[float, float]):
    members: tuple[Component[float, float], ...] = ()
    queue: list[Component[float, float]]
    named: dict[str, Component[float, float]]
    best: Component[float, float] | None = None


class Loose(Model[float, float]):
    value: Any = learned()
    numbers: list[float | None] = learned()

    def predict(self, xs: Sequence[float], /) -> list[float]:
        return list(xs)


class Odd(Component[float, float]):
    """Has a field that no decoder can be made for, as a component may."""

    either: Path | npt.NDArray[np.float64] = learned()


class Odds(System[float, float]):
    members: tuple[Odd, ...] = ()
    named: dict[str, Odd]
