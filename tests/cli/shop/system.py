"""A small project for the command line's tests: does a visit end in a sale?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from tandem import Case, Gate, Inputs, Model, Project, Rows, Source, Suite, Trace, learned
from tandem.deliver import at_least, no_worse
from tandem.evaluate import metric


@dataclass(frozen=True)
class Visit:
    minutes: float
    device: str = "phone"


@dataclass(frozen=True)
class Sale:
    probability: float
    buys: bool


class Shop(Model[Visit, Sale]):
    """Sales are likely above the mean of the minutes of those who bought."""

    scale: float = 1.0
    threshold: float = learned()

    def fit(self, rows: Rows[Visit, bool]) -> Self:
        bought = [x.minutes for x, y in rows if y]
        return self.evolve(threshold=min(bought))

    def predict(self, xs: Sequence[Visit], /) -> list[Sale]:
        return [
            Sale(min(1.0, x.minutes / (2 * self.threshold)), x.minutes >= self.threshold)
            for x in xs
        ]


def visits(inputs: Inputs) -> Rows[Visit, bool]:
    least = float(inputs.options.get("least", "10"))
    minutes = [float(i % 20) for i in range(200)]
    return Rows([Visit(m) for m in minutes], [m >= least for m in minutes])


def held_out(inputs: Inputs) -> list[Case]:
    return [
        Case(str(i), Visit(float(i % 20)), i % 20 >= 10, slices={"device": "phone"})
        for i in range(200)
    ]


@metric(family="rate")
def right(case: Case, trace: Trace) -> bool:
    """Share of visits judged right."""
    return bool(trace.output.buys == case.target)


project = Project(
    name="shop",
    system=Shop(),
    learn={"": visits},
    suite=Suite(held_out, [right], slices=["device"]),
    gate=Gate(at_least("right", 0.9), no_worse("right", margin=0.1)),
    sources=[Source("visits", "shop/visits.csv", "https://example.org/visits", "CC0", "0" * 64)],
)
