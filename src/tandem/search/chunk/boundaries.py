"""Where a document may be cut, from the best places to the worst."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from tandem.search.document import Document

_SENTENCE: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+\s++(?=\S)|[。！？]\s*+(?=\S)")
_LINE: Final = re.compile(r"(?<!\n)\n++(?=.)")
_ABBREVIATION: Final = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|e\.g|i\.e|etc|vs|cf|al|Fig|fig|Eq|No|Dr|Mr|Mrs|Ms|Prof|St|approx)\.$"
)


def sentence_starts(text: str, start: int = 0, end: int | None = None) -> list[int]:
    """Where sentences begin after the first one: after a full stop, not an abbreviation.

    >>> text = "See Fig. 2 by A. Lee. It is small! Yes."
    >>> [text[i:] for i in sentence_starts(text)]
    ['It is small! Yes.', 'Yes.']
    """
    stop = len(text) if end is None else end
    return [
        match.end()
        for match in _SENTENCE.finditer(text, start, stop)
        if not _ABBREVIATION.search(text, max(start, match.start() - 8), match.start() + 1)
    ]


def line_starts(text: str) -> list[int]:
    """Where lines begin after the first one, blank lines left out."""
    return list(map(re.Match.end, _LINE.finditer(text)))


def boundaries(document: Document) -> list[list[int]]:
    """Places to cut at, sorted, in levels from the best to the worst.

    Main headings, all headings, elements, lines, sentences. Never right after a heading: it
    belongs to what follows it.
    """
    headings = [e for e in document.elements if e.kind == "heading"]
    after = _after_headings(document)
    main = min((e.level for e in headings), default=0) + 1
    free = [e.start for e in document.elements if e.start not in after]
    return [
        [e.start for e in headings if e.level <= main and e.start not in after],
        [e.start for e in headings if e.start not in after],
        free,
        [i for i in line_starts(document.text) if i not in after],
        [i for i in sentence_starts(document.text) if i not in after],
    ]


def _after_headings(document: Document) -> set[int]:
    elements = document.elements
    return {following.start for before, following in pairwise(elements) if before.kind == "heading"}
