"""Trips with every kind of column, and what all encoders must keep."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tandem import Rows
from tandem.checks import check
from tandem.features.encoders import Transform


@dataclass(frozen=True)
class Trip:
    km: float | None
    seats: int
    city: str | None
    day: str
    night: bool = False


Row = dict[str, Any]
TRIP = Trip(12.5, 2, "Bern", "2026-03-31")
UNSEEN = Trip(None, 9, "Oslo", "2031-12-25", night=True)


def trips(count: int = 200, seed: int = 0) -> list[Trip]:
    draw = random.Random(seed)
    return [
        Trip(
            km=round(draw.lognormvariate(2, 1), 3) if draw.random() < 0.85 else None,
            seats=draw.randrange(1, 6),
            city=draw.choice(["Bern", "Bonn", "Graz", "Linz"]) if draw.random() < 0.9 else None,
            day=f"2026-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}",
            night=draw.random() < 0.3,
        )
        for _ in range(count)
    ]


def rows(count: int = 200, seed: int = 0) -> Rows[Trip, float]:
    inputs = trips(count, seed)
    return Rows(inputs, [(trip.km or 10.0) * 2 + len(trip.city or "") for trip in inputs])


def keeps_the_contract(encoder: Transform[Trip, Any], learn: Any = None) -> None:
    """Every rule, on rows with and without what is missing and what was not seen."""
    learn = rows() if learn is None else learn
    inputs: Sequence[Trip] = [TRIP, UNSEEN, replace(TRIP, city=None), *trips(5, seed=9)]
    check(encoder.fit(learn), inputs, learn=learn)
