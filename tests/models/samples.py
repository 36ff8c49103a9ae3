"""Records with a known law, for models to learn."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from tandem import Rows


@dataclass(frozen=True)
class Person:
    age: float | None
    city: str | None
    member: bool
    visits: int


BERN = Person(age=40.0, city="Bern", member=False, visits=3)


def chance(person: Person) -> float:
    """The true probability of yes."""
    margin = 0.08 * ((person.age or 45.0) - 45.0) + (1.5 if person.city == "Bern" else -0.5)
    return 1 / (1 + math.exp(-(margin - 1.0 * person.member)))


def people(count: int, seed: int = 0) -> Rows[Person, bool]:
    """Random persons, a tenth of them without age or city, and outcomes by ``chance``."""
    draw = random.Random(seed)
    persons = [
        Person(
            age=draw.uniform(18, 80) if draw.random() < 0.9 else None,
            city=draw.choice(["Bern", "Bonn", "Graz"]) if draw.random() < 0.9 else None,
            member=draw.random() < 0.5,
            visits=draw.randrange(10),
        )
        for _ in range(count)
    ]
    return Rows(persons, [draw.random() < chance(person) for person in persons])


def brier(chances: list[float], rows: Rows[Person, bool]) -> float:
    """Mean squared error of the chances."""
    pairs = zip(chances, rows.targets, strict=True)
    return sum((chance - target) ** 2 for chance, target in pairs) / len(rows)
