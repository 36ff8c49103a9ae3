"""Improvement: what happened after release, how far it drifted, and the way back to build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.evaluate.distances import (
        hellinger,
        jensen_shannon,
        kolmogorov_smirnov,
        psi,
        wasserstein,
    )
    from tandem.evaluate.drifted import Drifted, drift
    from tandem.evaluate.sketch import Sketch
    from tandem.improve.alerts import Alert, AlertStore
    from tandem.improve.compatible import (
        compatible_hellinger,
        compatible_psi,
        compatible_shares,
    )
    from tandem.improve.drift_monitor import DriftMonitor
    from tandem.improve.embedding import EmbeddingDrift
    from tandem.improve.feedback import Feedback, FeedbackLedger
    from tandem.improve.flatten import columns
    from tandem.improve.loop import Improvement, improve
    from tandem.improve.monitor import Monitor
    from tandem.improve.quality import QualityMonitor
    from tandem.improve.ranked import RankingMonitor
    from tandem.improve.rate import RateMonitor
    from tandem.improve.watching import watch

__all__ = [
    "Alert",
    "AlertStore",
    "DriftMonitor",
    "Drifted",
    "EmbeddingDrift",
    "Feedback",
    "FeedbackLedger",
    "Improvement",
    "Monitor",
    "QualityMonitor",
    "RankingMonitor",
    "RateMonitor",
    "Sketch",
    "columns",
    "compatible_hellinger",
    "compatible_psi",
    "compatible_shares",
    "drift",
    "hellinger",
    "improve",
    "jensen_shannon",
    "kolmogorov_smirnov",
    "psi",
    "wasserstein",
    "watch",
]

__getattr__ = lazy(
    __name__,
    {
        "Alert": "tandem.improve.alerts",
        "AlertStore": "tandem.improve.alerts",
        "DriftMonitor": "tandem.improve.drift_monitor",
        "Drifted": "tandem.evaluate.drifted",
        "EmbeddingDrift": "tandem.improve.embedding",
        "Feedback": "tandem.improve.feedback",
        "FeedbackLedger": "tandem.improve.feedback",
        "Improvement": "tandem.improve.loop",
        "Monitor": "tandem.improve.monitor",
        "QualityMonitor": "tandem.improve.quality",
        "RankingMonitor": "tandem.improve.ranked",
        "RateMonitor": "tandem.improve.rate",
        "Sketch": "tandem.evaluate.sketch",
        "columns": "tandem.improve.flatten",
        "compatible_hellinger": "tandem.improve.compatible",
        "compatible_psi": "tandem.improve.compatible",
        "compatible_shares": "tandem.improve.compatible",
        "drift": "tandem.evaluate.drifted",
        "hellinger": "tandem.evaluate.distances",
        "improve": "tandem.improve.loop",
        "jensen_shannon": "tandem.evaluate.distances",
        "kolmogorov_smirnov": "tandem.evaluate.distances",
        "psi": "tandem.evaluate.distances",
        "wasserstein": "tandem.evaluate.distances",
        "watch": "tandem.improve.watching",
    },
)
