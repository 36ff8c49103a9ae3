"""Experiments: runs with parameters, metrics over time and artifacts, comparable in one table."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from tandem.core.schema import encode_canonical, to_builtins
from tandem.errors import DefinitionError, NotFound
from tandem.record.tables import experiment_artifacts, experiment_metrics, experiment_runs
from tandem.record.times import from_text, now, to_text

if TYPE_CHECKING:
    from tandem.record.store import Store

Status = Literal["running", "finished", "failed"]


@dataclass(frozen=True)
class ExperimentRun:
    """One run: what was set, the last value of every metric, and how it ended.

    A run whose process was killed stays ``running``.
    """

    id: str
    experiment: str
    name: str
    status: Status
    time: datetime
    seconds: float | None
    parameters: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


class RunLog:
    """What a run that is under way may write; every line is durable when the call returns."""

    def __init__(self, experiments: Experiments, id: str) -> None:
        self.id = id
        self._experiments = experiments

    def log(self, metric: str, value: float, *, step: int = 0) -> None:
        """Set the value of a metric at a step (an epoch, a fold); the last one counts."""
        self._experiments.log_metrics(self.id, {metric: value}, step=step)

    def artifact(self, name: str, content: bytes) -> None:
        """Keep a file of the run; one of the same name is replaced."""
        self._experiments.keep_artifact(self.id, name, content)


class Experiments:
    """The experiments of a store. Safe for several processes at once."""

    def __init__(self, store: Store) -> None:
        self._catalog = store.catalog
        self._blobs = store.blobs
        self._insert = postgresql.insert if store.catalog.dialect == "postgresql" else sqlite.insert

    @contextlib.contextmanager
    def run(
        self,
        experiment: str,
        *,
        name: str = "",
        parameters: Mapping[str, Any] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> Iterator[RunLog]:
        """A run for the length of a ``with`` block; an error in it marks the run as failed."""
        id = uuid.uuid4().hex
        self.record(id, experiment, name=name, parameters=parameters, tags=tags, status="running")
        try:
            yield RunLog(self, id)
        except BaseException:
            self._end(id, "failed")
            raise
        self._end(id, "finished")

    def record(
        self,
        id: str,
        experiment: str,
        *,
        name: str = "",
        parameters: Mapping[str, Any] | None = None,
        tags: Mapping[str, str] | None = None,
        status: Status = "finished",
        seconds: float | None = None,
        time: str = "",
    ) -> bool:
        """Write a run under an id of the caller's; whether it is new.

        The same id again changes nothing, so that work that is resumed counts each run once.
        ``time`` is when it began, as text of the catalog, by default now.
        """
        if not experiment:
            raise DefinitionError("an experiment needs a name")
        row = {
            "id": id,
            "experiment": experiment,
            "name": name,
            "status": status,
            "parameters": encode_canonical(to_builtins(dict(parameters or {}))),
            "tags": encode_canonical(dict(tags or {})),
            "time": time or to_text(now()),
            "seconds": seconds,
        }
        # What it returns says whether the row is new: PostgreSQL's count of rows does not.
        insert = self._insert(experiment_runs).on_conflict_do_nothing()
        with self._catalog.begin() as connection:
            new = connection.execute(insert.returning(experiment_runs.c.id), row).first()
        return new is not None

    def log_metrics(self, id: str, metrics: Mapping[str, float], *, step: int = 0) -> None:
        """Set values of metrics of a run at one step."""
        if not metrics:
            return
        rows = [
            {"run": id, "name": name, "step": step, "value": float(value), "time": to_text(now())}
            for name, value in metrics.items()
        ]
        insert = self._insert(experiment_metrics)
        upsert = insert.on_conflict_do_update(
            index_elements=["run", "name", "step"],
            set_={"value": insert.excluded.value, "time": insert.excluded.time},
        )
        with self._catalog.begin() as connection:
            connection.execute(upsert, rows)

    def keep_artifact(self, id: str, name: str, content: bytes) -> None:
        """Keep a file of a run by name."""
        row = {"run": id, "name": name, "blob": self._blobs.put(content)}
        insert = self._insert(experiment_artifacts)
        upsert = insert.on_conflict_do_update(
            index_elements=["run", "name"], set_={"blob": insert.excluded.blob}
        )
        with self._catalog.begin() as connection:
            connection.execute(upsert, row)

    def names(self) -> list[str]:
        """The experiments that have runs, in order."""
        column = experiment_runs.c.experiment
        with self._catalog.read() as connection:
            return list(connection.execute(select(column).distinct().order_by(column)).scalars())

    def runs(
        self, experiment: str, *, tags: Mapping[str, str] | None = None
    ) -> list[ExperimentRun]:
        """The runs of an experiment, oldest first; only those that have all of ``tags``."""
        table = experiment_runs
        query = select(table).where(table.c.experiment == experiment).order_by(table.c.time)
        wanted = dict(tags or {}).items()
        with self._catalog.read() as connection:
            rows = connection.execute(query).all()
            last = self._last_metrics(connection, experiment)
        found = [_run(row, last.get(row.id, {})) for row in rows]
        return [run for run in found if wanted <= run.tags.items()]

    def series(self, id: str, metric: str) -> list[tuple[int, float]]:
        """The values of a metric of a run, by step."""
        table = experiment_metrics
        query = select(table.c.step, table.c.value).where(table.c.run == id, table.c.name == metric)
        with self._catalog.read() as connection:
            return [(step, value) for step, value in connection.execute(query.order_by("step"))]

    def artifacts(self, id: str) -> list[str]:
        """The names of the files of a run."""
        table = experiment_artifacts
        query = select(table.c.name).where(table.c.run == id).order_by(table.c.name)
        with self._catalog.read() as connection:
            return list(connection.execute(query).scalars())

    def artifact(self, id: str, name: str) -> bytes:
        """A file of a run. Raises ``NotFound``, or ``Corrupt`` for damaged bytes."""
        table = experiment_artifacts
        query = select(table.c.blob).where(table.c.run == id, table.c.name == name)
        with self._catalog.read() as connection:
            blob = connection.execute(query).scalar_one_or_none()
        if blob is None:
            raise NotFound(f"run {id} has no artifact {name!r}")
        return self._blobs.get(blob)

    def _end(self, id: str, status: Status) -> None:
        table = experiment_runs
        with self._catalog.begin() as connection:
            start = connection.execute(select(table.c.time).where(table.c.id == id)).scalar_one()
            seconds = (now() - from_text(start)).total_seconds()
            ended = update(table).where(table.c.id == id)
            connection.execute(ended.values(status=status, seconds=seconds))

    def _last_metrics(self, connection: Any, experiment: str) -> dict[str, dict[str, float]]:
        table, runs = experiment_metrics, experiment_runs
        query = (
            select(table.c.run, table.c.name, table.c.value)
            .join(runs, runs.c.id == table.c.run)
            .where(runs.c.experiment == experiment)
            .order_by(table.c.step)
        )
        found: dict[str, dict[str, float]] = {}
        for run, name, value in connection.execute(query):
            found.setdefault(run, {})[name] = value
        return found


@dataclass(frozen=True)
class Tracker:
    """Where trials that run now are kept: an experiment of a store."""

    store: Store
    experiment: str


tracker: ContextVar[Tracker | None] = ContextVar("tandem.tracker", default=None)
"""Set by a build around each ``fit``; nothing is tracked without it."""


@contextlib.contextmanager
def tracking(where: Tracker) -> Iterator[None]:
    """Keep trials that run inside the ``with`` block."""
    token = tracker.set(where)
    try:
        yield
    finally:
        tracker.reset(token)


def table_of(runs: Sequence[ExperimentRun]) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows that set runs side by side: what differs between them, then metrics."""
    parameters = dict.fromkeys(name for run in runs for name in run.parameters)
    said = {name: {repr(run.parameters.get(name)) for run in runs} for name in parameters}
    differing = [name for name in parameters if len(said[name]) > 1]
    metrics = list(dict.fromkeys(name for run in runs for name in run.metrics))
    rows = [
        [
            run.name or run.id[:8],
            run.status,
            *(run.parameters.get(name) for name in differing),
            *(run.metrics.get(name) for name in metrics),
            run.seconds,
        ]
        for run in runs
    ]
    return ["run", "status", *differing, *metrics, "seconds"], rows


def ranked(
    runs: Sequence[ExperimentRun], metric: str, *, rising: bool = True
) -> list[ExperimentRun]:
    """The runs that have a metric, best first: the largest, or the smallest."""
    having = [run for run in runs if metric in run.metrics]
    return sorted(having, key=lambda run: run.metrics[metric], reverse=rising)


def _run(row: Any, metrics: dict[str, float]) -> ExperimentRun:
    return ExperimentRun(
        id=row.id,
        experiment=row.experiment,
        name=row.name,
        status=row.status,
        time=from_text(row.time),
        seconds=row.seconds,
        parameters=msgspec.json.decode(row.parameters),
        metrics=metrics,
        tags=msgspec.json.decode(row.tags),
    )
