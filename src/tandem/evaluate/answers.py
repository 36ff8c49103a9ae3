"""Metrics of written answers that need no judge: facts stated, sources cited."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence

from tandem.evaluate.case import Case
from tandem.evaluate.metric import Metric
from tandem.record.span import Trace

_SPACE = re.compile(r"[\s`*_\"'“”‘’]+")


def plain(text: str) -> str:
    """Text as compared: case, marks of emphasis and white space do not matter.

    >>> plain("Use  `--store` PATH")
    'use --store path'
    """
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def fact_recall(
    *,
    facts: Callable[[Case], Sequence[str]],
    text: Callable[[Trace], str],
    name: str = "fact_recall",
) -> Metric:
    """The share of the facts of a case that its answer states, in the fact's own words.

    A fact may offer wordings, divided by ``|``. Cases without facts do not apply.
    """

    def score(case: Case, trace: Trace) -> float | None:
        wanted = facts(case)
        if not wanted:
            return None
        answer = plain(text(trace))
        return sum(_states(answer, fact) for fact in wanted) / len(wanted)

    return Metric(name, score, family="rate", failed=lambda case: 0.0 if facts(case) else None)


def citation_correct(
    *,
    cited: Callable[[Trace], Sequence[str]],
    relevant: Callable[[Case], Collection[str]],
    name: str = "citation_correct",
) -> Metric:
    """The share of cases where something is cited and every citation is relevant.

    Cases without relevant sources do not apply.
    """

    def score(case: Case, trace: Trace) -> bool | None:
        wanted = set(relevant(case))
        if not wanted:
            return None
        sources = set(cited(trace))
        return bool(sources) and sources <= wanted

    return Metric(name, score, family="rate", failed=lambda case: 0.0 if relevant(case) else None)


def _states(answer: str, fact: str) -> bool:
    wordings = [plain(wording) for wording in fact.split("|")]
    return any(wording in answer for wording in wordings if wording)
