"""Experiments to MLflow and back: runs with parameters, metrics over time, tags, artifacts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import msgspec

from tandem.core.schema import encode_canonical
from tandem.errors import DefinitionError, MissingExtra
from tandem.record.digest import digest
from tandem.record.experiments import ExperimentRun, Experiments, Status
from tandem.record.times import to_text

_ID = "tandem.id"
_STATUS: dict[Status, str] = {"running": "RUNNING", "finished": "FINISHED", "failed": "FAILED"}
_BACK = {"FINISHED": "finished", "FAILED": "failed", "KILLED": "failed"}
_BATCH = 100


def to_mlflow(experiments: Experiments, experiment: str, uri: str) -> int:
    """Copy the runs of an experiment to an MLflow store; how many were new there.

    ``uri`` is what MLflow calls a tracking URI, such as ``sqlite:///mlflow.db``. Runs are known
    by the tag ``tandem.id``, so that copying again adds only what is new. Parameters become
    JSON text, as MLflow keeps text only; a run of unknown duration
    has one of 0 seconds there.
    """
    client = _client(uri)
    known = client.get_experiment_by_name(experiment)
    place = known.experiment_id if known is not None else client.create_experiment(experiment)
    there = {run.data.tags.get(_ID) for run in _runs(client, place)}
    new = [run for run in experiments.runs(experiment) if run.id not in there]
    for run in new:
        _send(client, place, experiments, run)
    return len(new)


def from_mlflow(experiments: Experiments, experiment: str, uri: str) -> int:
    """Copy the runs of an MLflow experiment to the store; how many were new here.

    Text that is JSON becomes what it says, a nested artifact keeps its path as its name. Runs
    that came from here keep their id. Raises ``DefinitionError`` where there is no such
    experiment.
    """
    client = _client(uri)
    known = client.get_experiment_by_name(experiment)
    if known is None:
        raise DefinitionError(f"MLflow at {_safe(uri)} has no experiment {experiment!r}")
    return sum(
        _receive(client, run, experiments, experiment)
        for run in reversed(list(_runs(client, known.experiment_id)))
    )


def _send(client: Any, place: str, experiments: Experiments, run: ExperimentRun) -> None:
    from mlflow.entities import Metric, Param, RunTag

    started = round(run.time.timestamp() * 1000)
    tags = {**run.tags, _ID: run.id}
    made = client.create_run(place, start_time=started, run_name=run.name or None).info.run_id
    params = [Param(name, encode_canonical(v).decode()) for name, v in run.parameters.items()]
    metrics = [
        Metric(name, value, started, step)
        for name in run.metrics
        for step, value in experiments.series(run.id, name)
    ]
    for start in range(0, len(params), _BATCH):
        client.log_batch(made, params=params[start : start + _BATCH])
    for start in range(0, len(metrics), _BATCH):
        client.log_batch(made, metrics=metrics[start : start + _BATCH])
    for name in experiments.artifacts(run.id):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / Path(name).name
            file.write_bytes(experiments.artifact(run.id, name))
            parent = Path(name).parent.as_posix()
            client.log_artifact(made, str(file), None if parent == "." else parent)
    if run.status != "running":
        ended = None if run.seconds is None else started + round(run.seconds * 1000)
        client.set_terminated(made, status=_STATUS[run.status], end_time=ended or started)
    # The id comes last: a copy that was cut short is not taken for a whole one.
    client.log_batch(made, tags=[RunTag(name, value) for name, value in tags.items()])


def _receive(client: Any, run: Any, experiments: Experiments, experiment: str) -> bool:
    info, data = run.info, run.data
    id = data.tags.get(_ID) or digest(["mlflow", info.run_id])[:32]
    seconds = None if info.end_time is None else (info.end_time - info.start_time) / 1000
    if any(known.id == id for known in experiments.runs(experiment)):
        return False
    for name in data.metrics:
        for metric in client.get_metric_history(info.run_id, name):
            experiments.log_metrics(id, {name: metric.value}, step=metric.step)
    for path in _files(client, info.run_id, None):
        with tempfile.TemporaryDirectory() as folder:
            content = Path(client.download_artifacts(info.run_id, path, folder)).read_bytes()
        experiments.keep_artifact(id, path, content)
    return experiments.record(  # last, for the same reason
        id,
        experiment,
        name=info.run_name or "",
        parameters={name: _value(text) for name, text in data.params.items()},
        tags={n: v for n, v in data.tags.items() if n != _ID and not n.startswith("mlflow.")},
        status=cast("Status", _BACK.get(info.status, "running")),
        seconds=seconds,
        time=to_text(datetime.fromtimestamp(info.start_time / 1000, UTC)),
    )


def _files(client: Any, run: str, folder: str | None) -> Iterator[str]:
    for item in client.list_artifacts(run, folder):
        if item.is_dir:
            yield from _files(client, run, item.path)
        else:
            yield item.path


def _runs(client: Any, experiment: str) -> Iterator[Any]:
    """All runs, newest first."""
    token = None
    while True:
        page = client.search_runs([experiment], page_token=token)
        yield from page
        token = page.token
        if not token:
            return


def _value(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text


def _safe(uri: str) -> str:
    """The URI without a password."""
    return f"{uri.split('://')[0]}://..." if "@" in uri else uri


def _client(uri: str) -> Any:
    try:
        from mlflow.tracking import MlflowClient
    except ImportError:
        raise MissingExtra(
            "exchange with MLflow needs it, and it is not installed",
            hint='pip install "tandem-ai[mlflow]"',
        ) from None
    return MlflowClient(tracking_uri=uri)
