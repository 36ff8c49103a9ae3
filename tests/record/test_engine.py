from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tandem.errors import DefinitionError
from tandem.record import ChunkLedger, Store
from tandem.record.engine import Engine, Here, Kept, LocalProcesses, Outcome
from tests.record.engine_work import deadly, once_killed, square


@pytest.mark.parametrize("engine", [Here(), LocalProcesses(2)], ids=["here", "processes"])
def test_values_come_in_order_and_failures_are_named(engine: Engine) -> None:
    found = engine.map(square, [5, 13, 2, 7])
    assert [one.value for one in found] == [25, None, 4, 49]
    assert found[1] == Outcome(error="ValueError: thirteen", attempts=3)
    assert [one.done for one in found] == [True, False, True, True]
    assert engine.map(square, []) == []


def test_a_killed_worker_is_replaced_and_the_run_completes(tmp_path: Path) -> None:
    items = [(str(tmp_path), x) for x in range(6)]
    found = LocalProcesses(2).map(once_killed, items)
    assert [one.value for one in found] == [100, 101, 102, 103, 104, 105]
    assert [one.attempts for one in found] == [1, 1, 1, 2, 1, 1]


def test_an_item_that_kills_every_worker_is_given_up() -> None:
    found = LocalProcesses(1).map(deadly, [0, 1, 2])
    assert [one.value for one in found] == [0, None, 2]
    assert found[1].error.startswith("the process that worked on it died")


@pytest.mark.parametrize("engine", [Here(), LocalProcesses(1)], ids=["here", "processes"])
def test_what_is_cancelled_begins_nothing_new(engine: Engine) -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    found = engine.map(square, [1, 2, 3, 4], cancelled=cancelled)
    assert [one.error for one in found] == ["", "", "cancelled", "cancelled"]


def test_a_job_goes_on_where_it_stopped(tmp_path: Path) -> None:
    (tmp_path / "killed").touch()
    items: list[Any] = [(str(tmp_path), x) for x in range(4)]
    with Store.open(tmp_path / "store") as store:
        ledger = ChunkLedger(store.catalog, attempts=2)
        book = partial(Kept, ledger, store.blobs, "job", kind=int)
        stop = iter([False, False, True, True, True])
        first = Here().map(once_killed, items, book=book(items=items), cancelled=lambda: next(stop))
        assert [one.error for one in first] == ["", "", "cancelled", "cancelled"]
        found = LocalProcesses(1).map(once_killed, items, book=book(items=items))
        assert [one.value for one in found] == [100, 101, 102, 103]
        assert sorted((tmp_path / "calls").read_text().split()) == ["0", "1", "2", "3"]
        other = Kept(ledger, store.blobs, "squares", [2, 13], int)
        failed = Here().map(square, [2, 13], book=other)
        assert [one.error for one in failed] == ["", "ValueError: thirteen"]


def test_an_engine_without_processes_is_refused() -> None:
    with pytest.raises(DefinitionError, match="an engine of 0 processes"):
        LocalProcesses(0)
