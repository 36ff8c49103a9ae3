"""What monitors hold against each other: the promise of a report, and the last word on each run."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.errors import DefinitionError
from tandem.evaluate.report import Report, Score
from tandem.improve.feedback import Judged, Kind


def promised(report: Report, metric: str, *, whose: str) -> Score:
    """The score of a metric; raises ``DefinitionError`` where the report does not have it."""
    score = report.scores.get(metric)
    if score is None:
        raise DefinitionError(
            f"{whose}: the report has no {metric!r}", hint=f"it has {', '.join(report.scores)}"
        )
    return score


def last_words(feedback: Sequence[Judged], kind: Kind, path: str) -> list[Judged]:
    """What was said last of each run about ``path``, but for what a review refused."""
    said = [
        item
        for item in feedback
        if item.feedback.kind == kind
        and item.feedback.path == path
        and item.feedback.accepted is not False
    ]
    said.sort(key=lambda item: item.feedback.time or item.trace.time)
    return list({item.trace.id: item for item in said}.values())
