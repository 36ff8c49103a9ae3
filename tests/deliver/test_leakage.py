from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tandem import Case, Inputs, Rows, Store
from tandem.data import Dataset, Leak
from tandem.deliver import deliver, load_project
from tandem.deliver.leakage import held_out, leaks_of, refuse
from tandem.errors import LeakFound
from tests.deliver.samples import write_project


@dataclass(frozen=True)
class Question:
    text: str


@dataclass(frozen=True)
class Lessons:
    """What a part learns from that takes more than rows."""

    questions: Rows[Question, str]
    pages: dict[str, str]


CASES = [
    Case("1", Question("How do I reset my password?"), "access", group="reset"),
    Case("2", Question("Where is my invoice kept?"), "billing", group="invoice"),
]
KNOWN = Rows([Question("Where is my invoice  kept"), Question("Who are you?")], ["billing", "x"])
CLEAN = Rows([Question("Why is it so slow?")], ["speed"])


def names(data: Any, **options: Any) -> list[str]:
    return [leak.name for leak in leaks_of(data, CASES, **options)]


@pytest.mark.parametrize(
    "data",
    [KNOWN, Lessons(KNOWN, {"a": "b"}), {"a": CLEAN, "b": KNOWN}, (CLEAN, KNOWN, KNOWN)],
    ids=["rows", "record", "mapping", "tuple"],
)
def test_rows_are_found_wherever_they_are(data: Any) -> None:
    assert names(data) == ["duplicate"]
    assert names(data, allow=["duplicate"]) == []


@pytest.mark.parametrize("data", [CLEAN, [Question("a text")] * 1_000, 3.0, None, "text"])
def test_other_data_has_no_leaks(data: Any) -> None:
    assert names(data) == []


def test_records_of_a_dataset_are_compared_too() -> None:
    @dataclass(frozen=True)
    class Labelled:
        text: str
        topic: str

    given = [Labelled(case.input.text.upper(), "x") for case in CASES]
    assert names(Dataset.of(given)) == ["duplicate"]


def test_groups_of_cases_are_compared() -> None:
    rows = Rows([Question("Forgot my word")], ["access"], groups=["reset"])
    assert names(rows) == ["group"]


def test_cases_have_times_if_all_have_one() -> None:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    assert held_out(CASES).times is None
    dated = [Case(case.id, case.input, time=day) for case in CASES]
    assert held_out(dated).times == [day, day]
    assert held_out([*dated, CASES[0]]).times is None


def test_a_refusal_says_what_and_how_to_allow_it() -> None:
    refuse("triage", [])
    leak = Leak(kind="target", column="fee", figure=1.0, message="fee tells", hint="leave it out")
    with pytest.raises(LeakFound, match=r"the data of triage leaks: fee tells \(and 1 more\)") as e:
        refuse("triage", [leak, leak])
    assert e.value.hint == "leave it out; if it is right, allow_leaks=['target:fee']"


PLANTED = '''
"""Orders that come back, with a leak that an option plants."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from tandem import Case, Gate, Inputs, Model, Project, Rows, Suite, learned
from tandem.deliver import at_least
from tandem.evaluate import accuracy

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Order:
    amount: float
    placed: datetime
    fee: float | None = None


class Rate(Model[Order, bool]):
    rate: float = learned()

    def fit(self, rows: Rows[Order, bool]) -> Self:
        return self.evolve(rate=sum(rows.targets) / len(rows))

    def predict(self, xs: Sequence[Order], /) -> list[bool]:
        return [self.rate > 0.5 for _ in xs]


def rows(first: int, last: int) -> Rows[Order, bool]:
    draw = random.Random(first)
    times = [START + timedelta(hours=i) for i in range(first, last)]
    inputs = [Order(draw.lognormvariate(3, 1), time) for time in times]
    targets = [draw.random() < 0.5 for _ in times]
    return Rows(inputs, targets, [f"c{i}" for i in range(first, last)], times)


def learn(inputs: Inputs) -> Rows[Order, bool]:
    train, test, plant = rows(0, 400), rows(400, 600), inputs.options.get("plant", "")
    xs, ys = list(train.inputs), list(train.targets)
    groups, times = list(train.groups), list(train.times)
    if plant == "duplicate":
        xs[:60] = [replace(x, placed=x.placed) for x in test.inputs[:60]]
        ys[:60] = test.targets[:60]
    if plant == "group":
        groups[0] = test.groups[0]
    if plant == "future":
        times[0] = test.times[-1]
    if plant == "target":
        xs = [replace(x, fee=float(y)) for x, y in zip(xs, ys)]
    if plant == "function":
        fees = [(3.0 if y else -2.0) + i % 2 / 8 for i, y in enumerate(ys)]
        xs = [replace(x, fee=fee) for x, fee in zip(xs, fees)]
    if plant == "late":
        xs = [replace(x, placed=x.placed + timedelta(days=1)) for x in xs]
    return Rows(xs, ys, groups, times)


def cases(inputs: Inputs) -> list[Case]:
    test = rows(400, 600)
    columns = zip(test.inputs, test.targets, test.groups, test.times)
    return [Case(g, x, y, group=g, time=t) for x, y, g, t in columns]


project = Project(
    name="orders",
    system=Rate(),
    learn={"": learn},
    suite=Suite(cases, [accuracy()]),
    gate=Gate(at_least("accuracy", 0.0)),
    leaks="refuse",
)
'''


@pytest.mark.parametrize(
    ("plant", "kind"),
    [
        ("duplicate", "duplicate"),
        ("group", "group"),
        ("future", "future"),
        ("target", "target:fee"),
        ("function", "target:fee"),
        ("late", "late:placed"),
    ],
)
def test_a_planted_leak_of_each_kind_stops_the_build(tmp_path: Path, plant: str, kind: str) -> None:
    loaded = load_project(write_project(tmp_path / "orders", PLANTED))
    with Store.open(tmp_path / "store") as store:
        asyncio.run(deliver(loaded, store, Inputs(tmp_path, {})))  # honest rows are released
        with pytest.raises(LeakFound) as caught:
            asyncio.run(deliver(loaded, store, Inputs(tmp_path, {"plant": plant})))
    assert kind in str(caught.value)
