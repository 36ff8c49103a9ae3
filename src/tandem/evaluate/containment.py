"""Whether retrieved text holds the answer within a budget: the measure for chunkers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tandem.evaluate.case import Case
from tandem.evaluate.metric import Metric
from tandem.record.span import Trace


@dataclass(frozen=True)
class Region:
    """Characters ``start`` to ``end`` of a document, and the ``tokens`` it costs to show them."""

    document: str
    start: int
    end: int
    tokens: int = 0


def span_recall(
    budget: int,
    *,
    found: Callable[[Trace], Sequence[Region]],
    answers: Callable[[Case], Sequence[Region]],
    name: str = "",
) -> Metric:
    """The share of cases where an answer's span lies whole in what is shown within a budget.

    What was found is taken best first, passing over what no longer fits in ``budget`` tokens.
    Pieces of one document that touch or overlap count as one. Any of ``answers`` will do;
    cases without do not apply. Unlike recall of chunks it is fair between chunkers: large
    chunks cost more.
    """

    def score(case: Case, trace: Trace) -> bool | None:
        wanted = answers(case)
        if not wanted:
            return None
        shown = joined(within(found(trace), budget))
        return any(
            region.document == answer.document
            and region.start <= answer.start
            and answer.end <= region.end
            for region in shown
            for answer in wanted
        )

    return Metric(
        name or f"span_recall@{budget}",
        score,
        family="rate",
        failed=lambda case: 0.0 if answers(case) else None,
    )


def within(regions: Iterable[Region], budget: int) -> list[Region]:
    """The regions that are shown: best first, passing over what does not fit any more."""
    shown = []
    for region in regions:
        if region.tokens <= budget:
            budget -= region.tokens
            shown.append(region)
    return shown


def joined(regions: Iterable[Region]) -> list[Region]:
    """Regions of one document that touch or overlap as one; sorted.

    >>> [(r.start, r.end) for r in joined([Region("d", 5, 9), Region("d", 0, 5)])]
    [(0, 9)]
    """
    whole: list[Region] = []
    for region in sorted(regions, key=lambda r: (r.document, r.start)):
        last = whole[-1] if whole else None
        if last and last.document == region.document and region.start <= last.end:
            end = max(last.end, region.end)
            whole[-1] = Region(last.document, last.start, end, last.tokens + region.tokens)
        else:
            whole.append(region)
    return whole
