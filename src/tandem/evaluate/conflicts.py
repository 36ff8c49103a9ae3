"""Documents that disagree: the newer version wins, and statements of one age are both shown."""

from __future__ import annotations

from collections.abc import Callable, Collection

from tandem.evaluate.case import Case
from tandem.evaluate.metric import Metric
from tandem.record.span import Trace


def newer_wins(
    *,
    text: Callable[[Trace], str],
    newer: Callable[[Case], str],
    older: Callable[[Case], str],
    name: str = "newer_wins",
) -> Metric:
    """The share of questions about two versions of a page whose answer gives the newer value.

    The older value may come after the newer one ("since May 14 days, before that 30"), not
    before it and not in its place. A case without a newer value does not count; a failed run
    counts as wrong.
    """

    def score(case: Case, trace: Trace) -> bool | None:
        if not newer(case):
            return None
        said = text(trace).casefold()
        right, wrong = said.find(newer(case).casefold()), said.find(older(case).casefold())
        return right >= 0 and not (older(case) and 0 <= wrong < right)

    return Metric(name, score, family="rate", failed=lambda case: 0.0 if newer(case) else None)


def all_cited(
    *,
    cited: Callable[[Trace], Collection[str]],
    sources: Callable[[Case], Collection[str]],
    name: str = "all_cited",
) -> Metric:
    """The share of questions whose answer cites every document that it must: both sides of a
    contradiction, or the older version beside the newer one.

    A case without such documents does not count; a failed run counts as wrong.
    """

    def score(case: Case, trace: Trace) -> bool | None:
        wanted = set(sources(case))
        return wanted <= set(cited(trace)) if wanted else None

    return Metric(name, score, family="rate", failed=lambda case: 0.0 if sources(case) else None)
