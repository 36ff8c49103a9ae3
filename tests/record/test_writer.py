from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from tandem.errors import Overloaded, StoreError
from tandem.record import Catalog, Store, Trace, TraceStore, TraceWriter
from tandem.record.pack import Row
from tests.record.made import made


def test_traces_are_stored_behind_the_caller(catalog: Catalog) -> None:
    writer = TraceWriter(catalog)
    traces = [made(n) for n in range(1200)]
    for trace in traces:
        writer.put(trace)
    assert writer.flush()
    assert (writer.written, writer.dropped) == (1200, 0)
    assert TraceStore(catalog).get(traces[700].id) == traces[700]
    writer.close()


def test_closing_stores_what_is_queued(catalog: Catalog) -> None:
    with TraceWriter(catalog) as writer:
        writer.put(made())
    assert TraceStore(catalog).count() == writer.written == 1
    writer.put(made())
    assert writer.dropped == 1


def test_commit_returns_when_the_trace_is_stored(catalog: Catalog) -> None:
    async def commit() -> int:
        await asyncio.gather(*(writer.commit(made(n)) for n in range(20)))
        return TraceStore(catalog).count()

    with TraceWriter(catalog) as writer:
        assert asyncio.run(commit()) == 20


def test_a_commit_that_nobody_awaits_any_more_is_stored(catalog: Catalog) -> None:
    async def give_up() -> None:
        task = asyncio.create_task(writer.commit(made()))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    with TraceWriter(catalog) as writer:
        asyncio.run(give_up())
        writer.flush()
    assert TraceStore(catalog).count() == 1


class Slow:
    """Holds the writer's thread until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.started, self.gate = threading.Event(), threading.Event()
        add = TraceStore.add_rows

        def wait(store: TraceStore, rows: Sequence[Row], *, durable: bool = True) -> int:
            self.started.set()
            self.gate.wait()
            return add(store, rows, durable=durable)

        monkeypatch.setattr(TraceStore, "add_rows", wait)


def test_what_does_not_fit_is_counted(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    writer = TraceWriter(catalog, capacity=3)
    writer.put(made())
    slow.started.wait()
    for n in range(5):
        writer.put(made(n))
    assert writer.dropped == 2
    with pytest.raises(Overloaded, match="full"):
        asyncio.run(writer.commit(made()))
    slow.gate.set()
    writer.close()
    assert (writer.written, writer.dropped) == (4, 3)


def failing(monkeypatch: pytest.MonkeyPatch, times: int, error: Exception) -> None:
    """The next ``times`` commits fail."""
    add = TraceStore.add_rows
    left = [times]

    def fail(store: TraceStore, rows: Sequence[Row], *, durable: bool = True) -> int:
        left[0] -= 1
        if left[0] >= 0:
            raise error
        return add(store, rows, durable=durable)

    monkeypatch.setattr(TraceStore, "add_rows", fail)


FULL = OperationalError("INSERT", {}, OSError("database or disk is full"))


def test_a_failing_catalog_is_tried_again(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, 2, FULL)
    writer = TraceWriter(catalog)
    for n in range(10):
        writer.put(made(n))
    assert writer.flush()
    assert (writer.written, writer.dropped) == (10, 0)
    writer.close()


def test_a_catalog_that_still_fails_at_the_end_costs_counted_traces(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, 10**9, FULL)
    writer = TraceWriter(catalog)
    for n in range(10):
        writer.put(made(n))
    writer.close()
    assert (writer.written, writer.dropped) == (0, 10)


def test_a_failing_commit_tells_who_waits(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, 1, FULL)
    with TraceWriter(catalog) as writer:
        with pytest.raises(StoreError, match="disk is full"):
            asyncio.run(writer.commit(made()))
        asyncio.run(writer.commit(made()))
    assert (writer.written, writer.dropped) == (1, 1)


def test_a_bad_trace_is_refused_alone(catalog: Catalog) -> None:
    naive = made()
    naive.time = naive.time.replace(tzinfo=None)
    huge = made(duration=2**70)
    with TraceWriter(catalog) as writer:
        for trace in (made(1), naive, huge, made(2)):
            writer.put(trace)
        writer.flush()
        with pytest.raises(StoreError, match="no time zone"):
            asyncio.run(writer.commit(naive))
        with pytest.raises(StoreError, match="could not be stored"):
            asyncio.run(writer.commit(huge))
    assert (writer.written, writer.dropped) == (2, 4)


def test_a_known_id_is_counted_as_dropped(catalog: Catalog) -> None:
    trace = made()
    with TraceWriter(catalog) as writer:
        writer.put(trace)
        writer.put(trace)
    assert (writer.written, writer.dropped) == (1, 1)


@pytest.mark.parametrize("durable", [True, False])
def test_who_waits_gets_a_commit_that_reached_the_disk(
    tmp_path: Path, durable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    begin = Catalog.begin
    monkeypatch.setattr(
        Catalog,
        "begin",
        lambda self, *, durable=True: (asked.append(durable), begin(self, durable=durable))[1],
    )
    with Store.open(tmp_path) as store:
        asked.clear()
        with TraceWriter(store.catalog, durable=durable) as writer:
            writer.put(made())
            writer.flush()
            asyncio.run(writer.commit(made()))
    assert asked == [durable, True]


def test_a_program_that_ends_without_closing_loses_nothing(tmp_path: Path) -> None:
    script = f"""
from tests.record.made import made
from tandem.record import Store, TraceWriter
writer = TraceWriter(Store.open({str(tmp_path)!r}).catalog)
for n in range(700):
    writer.put(made(n))
"""
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60, cwd=root)
    with Store.open(tmp_path) as store:
        assert TraceStore(store.catalog).count() == 700


def test_a_sink_that_puts_never_touches_the_trace(catalog: Catalog) -> None:
    trace: Trace = made(input={"password": "hunter2"})
    with TraceWriter(catalog) as writer:
        writer.put(trace)
    assert trace.input == {"password": "hunter2"}
