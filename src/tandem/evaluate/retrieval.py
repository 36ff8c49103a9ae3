"""Metrics of retrieval: which of the right ones were found, and how high."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence

from tandem.evaluate.case import Case
from tandem.evaluate.metric import Metric
from tandem.record.span import Trace

Found = Callable[[Trace], Sequence[str]]
Relevant = Callable[[Case], Collection[str] | Mapping[str, float]]


def case_target(case: Case) -> Collection[str]:
    """The ids that should be found: the target of the case."""
    target: Collection[str] = case.target
    return target


def recall_at(k: int, *, ids: Found, relevant: Relevant = case_target, name: str = "") -> Metric:
    """The share of a case's relevant ids among the first ``k`` found.

    Cases without relevant ids do not apply.
    """

    def score(case: Case, trace: Trace) -> float | None:
        wanted = set(relevant(case))
        return len(wanted & set(ids(trace)[:k])) / len(wanted) if wanted else None

    return Metric(name or f"recall@{k}", score, family="rate", failed=_zero(relevant))


def ndcg_at(k: int, *, ids: Found, relevant: Relevant = case_target, name: str = "") -> Metric:
    """Normalised discounted cumulative gain of the first ``k`` (Järvelin and Kekäläinen, 2002).

    ``relevant`` may be a mapping of ids to gains; otherwise each id gains 1. An id found
    twice gains once.
    """

    def score(case: Case, trace: Trace) -> float | None:
        wanted = relevant(case)
        if not wanted:
            return None
        gains = dict(wanted) if isinstance(wanted, Mapping) else dict.fromkeys(wanted, 1.0)
        best = sorted(gains.values(), reverse=True)
        gained = [gains.pop(id, 0.0) for id in ids(trace)[:k]]
        return _discounted(gained) / _discounted(best[:k])

    return Metric(name or f"ndcg@{k}", score, family="rate", failed=_zero(relevant))


def mrr(*, ids: Found, relevant: Relevant = case_target, name: str = "mrr") -> Metric:
    """Mean reciprocal rank: 1 if the first id found is relevant, 1/2 if the second is, ..."""

    def score(case: Case, trace: Trace) -> float | None:
        wanted = set(relevant(case))
        if not wanted:
            return None
        ranks = (rank for rank, id in enumerate(ids(trace), start=1) if id in wanted)
        return 1 / next(ranks, math.inf)

    return Metric(name, score, family="rate", failed=_zero(relevant))


def precision_at(k: int, *, ids: Found, relevant: Relevant = case_target, name: str = "") -> Metric:
    """The share of the first ``k`` places that hold a relevant id, empty places included.

    An id found twice counts once. Cases without relevant ids do not apply.
    """

    def score(case: Case, trace: Trace) -> float | None:
        wanted = set(relevant(case))
        return len(wanted & set(ids(trace)[:k])) / k if wanted else None

    return Metric(name or f"precision@{k}", score, family="rate", failed=_zero(relevant))


def mean_average_precision(
    *, ids: Found, relevant: Relevant = case_target, name: str = "map"
) -> Metric:
    """The mean over the relevant ids of the precision at the rank of each, 0 if not found.

    An id found twice counts at its first place (as trec_eval does for ``map``).
    """

    def score(case: Case, trace: Trace) -> float | None:
        wanted = set(relevant(case))
        if not wanted:
            return None
        found = list(dict.fromkeys(ids(trace)))
        hits = [id in wanted for id in found]
        return math.fsum(precisions_at_hits(hits)) / len(wanted)

    return Metric(name, score, family="rate", failed=_zero(relevant))


def precisions_at_hits(hits: Sequence[bool]) -> list[float]:
    """The precision at each rank that is a hit.

    >>> precisions_at_hits([True, False, True])
    [1.0, 0.6666666666666666]
    """
    ranks = [rank for rank, hit in enumerate(hits, start=1) if hit]
    return [count / rank for count, rank in enumerate(ranks, start=1)]


def _zero(relevant: Relevant) -> Callable[[Case], float | None]:
    return lambda case: 0.0 if relevant(case) else None


def _discounted(gains: Sequence[float]) -> float:
    return math.fsum(gain / math.log2(rank) for rank, gain in enumerate(gains, start=2))
