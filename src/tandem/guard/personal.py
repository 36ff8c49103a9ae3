"""Personal data: what is written in a known way, and names by a trained tagger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, Self

from tandem.core import Rows
from tandem.guard.finding import Detector, Finding, apart
from tandem.guard.patterns import PERSONAL
from tandem.models import OUTSIDE, Tagger, Tags, Word

_WORD: Final = re.compile(r"\w+|[^\w\s]")
_MONTHS: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    "|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
_LOOKS: Final = (
    ("date", re.compile(r"\b(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{1,2}:\d{2}(?::\d{2})?)\b")),
    ("digits", re.compile(r"\b\d{5,20}\b")),
    ("day", re.compile(rf"\b(?:{_MONTHS})\b", re.IGNORECASE)),
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
        return apart(
            Finding(pattern.kind, start, end)
            for pattern in PERSONAL
            for start, end in pattern.spans(text)
        )


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
        before = OUTSIDE
        for (start, end), tag, chance in zip(places, tagged.tags, tagged.chances, strict=True):
            if tag != OUTSIDE and tag == before:
                last = found.pop()
                found.append(Finding(tag, last.start, end, min(last.score, chance)))
            elif tag != OUTSIDE:
                found.append(Finding(tag, start, end, chance))
            before = tag
        return [finding for finding in found if finding.score >= self.sure]


def _places(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _WORD.finditer(text)]


def _tag_at(place: tuple[int, int], findings: Sequence[Finding]) -> str:
    start, end = place
    over = (one.kind for one in findings if one.start < end and start < one.end)
    return next(over, OUTSIDE)


def _words(text: str, places: list[tuple[int, int]]) -> list[Word]:
    """Words with marks: patterns that they are part of, a new line before, capitals."""
    marks: dict[int, list[str]] = {}
    starts = {start: i for i, (start, _) in enumerate(places)}

    def mark(name: str, start: int, end: int) -> None:
        i = starts.get(start)
        while i is not None and i < len(places) and places[i][1] <= end:
            marks.setdefault(i, []).append(name)
            i += 1

    for pattern in PERSONAL:
        for start, end in pattern.spans(text):
            mark(f"m={pattern.kind}", start, end)
    for name, form in _LOOKS:
        for match in form.finditer(text):
            mark(f"m={name}", *match.span())
    words: list[Word] = []
    for i, (start, end) in enumerate(places):
        word = text[start:end]
        own = marks.get(i, [])
        if start and text[start - 1] == "\n":
            own = [*own, "m=line"]
        if len(word) > 1 and word.isupper():
            own = [*own, "m=capitals"]
        words.append(Word(word, tuple(own)))
    return words
