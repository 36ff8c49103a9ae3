"""A project whose input is a feature view, written to a folder as a user would write it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from tandem.deliver import Loaded, load_project

SIGNALS = '''
from dataclasses import dataclass
from datetime import datetime

from tandem.features import Features, compute, count, maximum, total

MORNING = 6


@dataclass(frozen=True)
class Payment:
    id: int
    time: datetime
    customer: str
    amount: float
    code: float | None


def is_night(time: datetime) -> bool:
    return time.hour < MORNING


class Spending(Features[Payment], key="id"):
    """What a customer spent."""

    amount: float
    code: float | None
    night: bool = compute(is_night)
    spent_7d: float = total("amount", by="customer", days=7)
    payments_1d: int = count(by="customer", days=1)
    largest_7d: float | None = maximum("amount", by="customer", days=7, itself=False)
'''

SYSTEM = '''
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self

from tandem import Case, Gate, Inputs, Metric, Model, Project, Rows, Suite, learned
from tandem.deliver import at_least
from tandem.features import History

from .signals import Payment, Spending


class Costly(Model[Spending, bool]):
    """Says yes above five times the mean of what was spent."""

    limit: float = learned()

    def fit(self, rows: Rows[Spending, bool]) -> Self:
        return self.evolve(limit=5 * sum(x.spent_7d for x in rows.inputs) / len(rows))

    def predict(self, xs: Sequence[Spending], /) -> list[bool]:
        return [x.spent_7d > self.limit for x in xs]


START = datetime(2026, 1, 1)
payments = [
    Payment(
        n,
        START + timedelta(hours=6 * n),
        "ann" if n % 2 else "bob",
        float(n * 7 % 10) + (40.0 if n >= 200 else 0.0),
        None if n % 4 else 1.0,
    )
    for n in range(400)
]


def signals(some: list[Payment]) -> list[Spending]:
    return History({Payment: payments}).read_many(Spending, some)


def rows(inputs: Inputs) -> Rows[Spending, bool]:
    learned = signals(payments[:200])
    return Rows(learned, [x.spent_7d > 60 for x in learned])


def cases(inputs: Inputs) -> list[Case]:
    held_out = signals(payments[200:])
    return [Case(str(n), x, x.spent_7d > 300) for n, x in enumerate(held_out)]


def right(case: Case, trace: object) -> bool:
    return trace.output == case.target


project = Project(
    name="spending",
    system=Costly(),
    learn={"": rows},
    suite=Suite(cases=cases, metrics=[Metric("right", right, family="rate")]),
    gate=Gate(at_least("right", 0.1, evidence="estimate")),
)
'''


def spending(folder: Path, **changes: str) -> Loaded:
    """The project in a folder; ``old`` and ``new`` change the text of its definition."""
    folder.mkdir(parents=True, exist_ok=True)
    signals = SIGNALS.replace(changes["old"], changes["new"]) if changes else SIGNALS
    (folder / "signals.py").write_text(dedent(signals))
    (folder / "system.py").write_text(dedent(SYSTEM))
    return load_project(folder)
