from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tandem import Component, Recorder, System, run
from tandem.errors import NotConnected, Unanswered
from tandem.llm import sharing
from tandem.record import Catalog, Store, Tasks
from tandem.strategy import Human


@dataclass(frozen=True)
class Refund:
    order: str
    amount: float


class Approve(Human[Refund, bool]):
    """Somebody says whether money goes back."""


class Small(Component[Refund, bool]):
    async def run(self, x: Refund, /) -> bool:
        return x.amount < 50


class Desk(System[Refund, str]):
    small: Small
    approve: Approve

    async def run(self, x: Refund, /) -> str:
        paid = await self.small(x) or await self.approve(x)
        return "paid" if paid else "refused"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Store.open(tmp_path / "store") as store, sharing(store.catalog):
        yield store.catalog


def test_it_waits_for_a_person_and_goes_on_with_the_answer(catalog: Catalog) -> None:
    desk, refund = Desk(small=Small(), approve=Approve(queue="refunds")), Refund("a1", 90.0)
    assert run(desk, Refund("a2", 9.0)) == "paid"
    with pytest.raises(Unanswered, match="waits for a person in the queue 'refunds'") as asked:
        run(desk, refund)
    (task,) = Tasks(catalog).list("refunds")
    assert (task.id, task.asked) == (asked.value.task, {"order": "a1", "amount": 90.0})
    with pytest.raises(Unanswered):
        run(desk, refund)
    Tasks(catalog).answer(task.id, False, by="Ann")
    trace = asyncio.run(Recorder(system="desk").run(desk, refund))
    assert trace.output == "refused"
    span = trace.find("approve")
    assert span is not None
    assert span.attributes == {"task": task.id, "answered_by": "person"}


def test_an_answer_given_while_it_waits_is_taken(catalog: Catalog) -> None:
    async def both() -> bool:
        approve = Approve(queue="refunds", seconds=30.0)
        answer = asyncio.create_task(approve(Refund("a3", 90.0)))
        tasks = Tasks(catalog)
        while not (waiting := tasks.list()):
            await asyncio.sleep(0)
        tasks.answer(waiting[0].id, True, by="Bob")
        return await answer

    assert asyncio.run(both()) is True


def test_an_answer_that_does_not_fit_opens_the_task_again(catalog: Catalog) -> None:
    approve = Approve(queue="refunds")
    with pytest.raises(Unanswered) as asked:
        run(approve, Refund("a4", 90.0))
    Tasks(catalog).answer(asked.value.task, "perhaps", by="Ann")
    with pytest.raises(Unanswered):
        run(approve, Refund("a4", 90.0))
    (task,) = Tasks(catalog).list()
    assert "the answer of Ann does not fit" in task.reason


def test_without_a_catalog_nobody_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.llm.shared._connected", [])
    with pytest.raises(NotConnected, match="Approve asks a person"):
        run(Approve(queue="refunds"), Refund("a5", 90.0))
