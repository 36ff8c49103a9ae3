"""Running a release: HTTP server, live channels, limits, metrics and batch scoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.operate.app import Application, create_app_for
    from tandem.operate.batch import Scored, score_table
    from tandem.operate.intake import Intake, Taken, corrections
    from tandem.operate.limits import Limits
    from tandem.operate.live import Live
    from tandem.operate.metrics import Metrics
    from tandem.operate.record_table import Record, RecordTable
    from tandem.operate.releases import FixedRelease, LiveReleases
    from tandem.operate.server import Server
    from tandem.operate.serving import create_app, serve

__all__ = [
    "Application",
    "FixedRelease",
    "Intake",
    "Limits",
    "Live",
    "LiveReleases",
    "Metrics",
    "Record",
    "RecordTable",
    "Scored",
    "Server",
    "Taken",
    "corrections",
    "create_app",
    "create_app_for",
    "score_table",
    "serve",
]

__getattr__ = lazy(
    __name__,
    {
        "Application": "tandem.operate.app",
        "FixedRelease": "tandem.operate.releases",
        "Intake": "tandem.operate.intake",
        "Taken": "tandem.operate.intake",
        "corrections": "tandem.operate.intake",
        "Record": "tandem.operate.record_table",
        "RecordTable": "tandem.operate.record_table",
        "Limits": "tandem.operate.limits",
        "Live": "tandem.operate.live",
        "LiveReleases": "tandem.operate.releases",
        "Metrics": "tandem.operate.metrics",
        "Scored": "tandem.operate.batch",
        "Server": "tandem.operate.server",
        "create_app": "tandem.operate.serving",
        "create_app_for": "tandem.operate.app",
        "score_table": "tandem.operate.batch",
        "serve": "tandem.operate.serving",
    },
)
