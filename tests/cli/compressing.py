"""A project whose live model is large, and two small ones that ask to take its place."""

LOANS = '''
import random
from dataclasses import dataclass, replace

from tandem import Case, Gate, Inputs, Project, Rows, Suite
from tandem.deliver import at_most, better, no_worse
from tandem.evaluate import latency, log_loss, state_size
from tandem.models import Boosting, Compressed, Distilled, Logistic


@dataclass(frozen=True)
class Loan:
    amount: float
    job: str


class Repaid(Boosting[Loan]):
    """The chance that a loan is paid back."""


class Line(Logistic[Loan]):
    """The same by a line."""


class Pruned(Compressed[Loan, float]):
    """The trees that are worth their bytes, with short numbers."""


class Taught(Distilled[Loan, float]):
    """A line that learned from the trees."""


def rows(seed: int, count: int) -> Rows[Loan, bool]:
    draw = random.Random(seed)
    loans = [Loan(draw.gauss(0, 1), draw.choice("abcd")) for _ in range(count)]
    return Rows(loans, [draw.random() < (0.8 if x.amount > 0 else 0.3) for x in loans])


def learn(inputs: Inputs) -> Rows[Loan, bool]:
    return rows(0, 600)


def cases(inputs: Inputs) -> list[Case]:
    return [Case(str(i), x, y) for i, (x, y) in enumerate(rows(1, 200))]


def chosen(inputs: Inputs) -> Project:
    large = Repaid(trees=100)
    small = {"pruned": Pruned(model=large), "taught": Taught(teacher=large, student=Line())}
    return replace(project, system=small.get(inputs.options.get("small", ""), large))


project = Project(
    name="loans",
    system=Repaid(trees=100),
    learn={"": learn},
    suite=Suite(cases, [log_loss(), state_size(), latency(0.5)]),
    gate=Gate(
        better("state_bytes"), no_worse("log_loss", margin=0.15), at_most("latency_p50", 5_000)
    ),
    variant=chosen,
)
'''
