from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import tandem.features.backfill as module
from tandem.errors import StoreError
from tandem.features import CatalogStore, Features, History, MemoryStore, Online, count
from tandem.features.backfill import Materialized, materialize
from tandem.features.definition import definition_of
from tandem.features.log import Log
from tandem.record import Catalog
from tandem.record.tables import online
from tests.features.payments import Outcome, Payment, Signals

START = datetime(2026, 1, 1, tzinfo=UTC)


def payment(number: int, hours: float) -> Payment:
    customer = None if number % 11 == 0 else f"c{number % 5}"
    amount = None if number % 13 == 0 else number / 7
    time = START + timedelta(hours=hours)
    return Payment(number, time, customer, number % 3, amount, number % 2 == 0)


PAYMENTS = [payment(number, 3.7 * number) for number in range(200)]
OUTCOMES = [Outcome(p.id, p.time + timedelta(days=1), p.terminal, p.id % 9 == 0) for p in PAYMENTS]


@pytest.fixture
def store(tmp_path: Path) -> CatalogStore:
    return CatalogStore(Catalog.open(f"sqlite:///{tmp_path / 'catalog.db'}"))


def logs(store: Any) -> list[list[Any]]:
    """What is kept of every entity, in plain lists."""
    found = []
    for layout in definition_of(Signals).layouts:
        entities = {
            entity
            for event in (PAYMENTS if layout.event is Payment else OUTCOMES)
            if (entity := layout.entity(event)) is not None
        }
        keys = [(layout.view, entity) for entity in sorted(entities)]
        for key, state in zip(keys, store.load(keys), strict=True):
            log = Log.unpack(state, layout)
            columns = [list(column) for column in log.columns]
            found.append([*key, list(log.times), list(log.keys), columns, log.dropped])
    return found


def replayed(payments: list[Payment], outcomes: list[Outcome]) -> MemoryStore:
    store = MemoryStore()
    online = Online(store, [Signals])
    online.update_many(payments)
    online.update_many(outcomes)
    return store


def test_states_are_those_of_a_replay(store: CatalogStore) -> None:
    events: dict[type[Any], Any] = {Payment: PAYMENTS, Outcome: OUTCOMES}
    done = materialize(events, [Signals], store)
    assert logs(store) == logs(replayed(PAYMENTS, OUTCOMES))
    assert done.events == 200 * len(definition_of(Signals).layouts)
    request = payment(1000, 3.7 * 200)
    (expected,) = History(events).read_many(Signals, [request])
    read = Online(store, [Signals]).read(Signals, request)
    assert vars(read) == pytest.approx(vars(expected))


def test_entities_that_are_no_text_keep_their_past_when_run_again(store: CatalogStore) -> None:
    """Numbers and truth values are named as a stream names them."""

    class Seen(Features[Payment], key="id"):
        at_terminal_9d: int = count(by="terminal", days=9)
        of_kind_9d: int = count(by=("terminal", "online"), days=9)

    materialize({Payment: PAYMENTS[:150]}, [Seen], store)
    materialize({Payment: PAYMENTS}, [Seen], store)
    memory = MemoryStore()
    Online(memory, [Seen]).update_many(PAYMENTS)
    for layout in definition_of(Seen).layouts:
        names = {layout.entity(one) for one in PAYMENTS}
        keys = [(layout.view, name) for name in sorted(name for name in names if name)]
        assert len(keys) in (3, 6)
        assert store.load(keys) == memory.load(keys)


def test_later_runs_count_what_is_new_and_late_ones_once(
    store: CatalogStore, tmp_path: Path
) -> None:
    late = PAYMENTS[99]
    first = [one for one in PAYMENTS[:110] if one is not late]
    materialize({Payment: first}, [Signals], store)
    Online(store, [Signals]).update_many(PAYMENTS[105:120])  # a stream went on meanwhile
    again = materialize({Payment: PAYMENTS[:150]}, [Signals], store)
    assert again.events < 150 * 3
    materialize({Outcome: OUTCOMES[:150]}, [Signals], store)
    assert logs(store) == logs(replayed(PAYMENTS[:150], OUTCOMES[:150]))


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 200)), max_size=60), st.data())
def test_any_order_any_repeats(found: list[tuple[int, int]], data: st.DataObject) -> None:
    times = dict(found)  # an event has one time
    events = [payment(number, float(times[number])) for number, _ in found]
    catalog = Catalog.open("sqlite://")
    store = CatalogStore(catalog)
    materialize({Payment: events}, [Signals], store)
    expected = replayed(sorted(events, key=lambda one: one.time), [])
    assert logs(store) == logs(expected)
    catalog.close()


def test_chunks_are_committed_whole_and_a_failed_one_is_tried_again(
    store: CatalogStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_EVENTS", 40)
    original, broken = module._logs, [True]

    def failing(layout: Any, frame: Any) -> Any:
        if broken[0] and "c3" in frame.get_column("customer", default=frame[:, 0]).to_list():
            raise ValueError("no such luck")
        return original(layout, frame)

    monkeypatch.setattr(module, "_logs", failing)
    with pytest.raises(StoreError, match="failed: ValueError: no such luck"):
        materialize({Payment: PAYMENTS}, [Signals], store)
    broken[0] = False
    done = materialize({Payment: PAYMENTS}, [Signals], store)
    materialize({Outcome: OUTCOMES}, [Signals], store)
    assert logs(store) == logs(replayed(PAYMENTS, OUTCOMES))
    assert 0 < done.states < len(logs(store))  # what was done was not done again


def test_nothing_comes_of_nothing(store: CatalogStore) -> None:
    assert materialize({Payment: []}, [Signals], store) == Materialized(0, 0)


FILLER = """
    import sys

    import tandem.features.backfill as module
    from tandem.features import CatalogStore
    from tandem.record import Catalog
    from tests.features.payments import Outcome, Payment, Signals
    from tests.features.test_backfill import OUTCOMES, PAYMENTS

    original = module._logs

    def told(layout, frame):
        print("part", flush=True)
        if sys.stdin.readline():
            return original(layout, frame)

    module._EVENTS, module._logs = 40, told
    store = CatalogStore(Catalog.open(sys.argv[1]))
    module.materialize({Payment: PAYMENTS, Outcome: OUTCOMES}, [Signals], store)
"""


def rows(catalog: Catalog) -> list[tuple[str, str, str]]:
    """View, entity and hash of every row that a store holds."""
    with catalog.read() as connection:
        found = connection.execute(select(online.c.view, online.c.entity, online.c.state)).all()
    return sorted(
        (view, entity, hashlib.sha256(state).hexdigest()) for view, entity, state in found
    )


@pytest.mark.parametrize("done", [4, 9])
def test_a_killed_backfill_resumes_with_no_row_missing_or_double(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    """Every write in turn: ``tests/faults/test_backfill_kill.py``."""
    monkeypatch.setattr(module, "_EVENTS", 40)
    events: dict[type[Any], Any] = {Payment: PAYMENTS, Outcome: OUTCOMES}
    whole, killed = (
        Catalog.open(f"sqlite:///{tmp_path / name}.db") for name in ("whole", "killed")
    )
    materialize(events, [Signals], CatalogStore(whole))
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(FILLER), f"sqlite:///{tmp_path / 'killed.db'}"],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        for _ in range(done):
            assert child.stdout.readline() == "part\n"
            child.stdin.write("go on\n")
            child.stdin.flush()
        assert child.stdout.readline() == "part\n"  # the one before it is committed
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    left = rows(killed)
    assert 0 < len(left) < len(rows(whole))
    materialize(events, [Signals], CatalogStore(killed))
    assert rows(killed) == rows(whole)
    assert set(left) <= set(rows(whole))
    materialize(events, [Signals], CatalogStore(killed))
    assert rows(killed) == rows(whole)
