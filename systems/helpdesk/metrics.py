"""What the help desk is measured by."""

from __future__ import annotations

from tandem import Case, Trace
from tandem.evaluate import (
    accuracy,
    calibration_error,
    citation_correct,
    cost,
    fact_recall,
    latency,
    macro_f1,
    ndcg_at,
    output_field,
    precision,
    recall,
    recall_at,
)

TOPIC, HUMAN = output_field("topic"), output_field("human")


def true_topic(case: Case) -> str:
    """The topic that people gave the question."""
    return str(case.target.topic)


def needs_human(case: Case) -> bool:
    """Whether it should be handed over."""
    return bool(case.target.human)


def sections(case: Case) -> tuple[str, ...]:
    """The sections that answer it."""
    return tuple(case.target.sections)


def facts(case: Case) -> list[str]:
    """What an answer must say."""
    return [case.target.fact] if case.target.fact else []


def found_ids(trace: Trace) -> list[str]:
    """What search found, best first."""
    span = trace.find("search")
    return [passage.id for passage in span.output] if span else []


METRICS = [
    accuracy(name="topic_accuracy", target=true_topic, output=TOPIC),
    macro_f1(name="topic_macro_f1", target=true_topic, output=TOPIC),
    calibration_error(
        name="human_calibration_error",
        target=needs_human,
        output=output_field("human_probability"),
    ),
    recall_at(5, ids=found_ids, relevant=sections),
    ndcg_at(10, ids=found_ids, relevant=sections),
    fact_recall(facts=facts, text=output_field("text")),
    citation_correct(cited=output_field("sources"), relevant=sections),
    precision(name="escalation_precision", target=needs_human, output=HUMAN),
    recall(name="escalation_recall", target=needs_human, output=HUMAN),
    latency(0.95),
    cost(),
]
