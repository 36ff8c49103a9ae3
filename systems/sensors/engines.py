"""Turbofan engines of NASA run to failure (C-MAPSS, FD001), and what their sensors say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tandem import Case, Inputs, Rows, Source
from tandem.features.encoders import Transform

KEPT = (2, 3, 4, 7, 8, 9, 11, 12, 13, 14, 15, 17, 20, 21)
"""Sensors that vary; the other seven of the 21 do not under one operating condition."""
LAST = 30
"""Cycles that are looked back on."""
EVERY = 3
"""Of the cycles of an engine every third is learned from: neighbours say much the same."""
CAP = 125.0
"""Cycles: an engine is taken to wear only in the last of them (Heimes 2008)."""
_URL = "https://data.nasa.gov/dataset/cmapss-jet-engine-simulated-data"


def _source(name: str, sha256: str) -> Source:
    return Source(
        name=f"C-MAPSS {name}", file=f"cmapss/{name}.txt", url=_URL,
        licence="work of the United States government, public", sha256=sha256,
        note="from the archive CMAPSSData.zip; it may be kept gzipped, as .txt.gz",
    )  # fmt: skip


TRAIN = _source("train_FD001", "963b5e22825b34d8b21c69e1aeb4af3e647050eb672ee8834ba4b5d91d2de0f8")
TEST = _source("test_FD001", "3cda7109ce17bafb5443f2ac926cfcf88154b941b8c4cf95eb55d1ddd6f52851")
LIVES = _source("RUL_FD001", "a19c8ec94931949d0485bdc35118206e9c81c4547b422efb9cf86f4ceddbceca")


@dataclass(frozen=True)
class Engine:
    """An engine at a cycle: the kept sensors at the last 30 cycles, the oldest first."""

    cycle: int
    recent: list[list[float]]


class EngineFeatures(Transform[Engine, dict[str, Any]]):
    """Of each sensor the means of the last 5, 15 and 30 cycles, and the slope of the last 30."""

    def transform(self, columns: dict[str, list[Any]], size: int) -> dict[str, list[Any]]:
        made = [
            _features(cycle, np.array(recent))
            for cycle, recent in zip(columns["cycle"], columns["recent"], strict=True)
        ]
        return {name: [row[name] for row in made] for name in made[0]} if made else {}


def _features(cycle: int, readings: Any) -> dict[str, Any]:
    steps = np.arange(len(readings)) - (len(readings) - 1) / 2
    slopes = steps @ readings / max(float(steps @ steps), 1.0)
    found: dict[str, Any] = {"cycle": cycle}
    for name, values in (
        *((f"mean{n}", readings[-n:].mean(axis=0)) for n in (5, 15, LAST)),
        ("slope", slopes),
    ):
        found |= {f"s{k}_{name}": v for k, v in zip(KEPT, values.tolist(), strict=True)}
    return found


def training_rows(inputs: Inputs) -> Rows[Engine, float]:
    """Every third cycle of the engines that ran to failure, with the capped life left."""
    engines, lives, units = [], [], []
    for unit, engine, left in _cycles(_chosen(inputs, "train", TRAIN)):
        if engine.cycle % EVERY:
            continue
        engines.append(engine)
        lives.append(min(float(left), CAP))
        units.append(f"engine {unit}")
    return Rows(engines, lives, groups=units)


def held_out_cases(inputs: Inputs) -> list[Case]:
    """The official test: 100 other engines at their last known cycle, and the life then left."""
    last = {unit: engine for unit, engine, _ in _cycles(_chosen(inputs, "test", TEST))}
    lives = np.loadtxt(_chosen(inputs, "lives", LIVES), ndmin=1).tolist()
    return [
        Case(id=f"engine {unit}", input=engine, target=life)
        for (unit, engine), life in zip(last.items(), lives, strict=True)
    ]


def _cycles(path: Path) -> Iterator[tuple[int, Engine, int]]:
    """Unit, engine and cycles until its last row, for every row."""
    table = _table(path)
    for unit in np.unique(table[:, 0]).astype(int).tolist():
        rows = table[table[:, 0] == unit][:, [4 + sensor for sensor in KEPT]].tolist()
        for cycle in range(1, len(rows) + 1):
            recent = rows[max(0, cycle - LAST) : cycle]
            yield unit, Engine(cycle, recent), len(rows) - cycle


@cache
def _table(path: Path) -> Any:
    return np.loadtxt(path)


def _chosen(inputs: Inputs, name: str, source: Source) -> Path:
    mine = inputs.options.get(name)  # --set train=mine.txt, of the same form
    return inputs.folder / mine if mine else source.locate()
