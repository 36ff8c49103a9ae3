"""Evaluation: cases, metrics as plain functions, suites, reports with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

# At once, because the decorator is named like its module, which would hide it.
from tandem.evaluate.metric import UNSCORED, Metric, metric

if TYPE_CHECKING:
    from tandem.evaluate.aggregate import Weighted
    from tandem.evaluate.answers import citation_correct, fact_recall
    from tandem.evaluate.case import Case
    from tandem.evaluate.classification import (
        accuracy,
        auc,
        average_precision,
        brier,
        calibration_error,
        f1,
        log_loss,
        macro_f1,
        precision,
        recall,
    )
    from tandem.evaluate.comparison import Difference, compare
    from tandem.evaluate.operations import cost, error_rate, latency
    from tandem.evaluate.regression import mae, rmse
    from tandem.evaluate.report import Report, Score
    from tandem.evaluate.retrieval import mrr, ndcg_at, recall_at
    from tandem.evaluate.run import evaluate, report_on
    from tandem.evaluate.suite import Suite

__all__ = [
    "UNSCORED",
    "Case",
    "Difference",
    "Metric",
    "Report",
    "Score",
    "Suite",
    "Weighted",
    "accuracy",
    "auc",
    "average_precision",
    "brier",
    "calibration_error",
    "citation_correct",
    "compare",
    "cost",
    "error_rate",
    "evaluate",
    "f1",
    "fact_recall",
    "latency",
    "log_loss",
    "macro_f1",
    "mae",
    "metric",
    "mrr",
    "ndcg_at",
    "precision",
    "recall",
    "recall_at",
    "report_on",
    "rmse",
]

__getattr__ = lazy(
    __name__,
    {
        "Case": "tandem.evaluate.case",
        "Difference": "tandem.evaluate.comparison",
        "Report": "tandem.evaluate.report",
        "Score": "tandem.evaluate.report",
        "Suite": "tandem.evaluate.suite",
        "Weighted": "tandem.evaluate.aggregate",
        "accuracy": "tandem.evaluate.classification",
        "auc": "tandem.evaluate.classification",
        "average_precision": "tandem.evaluate.classification",
        "brier": "tandem.evaluate.classification",
        "calibration_error": "tandem.evaluate.classification",
        "citation_correct": "tandem.evaluate.answers",
        "compare": "tandem.evaluate.comparison",
        "cost": "tandem.evaluate.operations",
        "error_rate": "tandem.evaluate.operations",
        "evaluate": "tandem.evaluate.run",
        "f1": "tandem.evaluate.classification",
        "fact_recall": "tandem.evaluate.answers",
        "latency": "tandem.evaluate.operations",
        "log_loss": "tandem.evaluate.classification",
        "macro_f1": "tandem.evaluate.classification",
        "mae": "tandem.evaluate.regression",
        "mrr": "tandem.evaluate.retrieval",
        "ndcg_at": "tandem.evaluate.retrieval",
        "precision": "tandem.evaluate.classification",
        "recall": "tandem.evaluate.classification",
        "recall_at": "tandem.evaluate.retrieval",
        "report_on": "tandem.evaluate.run",
        "rmse": "tandem.evaluate.regression",
    },
)
