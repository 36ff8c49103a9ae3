from __future__ import annotations

from tandem.improve.about import last_before, runs_of
from tandem.record import Store, TraceStore
from tests.improve.runs import run

RUNS = [("1", "a", "desk"), ("2", "b", "other"), ("3", "c", "desk")]


def test_the_last_run_at_or_before_a_time() -> None:
    assert last_before(RUNS, "0", "") is None
    assert last_before(RUNS, "2", "") == RUNS[1]
    assert last_before(RUNS, "2", "desk") == RUNS[0]
    assert last_before(RUNS, "9", "desk") == RUNS[2]
    assert last_before([], "9", "") is None


def test_runs_of_many_subjects_oldest_first(store: Store) -> None:
    TraceStore(store.catalog).add([run(i, subject=f"s{i % 1200}", minutes=-i) for i in range(2400)])
    with store.catalog.read() as connection:
        found = runs_of(connection, {f"s{i}" for i in range(1200)})
        assert runs_of(connection, set()) == {}
    assert len(found) == 1200
    assert [id for _, id, _ in found["s7"]] == [f"{1207:032x}", f"{7:032x}"]
