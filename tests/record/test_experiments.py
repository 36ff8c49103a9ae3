from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tandem.deliver import sweep
from tandem.errors import DefinitionError, NotFound
from tandem.record import Experiments, Store
from tandem.record.experiments import ranked, table_of


def test_a_run_keeps_what_it_wrote(store: Store) -> None:
    experiments = Experiments(store)
    parameters = {"rate": 0.1, "layers": [8, 8]}
    with experiments.run("churn", name="first", parameters=parameters, tags={"by": "me"}) as run:
        for step, value in enumerate((0.7, 0.8, 0.75)):
            run.log("auc", value, step=step)
        run.log("auc", 0.76, step=2)  # said again: the last word counts
        run.artifact("notes.txt", b"draft")
        run.artifact("notes.txt", b"final")
    [found] = experiments.runs("churn")
    assert (found.name, found.status, found.parameters) == ("first", "finished", parameters)
    assert found.metrics == {"auc": 0.76}
    assert found.seconds is not None
    assert experiments.series(found.id, "auc") == [(0, 0.7), (1, 0.8), (2, 0.76)]
    assert experiments.artifact(found.id, "notes.txt") == b"final"
    with pytest.raises(NotFound, match="no artifact 'plot"):
        experiments.artifact(found.id, "plot.svg")


def test_an_error_marks_the_run_and_keeps_what_was_written(store: Store) -> None:
    experiments = Experiments(store)

    def work() -> None:
        with experiments.run("churn") as run:
            run.log("auc", 0.5)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    [found] = experiments.runs("churn")
    assert (found.status, found.metrics) == ("failed", {"auc": 0.5})


def test_the_same_id_counts_once(store: Store) -> None:
    experiments = Experiments(store)
    assert experiments.record("a", "churn", parameters={"x": 1})
    assert not experiments.record("a", "churn", parameters={"x": 2})
    assert [run.parameters for run in experiments.runs("churn")] == [{"x": 1}]
    with pytest.raises(DefinitionError, match="needs a name"):
        experiments.record("b", "")


def test_runs_are_found_by_tags_and_experiments_by_name(store: Store) -> None:
    experiments = Experiments(store)
    experiments.record("a", "churn", tags={"kind": "trial", "by": "me"})
    experiments.record("b", "churn", tags={"kind": "final"})
    experiments.record("c", "prices")
    assert [run.id for run in experiments.runs("churn", tags={"kind": "trial"})] == ["a"]
    assert experiments.names() == ["churn", "prices"]


def test_side_by_side_shows_what_differs(store: Store) -> None:
    experiments = Experiments(store)
    for id, rate, auc in (("a", 0.1, 0.7), ("b", 0.2, 0.8)):
        experiments.record(id, "churn", name=id, parameters={"rate": rate, "trees": 9}, seconds=1.0)
        experiments.log_metrics(id, {"auc": auc})
    runs = ranked(experiments.runs("churn"), "auc")
    assert table_of(runs) == (
        ["run", "status", "rate", "auc", "seconds"],
        [["b", "finished", 0.2, 0.8, 1.0], ["a", "finished", 0.1, 0.7, 1.0]],
    )
    assert [run.id for run in ranked(runs, "auc", rising=False)] == ["a", "b"]
    assert ranked(runs, "f1") == []


def test_writers_at_once_lose_nothing(store: Store) -> None:
    experiments = Experiments(store)

    def write(number: int) -> None:
        with experiments.run("churn", name=str(number)) as run:
            for step in range(5):
                run.log("loss", step * number, step=step)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))
    runs = experiments.runs("churn")
    assert {run.metrics["loss"] for run in runs} == {4.0 * number for number in range(24)}


def test_artifacts_outlive_a_sweep(store: Store) -> None:
    with Experiments(store).run("churn") as run:
        run.artifact("plot", b"picture")
    sweep(store, grace=0)
    assert Experiments(store).artifact(run.id, "plot") == b"picture"
