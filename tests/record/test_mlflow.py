from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tandem.errors import DefinitionError
from tandem.record import Experiments, Store
from tandem.record.mlflow import from_mlflow, to_mlflow

pytestmark = pytest.mark.filterwarnings("ignore")  # MLflow's own, at import


@pytest.fixture
def uri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)  # MLflow puts artifacts beside where it runs
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    return f"sqlite:///{tmp_path / 'mlflow.db'}"


def known(experiments: Experiments) -> list[dict[str, Any]]:
    return [
        {
            "id": run.id,
            "name": run.name,
            "status": run.status,
            "time": int(run.time.timestamp() * 1000 + 0.5),
            "seconds": run.seconds and round(run.seconds, 2),
            "parameters": run.parameters,
            "tags": run.tags,
            "series": {name: experiments.series(run.id, name) for name in run.metrics},
            "files": {
                name: experiments.artifact(run.id, name) for name in experiments.artifacts(run.id)
            },
        }
        for run in experiments.runs("churn")
    ]


def test_what_goes_there_and_comes_back_is_the_same(tmp_path: Path, uri: str) -> None:
    with Store.open(tmp_path / "a") as first, Store.open(tmp_path / "b") as second:
        here, back = Experiments(first), Experiments(second)
        parameters = {"rate": 0.1, "leaves": 7, "kind": "tree", "deep": {"a": [1, None]}}
        here.record(
            "one", "churn", name="trial 1", parameters=parameters, tags={"t": "x"}, seconds=1.5
        )
        for step, value in enumerate([0.5, 0.7, 0.6]):
            here.log_metrics("one", {"auc": value, "loss": 1 - value}, step=step)
        here.keep_artifact("one", "plots/roc.svg", b"<svg/>")
        here.keep_artifact("one", "notes.txt", b"\x00fine")
        here.record("two", "churn", status="failed", name="trial 2", seconds=0.25)
        assert to_mlflow(here, "churn", uri) == 2
        assert to_mlflow(here, "churn", uri) == 0
        assert from_mlflow(back, "churn", uri) == 2
        assert from_mlflow(back, "churn", uri) == 0
        assert known(back) == known(here)


def test_runs_of_others_come_in_with_their_text(tmp_path: Path, uri: str) -> None:
    from mlflow.tracking import MlflowClient

    client = MlflowClient(tracking_uri=uri)
    place = client.create_experiment("churn")
    run = client.create_run(place, run_name="by hand").info.run_id
    client.log_param(run, "solver", "lbfgs")
    client.log_param(run, "C", "0.5")
    client.log_metric(run, "auc", 0.8, step=4)
    client.set_terminated(run, "KILLED")
    with Store.open(tmp_path / "a") as store:
        experiments = Experiments(store)
        assert from_mlflow(experiments, "churn", uri) == 1
        [found] = experiments.runs("churn")
        assert (found.name, found.status) == ("by hand", "failed")
        assert found.parameters == {"solver": "lbfgs", "C": 0.5}
        assert experiments.series(found.id, "auc") == [(4, 0.8)]
        with pytest.raises(DefinitionError, match="no experiment 'prices'"):
            from_mlflow(experiments, "prices", uri)
