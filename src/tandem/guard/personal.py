"""Personal data: what is written in a known way, and names by a trained tagger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import ClassVar, Final, Self

from tandem.core import Rows
from tandem.guard.finding import Detector, Finding, apart
from tandem.guard.patterns import PERSONAL, found_in
from tandem.models import OUTSIDE, Tagger, Tags, Word

_WORD: Final = re.compile(r"\w+|[^\w\s]")
_DAYS: Final = frozenset(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)
_DIGIT: Final = re.compile(r"\d")
_LOOKS: Final = (
    ("date", re.compile(r"\b(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{1,2}:\d{2}(?::\d{2})?)\b")),
    ("digits", re.compile(r"\b\d{5,20}\b")),
    (
        "groups",
        re.compile(r"(?<![\w.])\+?\d{1,5}(?:[ .-]{1,2}\(?\d{2,5}\)?){1,5}(?!\w)"),
    ),
)
"""What a tagger is told about words beside their letters; none of it is personal by itself."""


class PersonalPatterns(Detector):
    """E-mail and internet addresses, card and account numbers, US social security numbers.

    Numbers with check digits count only if these are right, so an order number is none. Needs
    no training. What has no fixed form (names, addresses, phone numbers) is for
    ``PersonalNames``.
    """

    reach: ClassVar[int | None] = 260

    def find(self, text: str) -> Iterable[Finding]:
        return apart(Finding(kind, start, end) for kind, start, end in found_in(PERSONAL, text))


class PersonalNames(Detector):
    """Names of people, places, addresses, phone numbers: whatever kinds its texts are marked with.

    ``fit`` learns from texts with the findings that are right in each. A stretch of words is a
    finding when its least sure word reaches ``sure``; higher errs less and finds much less.
    """

    reach: ClassVar[int | None] = 300

    tagger: Tagger
    sure: float = 0.0

    def fit(self, rows: Rows[str, list[Finding]]) -> Self:
        """Learn from texts, and where in each stands what."""
        sequences, tags = [], []
        for text, findings in rows:
            places = _places(text)
            sequences.append(_words(text, places))
            tags.append([_tag_at(place, findings) for place in places])
        return self.evolve(tagger=self.tagger.fit(Rows(sequences, tags, rows.groups)))

    def predict(self, xs: Sequence[str], /) -> list[list[Finding]]:
        placed = [_places(text) for text in xs]
        tagged = self.tagger.predict(
            [_words(text, places) for text, places in zip(xs, placed, strict=True)]
        )
        return [self._findings(*pair) for pair in zip(placed, tagged, strict=True)]

    def _findings(self, places: list[tuple[int, int]], tagged: Tags) -> list[Finding]:
        found: list[Finding] = []
        for i in [i for i, tag in enumerate(tagged.tags) if tag != OUTSIDE]:
            (start, end), tag, chance = places[i], tagged.tags[i], tagged.chances[i]
            if i and tag == tagged.tags[i - 1]:
                last = found.pop()
                found.append(Finding(tag, last.start, end, min(last.score, chance)))
            else:
                found.append(Finding(tag, start, end, chance))
        return [finding for finding in found if finding.score >= self.sure]


def _places(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _WORD.finditer(text)]


def _tag_at(place: tuple[int, int], findings: Sequence[Finding]) -> str:
    start, end = place
    over = (one.kind for one in findings if one.start < end and start < one.end)
    return next(over, OUTSIDE)


def _words(text: str, places: list[tuple[int, int]]) -> list[Word]:
    """Words with marks: patterns that they are part of, days, a new line before, capitals."""
    words = [_plain(text[start:end]) for start, end in places]
    marked = _marked(text, places)
    lines: set[int] = set()
    if "\n" in text:
        lines = {i for i, (start, _) in enumerate(places) if text[start - 1 : start] == "\n"}
    for i in {*marked, *lines}:
        start, end = places[i]
        words[i] = _word(text[start:end], marked.get(i, ()), i in lines)
    return words


def _word(text: str, marks: tuple[str, ...], after_line: bool) -> Word:
    if text.casefold() in _DAYS:
        marks += ("m=day",)
    if after_line:
        marks += ("m=line",)
    if len(text) > 1 and text.isupper():
        marks += ("m=capitals",)
    return Word(text, marks)


@lru_cache(maxsize=50_000)
def _plain(text: str) -> Word:
    """A word that stands in a line and is part of no pattern."""
    return _word(text, (), False)


def _marked(text: str, places: list[tuple[int, int]]) -> dict[int, tuple[str, ...]]:
    """The patterns that each word is part of."""
    spans = [(f"m={kind}", start, end) for kind, start, end in found_in(PERSONAL, text)]
    if _DIGIT.search(text):
        spans += [
            (f"m={name}", *match.span()) for name, form in _LOOKS for match in form.finditer(text)
        ]
    if not spans:
        return {}
    marks: dict[int, tuple[str, ...]] = {}
    starts = {start: i for i, (start, _) in enumerate(places)}
    for name, start, end in spans:
        i = starts.get(start)
        while i is not None and i < len(places) and places[i][1] <= end:
            marks[i] = (*marks.get(i, ()), name)
            i += 1
    return marks
