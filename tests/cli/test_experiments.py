from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from tandem.cli import app
from tandem.record import Experiments, Store


def ran(store: Path, *words: str) -> str:
    result = CliRunner().invoke(app, ["experiments", *words, "--store", str(store)])
    assert result.exit_code == 0, result.output
    return result.output


def test_runs_side_by_side(tmp_path: Path) -> None:
    assert "No runs yet." in ran(tmp_path)
    with Store.open(tmp_path) as store:
        experiments = Experiments(store)
        for id, rate in (("a", 0.1), ("b", 0.25)):
            experiments.record(
                id, "churn", name=f"trial {id}", parameters={"rate": rate}, tags={"t": id}
            )
            experiments.log_metrics(id, {"auc": 0.5 + rate})
    assert ran(tmp_path).splitlines() == ["experiment  runs", "churn       2"]
    lines = ran(tmp_path, "churn", "--best", "auc").splitlines()
    assert lines[0].split() == ["run", "status", "rate", "auc", "seconds"]
    assert lines[1].split() == ["trial", "b", "finished", "0.25", "0.75"]
    assert ran(tmp_path, "churn", "--best", "-auc").splitlines()[1].startswith("trial a")
    [found] = json.loads(ran(tmp_path, "churn", "--tag", "t=a", "--json"))
    assert found["metrics"] == {"auc": 0.6}
    assert "has no such runs" in ran(tmp_path, "prices")
    refused = CliRunner().invoke(
        app, ["experiments", "churn", "--tag", "t", "--store", str(tmp_path)]
    )
    assert refused.exit_code == 1
