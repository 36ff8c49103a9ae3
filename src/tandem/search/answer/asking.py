"""What kind of answer a question asks for, and which spans of a sentence are of that kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tandem.search.words import STOP_WORDS, stems


class Kind(StrEnum):
    """The kind of thing that answers a question."""

    NUMBER = "number"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a sentence that could be a short answer; offsets count within the sentence."""

    text: str
    start: int
    end: int
    kind: Kind


_NUMBERS: Final = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|twice|once|first|second|third"
)
_MONTHS: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
_ASKS: Final = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        (Kind.TIME, r"\bwhen\b|\b(?:what|which)\s+(?:\w+\s+)?(?:year|date|day|month|century|decade|"
         r"time|era|period|season)s?\b|\bhow (?:long ago|recent)"),
        (Kind.NUMBER, r"\bhow (?:many|much|long|far|old|often|large|big|high|tall|wide|deep|fast|"
         r"heavy|hot|cold|small|few|close)\b|\b(?:what|which)\s+(?:\w+\s+)?(?:number|percent\w*|"
         r"amount|share|age|size|price|cost|rate|score|length|height|width|weight|speed|"
         r"population|temperature|limit|port|version|fraction|proportion|distance)s?\b"),
        (Kind.PERSON, r"\bwho(?:se|m)?\b|\b(?:what|which)\s+(?:\w+\s+)?(?:person|man|woman|author|"
         r"actor|actress|artist|scientist|player|president|king|queen|leader|team|company|group|"
         r"organi[sz]ation)s?\b|\bname of the\b"),
        (Kind.PLACE, r"\bwhere\b|\b(?:what|which)\s+(?:\w+\s+)?(?:place|city|country|state|town|"
         r"region|river|location|continent|county|village|nation|stadium|street|folder|island)s?\b"),
        (Kind.REASON, r"\bwhy\b|\bwhat (?:is|was|were|are) the (?:reason|cause|purpose)\b"),
    )
)  # fmt: skip
_TIME: Final = re.compile(
    rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|(?:\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTHS})\b(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?"
    r"(?:,?\s+(?:of\s+)?\d{4}\b)?|\b(?:1\d{3}|20\d{2})s?\b(?:[-–](?:\d{2,4}))?"  # ranges of years
    r"|\b\d{1,2}(?:st|nd|rd|th)\s+centur(?:y|ies)\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)(?:\s+(?:BC|AD|BCE|CE))?"
)
_NUMBER: Final = re.compile(
    rf"(?:[$€£]\s?)?(?:\b\d[\d,.]*\d|\b\d|\b(?:{_NUMBERS})\b)[½¼¾]?(?:[-\s](?:{_NUMBERS})\b)*(?:\s?%|\s+percent\b)?",
    re.I,
)
_NAME: Final = re.compile(
    r"\b(?:[A-Z][\w'’&.-]*\w|[A-Z])(?:(?:\s+(?:of|the|de|la|von|van|for|and)){0,2}\s+[A-Z][\w'’&-]*)*"
)
_REASON: Final = re.compile(
    r"\b(?:because|since|due to|owing to|so that|in order to|as a result|thus|therefore|"
    r"caused by|to avoid|to prevent)\b",
    re.I,
)
_PREPOSITION: Final = re.compile(
    r"\b(?:in|at|near|from|to|on|of|into|across|around|towards?)\s+(?:the\s+)?$"
)


def asks_for(question: str) -> Kind:
    """The kind of answer that a question asks for; ``THING`` where its words do not say.

    >>> asks_for("How many people live there?"), asks_for("What is a gate?")
    (<Kind.NUMBER: 'number'>, <Kind.THING: 'thing'>)
    """
    found = [(m.start(), kind) for kind, pattern in _ASKS if (m := pattern.search(question))]
    return min(found, key=lambda pair: pair[0], default=(0, Kind.THING))[1]


def candidates(sentence: str) -> list[Candidate]:
    """Times, numbers and names of a sentence, in order; one span may be of two kinds.

    >>> [(c.text, c.kind.value) for c in candidates("It opened in Oslo in May 1952.")]
    [('Oslo', 'place'), ('May 1952', 'time')]
    """
    found: list[Candidate] = []
    taken: list[tuple[int, int]] = []
    for match in _TIME.finditer(sentence):
        found.append(Candidate(match[0], match.start(), match.end(), Kind.TIME))
        taken.append(match.span())
    for match in _NUMBER.finditer(sentence):
        if not any(s < match.end() and match.start() < e for s, e in taken):
            found.append(Candidate(match[0], match.start(), match.end(), Kind.NUMBER))
    for match in _NAME.finditer(sentence):
        if any(s < match.end() and match.start() < e for s, e in taken):
            continue
        if match[0].lower() in STOP_WORDS:
            continue
        before = sentence[: match.start()]
        kind = Kind.PLACE if _PREPOSITION.search(before) else Kind.PERSON
        found.append(Candidate(match[0], match.start(), match.end(), kind))
    return sorted(found, key=lambda c: (c.start, c.end))


def gives_reason(sentence: str) -> bool:
    """Whether a sentence has a word of reason or purpose."""
    return _REASON.search(sentence) is not None


_HEAD: Final = re.compile(
    r"\b(?:what|which)\s+((?:\w+\s+){0,2}?\w+)\s+(?:is|was|were|are|did|do|does|has|have|had|can|could|will|would|of|in|on|for|that|who)\b",
    re.I,
)


@dataclass(frozen=True)
class Asked:
    """A question as it is compared with sentences.

    ``names`` are stems of words written with a capital, ``figures`` its digits, ``head`` the
    stem of the noun after "what" or "which".
    """

    stems: tuple[str, ...]
    letters: frozenset[str]
    kind: Kind
    names: frozenset[str]
    figures: frozenset[str]
    head: str

    @classmethod
    def of(cls, question: str) -> Asked:
        words = question.split()
        names = [word for word in words[1:] if word[:1].isupper()]
        head = _HEAD.search(question)
        return cls(
            tuple(stems(question)),
            runs_of_letters(question),
            asks_for(question),
            frozenset(stems(" ".join(names))),
            frozenset(re.findall(r"\d+", question)),
            next(iter(stems(head[1].split()[-1])), "") if head else "",
        )


def runs_of_letters(text: str) -> frozenset[str]:
    """Runs of four letters, which survive a wrong spelling nearby."""
    plain = " ".join(re.findall(r"[^\W_]+", text.lower()))
    return frozenset(plain[i : i + 4] for i in range(len(plain) - 3))
