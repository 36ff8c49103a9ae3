"""What is measured: whether the answer was found, said, cited, or rightly refused."""

from __future__ import annotations

from tandem import Case, Trace
from tandem.evaluate import Region, metric, precision, recall
from tandem.search import WordTokens


def found(trace: Trace) -> list[Region]:
    """The regions that search found, with what it costs to show them."""
    span = trace.find("search")
    count = WordTokens().counts
    passages = span.output if span else ()
    return [Region(p.document, p.start, p.end, *count([p.text])) for p in passages]


def answers(case: Case) -> list[Region]:
    """Where the answer stands; nowhere for a question that the documents do not answer."""
    answer = case.target
    return [Region(answer.document, answer.start, answer.end)] if answer else []


def wanted(case: Case) -> list[str]:
    """The words of the answer."""
    return [case.target.text] if case.target else []


@metric
def exact_sentence(case: Case, trace: Trace) -> bool | None:
    """Whether the first sentence cited is one that holds the answer; a refusal is not."""
    cited = trace.output.citations
    return bool(cited) and cited[0].covers(case.target) if case.target else None


@metric
def citation_precision(case: Case, trace: Trace) -> bool | None:
    """Of what was answered: whether every citation is of the document that has the answer."""
    cited = trace.output.citations
    if not cited:
        return None
    return case.target is not None and {c.document for c in cited} == {case.target.document}


refusal_precision = precision(
    name="refusal_precision",
    target=lambda case: case.target is None,
    output=lambda trace: not trace.output.citations,
)
refusal_recall = recall(
    name="refusal_recall",
    target=lambda case: case.target is None,
    output=lambda trace: not trace.output.citations,
)
