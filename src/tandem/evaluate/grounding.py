"""Metrics of answers from retrieved text: is it there, is it said, is it cited.

Each rests on one question, "does this text support this statement?", and so works with and
without a judge: ``supports`` is by default judged by words (``tandem.search.supported``), or
it is ``judged_by(Judge(...))``. Definitions are those of RAGAS (Es et al., 2023) and, for
citations, of ALCE (Gao et al., 2023), where a share of nothing has no value: RAGAS gives NaN
and drops it, here it is ``UNSCORED`` and counted.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from tandem.evaluate.case import Case
from tandem.evaluate.metric import UNSCORED, Metric
from tandem.evaluate.retrieval import precisions_at_hits
from tandem.record.span import Trace
from tandem.search import statements, supported

Supports = Callable[[str, str], bool | Awaitable[bool]]
"""Whether a statement (first) is supported by a text (second)."""
Said = Callable[[Trace], str | None]
"""The text of an answer, or ``None`` for a refusal, to which the metrics do not apply."""
Texts = Callable[[Trace], Sequence[str]]
Reference = Callable[[Case], str]
Cited = Callable[[Trace], Sequence[tuple[str, Sequence[str]]]]
"""The statements of an answer, each with the texts that it cites."""


def precision_of(verdicts: Sequence[bool]) -> float:
    """Average precision over the relevant of what was retrieved; 0 if none is.

    >>> round(precision_of([True, False, True]), 4), round(precision_of([False, True, True]), 4)
    (0.8333, 0.5833)
    """
    found = precisions_at_hits(verdicts)
    return math.fsum(found) / len(found) if found else 0.0


def context_precision(
    *,
    contexts: Texts,
    reference: Reference,
    supports: Supports = supported,
    name: str = "context_precision",
) -> Metric:
    """How high the passages stand that support the reference: ``precision_of`` in their order.

    It averages over relevant passages that were retrieved, so one of ten at rank 1 gives 1:
    read it with ``context_recall``. Cases without a reference do not apply.
    """

    async def score(case: Case, trace: Trace) -> float | None:
        wanted = reference(case)
        if not wanted:
            return None
        return precision_of([await ask(supports, wanted, text) for text in contexts(trace)])

    return _metric(name, score)


def context_recall(
    *,
    contexts: Texts,
    reference: Reference,
    supports: Supports = supported,
    name: str = "context_recall",
) -> Metric:
    """The share of the reference's statements that the retrieved passages together support."""

    async def score(case: Case, trace: Trace) -> Any:
        if not reference(case):
            return None
        return await _share(statements(reference(case)), "\n\n".join(contexts(trace)), supports)

    return _metric(name, score)


def faithfulness(
    *, answer: Said, contexts: Texts, supports: Supports = supported, name: str = "faithfulness"
) -> Metric:
    """The share of an answer's statements that the passages together support.

    An answer without statements has no value and is counted as such.
    """

    async def score(case: Case, trace: Trace) -> Any:
        text = answer(trace)
        if text is None:
            return None
        return await _share(statements(text), "\n\n".join(contexts(trace)), supports)

    return _metric(name, score)


def correctness(
    *, answer: Said, reference: Reference, supports: Supports = supported, name: str = "correctness"
) -> Metric:
    """F1 of statements: those of the answer that the reference supports, and the other way.

    An answer that is refused although there is a reference is worth 0.
    """

    async def score(case: Case, trace: Trace) -> Any:
        text, wanted = answer(trace), reference(case)
        if not wanted:
            return None
        if text is None:
            return 0.0
        said, due = statements(text), statements(wanted)
        if not said or not due:
            return UNSCORED
        right = [await ask(supports, statement, wanted) for statement in said]
        told = [await ask(supports, statement, text) for statement in due]
        return 2 * sum(right) / (len(said) + sum(right) + told.count(False))

    return _metric(name, score)


def citation_precision(
    *, cited: Cited, supports: Supports = supported, name: str = "citation_precision"
) -> Metric:
    """The share of citations whose text supports the statement that they stand at.

    Answers without a citation do not apply: ``citation_recall`` sees those.
    """

    async def score(case: Case, trace: Trace) -> float | None:
        pairs = [(said, text) for said, texts in cited(trace) for text in texts]
        verdicts = [await ask(supports, said, text) for said, text in pairs]
        return sum(verdicts) / len(verdicts) if verdicts else None

    return _metric(name, score)


def citation_recall(
    *, cited: Cited, supports: Supports = supported, name: str = "citation_recall"
) -> Metric:
    """The share of statements that what they cite, taken together, supports."""

    async def score(case: Case, trace: Trace) -> float | None:
        pairs = [(said, "\n".join(texts)) for said, texts in cited(trace)]
        verdicts = [bool(text) and await ask(supports, said, text) for said, text in pairs]
        return sum(verdicts) / len(verdicts) if verdicts else None

    return _metric(name, score)


def relevance(
    *,
    answer: Said,
    question: Callable[[Case], str],
    embed: Callable[[str], Sequence[float]],
    asked_back: Callable[[str], Awaitable[Sequence[str]]] | None = None,
    name: str = "relevance",
) -> Metric:
    """The mean cosine of the question and the questions that the answer would answer.

    ``asked_back`` has a judge write those questions; without one the answer itself is
    compared, which asks less: that it speaks of the same things. ``embed`` gives vectors.
    """

    async def score(case: Case, trace: Trace) -> Any:
        text = answer(trace)
        if text is None:
            return None
        asked = list(await asked_back(text)) if asked_back else [text]
        if not asked:
            return UNSCORED
        own = embed(question(case))
        return math.fsum(_cosine(own, embed(other)) for other in asked) / len(asked)

    return Metric(name, score, family="mean")


async def ask(supports: Supports, statement: str, text: str) -> bool:
    """The verdict on one statement, waited for if need be."""
    verdict = supports(statement, text)
    return bool(await verdict) if inspect.isawaitable(verdict) else bool(verdict)


async def _share(said: Sequence[str], text: str, supports: Supports) -> Any:
    if not said:
        return UNSCORED
    return sum([await ask(supports, statement, text) for statement in said]) / len(said)


def _metric(name: str, score: Callable[[Case, Trace], Awaitable[Any]]) -> Metric:
    # A judgement that failed says nothing about the answer: it is counted, not scored as 0.
    return Metric(name, score, family="rate", failed=lambda case: UNSCORED)


def _cosine(left: Sequence[float], right: Sequence[float]) -> float:
    lengths = math.hypot(*left) * math.hypot(*right)
    if not lengths:
        return 0.0
    return math.fsum(a * b for a, b in zip(left, right, strict=True)) / lengths
