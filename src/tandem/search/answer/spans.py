"""Short answers within a sentence: which spans could be one, and what speaks for each."""

from __future__ import annotations

import functools
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from tandem.search.answer.asking import Asked, Candidate, Kind, candidates
from tandem.search.answer.evidence import UNKNOWN
from tandem.search.words import STOP_WORDS, stems

Array = np.ndarray[Any, np.dtype[np.float64]]

_TOKEN: Final = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*|[^\w\s]")  # an apostrophe of print
_JOINS: Final = frozenset("of the and a an for to in on with".split())
_LONGEST: Final = 8
_NEAR: Final = 12

SPAN_FEATURES: Final = (
    "always", "kind fits", "kind is another", "fits and is new", "asked already", "near",
    "near before", "near after", "touches", "words", "rarity", "capital", "after asked head",
    "first", "sentence share", "thing wanted", "thing and name", "thing and figure", "joined",
    "at end",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Analysis:
    """A sentence as stems with their offsets, and the spans that could answer."""

    starts: tuple[int, ...]
    stems: tuple[str, ...]
    spans: tuple[Candidate, ...]


@functools.lru_cache(maxsize=8192)
def analyse(sentence: str) -> Analysis:
    """Tokens and candidate spans of a sentence."""
    tokens = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(sentence)]
    known = candidates(sentence)
    taken = {(c.start, c.end) for c in known}
    chunks = [
        Candidate(sentence[start:end], start, end, Kind.THING)
        for start, end in _chunks(tokens)
        if (start, end) not in taken
    ]
    spans = sorted([*known, *chunks], key=lambda c: (c.start, c.end))
    return Analysis(
        tuple(start for start, _, _ in tokens),
        tuple(_stem(word) for _, _, word in tokens),
        tuple(spans),
    )


def _chunks(tokens: list[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Runs of words that say something, and two runs joined by small words."""
    runs: list[tuple[int, int]] = []
    begin = -1
    for i, (_, _, word) in enumerate([*tokens, (0, 0, ".")]):
        content = word[0].isalnum() and word.lower() not in STOP_WORDS
        if content and begin < 0:
            begin = i
        elif not content and begin >= 0:
            runs.append((begin, i))
            begin = -1
    found: set[tuple[int, int]] = set()
    for n, (left, right) in enumerate(runs):
        for start in range(left, right):
            for end in range(start + 1, min(right, start + _LONGEST) + 1):
                if start == left or end == right:
                    found.add((start, end))
        for after, end in runs[n + 1 : n + 2]:
            between = tokens[right:after]
            if (
                len(between) <= 2
                and all(w.lower() in _JOINS for _, _, w in between)
                and end - left <= _LONGEST
            ):
                found.add((left, end))
    return [(tokens[start][0], tokens[end - 1][1]) for start, end in sorted(found)]


@functools.lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    """The stem of a token, empty if it says nothing."""
    return next(iter(stems(word)), "")


def span_evidence(
    asked: Asked, sentence: str, share: float, rarity: Mapping[str, float]
) -> tuple[tuple[Candidate, ...], Array]:
    """The candidate spans of a sentence, and one row of ``SPAN_FEATURES`` for each.

    ``share`` is the share of the question's words that the sentence has, by their rarity.
    """
    found = analyse(sentence)
    weigh = {word: rarity.get(word, rarity[UNKNOWN]) for word in asked.stems}
    whole = math.fsum(weigh.values()) or 1.0
    places = [(i, weigh[word] / whole) for i, word in enumerate(found.stems) if word in weigh]
    match = _Match(places, share)
    rows = [_row(asked, found, span, match, rarity) for span in found.spans]
    return found.spans, np.array(rows, dtype=np.float64).reshape(len(rows), len(SPAN_FEATURES))


def _row(
    asked: Asked, found: Analysis, span: Candidate, match: _Match, rarity: Mapping[str, float]
) -> list[float]:
    first = bisect_left(found.starts, span.start)
    last = bisect_left(found.starts, span.end) - 1
    inside = [word for word in found.stems[first : last + 1] if word]
    old = sum(word in asked.stems for word in inside) / max(len(inside), 1)
    before = match.near(first, -1)
    after = match.near(last, 1)
    names = {Kind.PERSON, Kind.PLACE}
    thing = asked.kind in (Kind.THING, Kind.REASON)
    fits = not thing and (span.kind is asked.kind or (asked.kind in names and span.kind in names))
    unknown = rarity[UNKNOWN]
    return [
        1.0,
        float(fits),
        float(not fits and not thing),
        float(fits and old == 0),
        old,
        before + after,
        before,
        after,
        float(any(abs(i - first) == 1 or abs(i - last) == 1 for i, _ in match.places)),
        math.log(2 + last - first),
        max((rarity.get(word, unknown) for word in inside), default=0.0) / unknown,
        float(span.text[:1].isupper()),
        float(any(found.stems[i] == asked.head and abs(i - last) <= 3 for i, _ in match.places)),
        float(first == 0),
        match.share,
        float(thing and span.kind is Kind.THING),
        float(thing and span.kind in names),
        float(thing and span.kind in (Kind.NUMBER, Kind.TIME)),
        float(" of " in span.text or " and " in span.text),
        float(last >= len(found.stems) - 2),
    ]


@dataclass(frozen=True, slots=True)
class _Match:
    """Where the question's words stand in a sentence, and how much of its weight each has."""

    places: list[tuple[int, float]]
    share: float

    def near(self, place: int, side: int) -> float:
        """How much of the question lies near on one side, the nearer the more."""
        return math.fsum(
            weight * (1 - (i - place) * side / _NEAR)
            for i, weight in self.places
            if 0 < (i - place) * side < _NEAR
        )


def likeness(said: str, wanted: str) -> float:
    """How much two short answers have in common: F1 of their words without articles."""
    left, right = (Counter(_plain(text)) for text in (said, wanted))
    shared = (left & right).total()
    return 2 * shared / (left.total() + right.total()) if shared else 0.0


def _plain(text: str) -> list[str]:
    return [w for w in re.findall(r"\w+", text.lower()) if w not in ("a", "an", "the")]
