"""Recording: traces of runs, digests, blobs and the catalog that holds everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.record.blobs import Blobs
    from tandem.record.catalog import Catalog
    from tandem.record.digest import digest_bytes
    from tandem.record.experiments import ExperimentRun, Experiments
    from tandem.record.export import OtlpSink
    from tandem.record.otlp import to_otlp
    from tandem.record.recorder import Recorder
    from tandem.record.redact import Redactor
    from tandem.record.span import Span, Trace
    from tandem.record.store import Store
    from tandem.record.traces import TraceStore
    from tandem.record.writer import TraceWriter

__all__ = [
    "Blobs",
    "Catalog",
    "ExperimentRun",
    "Experiments",
    "OtlpSink",
    "Recorder",
    "Redactor",
    "Span",
    "Store",
    "Trace",
    "TraceStore",
    "TraceWriter",
    "digest_bytes",
    "to_otlp",
]

__getattr__ = lazy(
    __name__,
    {
        "Blobs": "tandem.record.blobs",
        "Catalog": "tandem.record.catalog",
        "ExperimentRun": "tandem.record.experiments",
        "Experiments": "tandem.record.experiments",
        "OtlpSink": "tandem.record.export",
        "Recorder": "tandem.record.recorder",
        "Redactor": "tandem.record.redact",
        "Span": "tandem.record.span",
        "Store": "tandem.record.store",
        "Trace": "tandem.record.span",
        "TraceStore": "tandem.record.traces",
        "TraceWriter": "tandem.record.writer",
        "digest_bytes": "tandem.record.digest",
        "to_otlp": "tandem.record.otlp",
    },
)
