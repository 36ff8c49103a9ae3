"""Recording: traces of runs, digests, blobs and the catalog that holds everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.record.blobs import Blobs
    from tandem.record.catalog import Catalog
    from tandem.record.digest import digest_bytes
    from tandem.record.engine import Engine, Here, Kept, LocalProcesses, Outcome
    from tandem.record.executors import Executor, InProcess, ProcessPool
    from tandem.record.experiments import ExperimentRun, Experiments
    from tandem.record.export import OtlpSink
    from tandem.record.jobs import Made, run_job, work_off
    from tandem.record.ledger import Chunk, ChunkLedger
    from tandem.record.mlflow import from_mlflow, to_mlflow
    from tandem.record.otlp import to_otlp
    from tandem.record.recorder import Recorder
    from tandem.record.redact import Redactor
    from tandem.record.span import Span, Trace
    from tandem.record.store import Store
    from tandem.record.tasks import Task, Tasks
    from tandem.record.traces import TraceStore
    from tandem.record.writer import TraceWriter

__all__ = [
    "Blobs",
    "Catalog",
    "Chunk",
    "ChunkLedger",
    "Engine",
    "Executor",
    "ExperimentRun",
    "Experiments",
    "Here",
    "InProcess",
    "Kept",
    "LocalProcesses",
    "Made",
    "OtlpSink",
    "Outcome",
    "ProcessPool",
    "Recorder",
    "Redactor",
    "Span",
    "Store",
    "Task",
    "Tasks",
    "Trace",
    "TraceStore",
    "TraceWriter",
    "digest_bytes",
    "from_mlflow",
    "run_job",
    "to_mlflow",
    "to_otlp",
    "work_off",
]

__getattr__ = lazy(
    __name__,
    {
        "Engine": "tandem.record.engine",
        "Here": "tandem.record.engine",
        "Kept": "tandem.record.engine",
        "LocalProcesses": "tandem.record.engine",
        "Outcome": "tandem.record.engine",
        "Blobs": "tandem.record.blobs",
        "Catalog": "tandem.record.catalog",
        "Chunk": "tandem.record.ledger",
        "ChunkLedger": "tandem.record.ledger",
        "Executor": "tandem.record.executors",
        "ExperimentRun": "tandem.record.experiments",
        "Experiments": "tandem.record.experiments",
        "InProcess": "tandem.record.executors",
        "Made": "tandem.record.jobs",
        "OtlpSink": "tandem.record.export",
        "ProcessPool": "tandem.record.executors",
        "Recorder": "tandem.record.recorder",
        "Redactor": "tandem.record.redact",
        "Span": "tandem.record.span",
        "Store": "tandem.record.store",
        "Task": "tandem.record.tasks",
        "Tasks": "tandem.record.tasks",
        "Trace": "tandem.record.span",
        "TraceStore": "tandem.record.traces",
        "TraceWriter": "tandem.record.writer",
        "digest_bytes": "tandem.record.digest",
        "from_mlflow": "tandem.record.mlflow",
        "to_mlflow": "tandem.record.mlflow",
        "run_job": "tandem.record.jobs",
        "to_otlp": "tandem.record.otlp",
        "work_off": "tandem.record.jobs",
    },
)
