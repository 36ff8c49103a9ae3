"""Evaluation: cases, metrics as plain functions, suites, reports with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

# At once, because the decorator is named like its module, which would hide it.
from tandem.evaluate.metric import UNSCORED, Metric, metric

if TYPE_CHECKING:
    from tandem.evaluate.aggregate import Weighted
    from tandem.evaluate.answers import citation_correct, fact_recall
    from tandem.evaluate.behaviour import (
        changed,
        hurried,
        injected,
        invariance,
        original,
        polite,
        reworded,
        shouted,
        typo,
        unsaid,
    )
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
    from tandem.evaluate.containment import (
        Region,
        span_recall,
    )
    from tandem.evaluate.grounding import (
        citation_precision,
        citation_recall,
        context_precision,
        context_recall,
        correctness,
        faithfulness,
        relevance,
    )
    from tandem.evaluate.judge import (
        Claim,
        Judge,
        judged_by,
    )
    from tandem.evaluate.operations import cost, error_rate, latency
    from tandem.evaluate.proposals import (
        Proposal,
        propose,
        propose_with,
        read_accepted,
        write_proposals,
    )
    from tandem.evaluate.regression import mae, rmse
    from tandem.evaluate.report import Report, Score
    from tandem.evaluate.retrieval import (
        mean_average_precision,
        mrr,
        ndcg_at,
        precision_at,
        recall_at,
    )
    from tandem.evaluate.run import evaluate, report_on
    from tandem.evaluate.suite import Suite
    from tandem.evaluate.texts import (
        chrf,
        exact_match,
        rouge_l,
        token_f1,
    )

__all__ = [
    "UNSCORED",
    "Case",
    "Claim",
    "Difference",
    "Judge",
    "Metric",
    "Proposal",
    "Region",
    "Report",
    "Score",
    "Suite",
    "Weighted",
    "accuracy",
    "auc",
    "average_precision",
    "brier",
    "calibration_error",
    "changed",
    "chrf",
    "citation_correct",
    "citation_precision",
    "citation_recall",
    "compare",
    "context_precision",
    "context_recall",
    "correctness",
    "cost",
    "error_rate",
    "evaluate",
    "exact_match",
    "f1",
    "fact_recall",
    "faithfulness",
    "hurried",
    "injected",
    "invariance",
    "judged_by",
    "latency",
    "log_loss",
    "macro_f1",
    "mae",
    "mean_average_precision",
    "metric",
    "mrr",
    "ndcg_at",
    "original",
    "polite",
    "precision",
    "precision_at",
    "propose",
    "propose_with",
    "read_accepted",
    "recall",
    "recall_at",
    "relevance",
    "report_on",
    "reworded",
    "rmse",
    "rouge_l",
    "shouted",
    "span_recall",
    "token_f1",
    "typo",
    "unsaid",
    "write_proposals",
]

__getattr__ = lazy(
    __name__,
    {
        "Case": "tandem.evaluate.case",
        "Claim": "tandem.evaluate.judge",
        "Difference": "tandem.evaluate.comparison",
        "Judge": "tandem.evaluate.judge",
        "Proposal": "tandem.evaluate.proposals",
        "Region": "tandem.evaluate.containment",
        "Report": "tandem.evaluate.report",
        "Score": "tandem.evaluate.report",
        "Suite": "tandem.evaluate.suite",
        "Weighted": "tandem.evaluate.aggregate",
        "accuracy": "tandem.evaluate.classification",
        "auc": "tandem.evaluate.classification",
        "average_precision": "tandem.evaluate.classification",
        "brier": "tandem.evaluate.classification",
        "calibration_error": "tandem.evaluate.classification",
        "changed": "tandem.evaluate.behaviour",
        "chrf": "tandem.evaluate.texts",
        "citation_correct": "tandem.evaluate.answers",
        "citation_precision": "tandem.evaluate.grounding",
        "citation_recall": "tandem.evaluate.grounding",
        "compare": "tandem.evaluate.comparison",
        "context_precision": "tandem.evaluate.grounding",
        "context_recall": "tandem.evaluate.grounding",
        "correctness": "tandem.evaluate.grounding",
        "cost": "tandem.evaluate.operations",
        "error_rate": "tandem.evaluate.operations",
        "evaluate": "tandem.evaluate.run",
        "exact_match": "tandem.evaluate.texts",
        "f1": "tandem.evaluate.classification",
        "fact_recall": "tandem.evaluate.answers",
        "faithfulness": "tandem.evaluate.grounding",
        "hurried": "tandem.evaluate.behaviour",
        "injected": "tandem.evaluate.behaviour",
        "invariance": "tandem.evaluate.behaviour",
        "judged_by": "tandem.evaluate.judge",
        "latency": "tandem.evaluate.operations",
        "log_loss": "tandem.evaluate.classification",
        "macro_f1": "tandem.evaluate.classification",
        "mae": "tandem.evaluate.regression",
        "mean_average_precision": "tandem.evaluate.retrieval",
        "mrr": "tandem.evaluate.retrieval",
        "ndcg_at": "tandem.evaluate.retrieval",
        "original": "tandem.evaluate.behaviour",
        "polite": "tandem.evaluate.behaviour",
        "precision": "tandem.evaluate.classification",
        "precision_at": "tandem.evaluate.retrieval",
        "propose": "tandem.evaluate.proposals",
        "propose_with": "tandem.evaluate.proposals",
        "read_accepted": "tandem.evaluate.proposals",
        "recall": "tandem.evaluate.classification",
        "recall_at": "tandem.evaluate.retrieval",
        "relevance": "tandem.evaluate.grounding",
        "report_on": "tandem.evaluate.run",
        "reworded": "tandem.evaluate.behaviour",
        "rmse": "tandem.evaluate.regression",
        "rouge_l": "tandem.evaluate.texts",
        "shouted": "tandem.evaluate.behaviour",
        "span_recall": "tandem.evaluate.containment",
        "token_f1": "tandem.evaluate.texts",
        "typo": "tandem.evaluate.behaviour",
        "unsaid": "tandem.evaluate.behaviour",
        "write_proposals": "tandem.evaluate.proposals",
    },
)
