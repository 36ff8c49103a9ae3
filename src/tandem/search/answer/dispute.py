"""What other documents say in place of what is cited: the newer first, both shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tandem.search.answer.contract import Answer, Citation, cite, source_of
from tandem.search.answer.evidence import read
from tandem.search.query import Passage
from tandem.search.words import stems

_NUMBER: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_SECOND: Final = 19
"""Letters of a time down to its second, in ISO 8601."""
_SHOWN: Final = 2


def numbers(text: str) -> frozenset[str]:
    """The numbers in a text.

    >>> sorted(numbers("From 1,200 to 15 in 2020."))
    ['1,200', '15', '2020']
    """
    return frozenset(_NUMBER.findall(text))


def disputed(answer: Answer, passages: Sequence[Passage], alike: float) -> Answer:
    """The answer with statements of other documents that differ from it in a number.

    A sentence counts if it shares ``alike`` of the words of the one cited (Jaccard) and each
    has a number that the other lacks. Where the metadata ``changed`` dates all of them, the
    newest statement comes first and the older ones are called so; otherwise what was cited
    stays first. Answers of several sentences are left as they are.
    """
    if len(answer.citations) != 1:
        return answer
    first = answer.citations[0]
    others = _others(first, passages, alike)
    if not others:
        return answer
    dates = {source_of(p): p.metadata.get("changed", "")[:_SECOND] for p in passages}
    cited = [first, *others]
    dated = all(dates[one.document] for one in cited)
    if dated:
        cited.sort(key=lambda one: dates[one.document], reverse=True)
    newest = dates[cited[0].document]
    said = [f"{cited[0].text} [1]"]
    for n, one in enumerate(cited[1:], start=2):
        older = dated and dates[one.document] < newest
        said.append(f"{'Earlier' if older else 'Another document says'}: {one.text} [{n}]")
    short = answer.short
    if cited[0] is not first:
        short = " ".join(n for n in _NUMBER.findall(cited[0].text) if n not in numbers(first.text))
    return replace(answer, text=" ".join(said), citations=cited, short=short)


def _others(first: Citation, passages: Sequence[Passage], alike: float) -> list[Citation]:
    """The likest statement of each other document, the likest first."""
    words, mine = set(stems(first.text)), numbers(first.text)
    found: dict[str, tuple[float, Citation]] = {}
    for passage in passages:
        source = source_of(passage)
        for one in read(passage.text) if source != first.document else ():
            share = len(words.intersection(one.stems)) / len(words.union(one.stems))
            theirs = numbers(one.sentence.text)
            if share >= alike and theirs - mine and mine - theirs:
                here = cite(passage, one.sentence.start, one.sentence.end)
                if source not in found or share > found[source][0]:
                    found[source] = share, here
    best = sorted(found.values(), key=lambda pair: -pair[0])[:_SHOWN]
    return [citation for _, citation in best]
