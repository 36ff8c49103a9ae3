"""What speaks for each sentence of the passages as the answer to a question, in numbers."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from tandem.search import Passage
from tandem.search.answer.asking import (
    Asked,
    Candidate,
    Kind,
    candidates,
    gives_reason,
    runs_of_letters,
)
from tandem.search.answer.sentences import Sentence, split_sentences
from tandem.search.words import stems

Array = np.ndarray[Any, np.dtype[np.float64]]
UNKNOWN: Final = ""
"""The key of a rarity table that holds the weight of words that are not in it."""

_BACK: Final = re.compile(
    r"(?:He|She|It|They|This|These|Those|His|Her|Its|Their|That|Such|Both|Another|There|Then)\b"
)

FEATURES: Final = (
    "always", "share", "share with title", "share of passage", "share around", "share to best",
    "best of passage", "share with one before", "points back and one before", "letters",
    "in order", "pairs", "rarest", "names", "figures", "kind given", "kind missing",
    "reason given", "reason missing", "rank", "similarity", "lexical", "lexical to best",
    "place", "length", "block",
)  # fmt: skip
"""The names of the columns of ``evidence``."""


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence of a passage with what is looked at: its stems in order, pieces, names."""

    sentence: Sentence
    stems: tuple[str, ...]
    letters: frozenset[str]
    candidates: tuple[Candidate, ...]
    reason: bool
    points_back: bool


@functools.lru_cache(maxsize=4096)
def read(text: str) -> tuple[Read, ...]:
    """The sentences of a passage, analysed."""
    return tuple(
        Read(
            sentence,
            tuple(stems(sentence.text)),
            runs_of_letters(sentence.text),
            tuple(candidates(sentence.text)),
            gives_reason(sentence.text),
            _BACK.match(sentence.text) is not None,
        )
        for sentence in split_sentences(text)
    )


def rarity_of(texts: Iterable[str]) -> dict[str, float]:
    """How much a word says: the rarer among sentences, the more."""
    seen = {found.sentence.text: found.stems for text in texts for found in read(text)}
    counts = Counter(word for words in seen.values() for word in set(words))
    rarity = {word: math.log(1 + len(seen) / count) for word, count in sorted(counts.items())}
    return {UNKNOWN: math.log(1 + len(seen)), **rarity}


def evidence(question: str, passages: Sequence[Passage], rarity: Mapping[str, float]) -> Array:
    """One row a sentence of the passages, in order; the columns are ``FEATURES``."""
    asked = Asked.of(question)
    unknown = rarity[UNKNOWN]
    weigh = {word: rarity.get(word, unknown) for word in asked.stems}
    whole = math.fsum(weigh.values()) or 1.0
    rarest = max(weigh, key=lambda word: weigh[word], default="")
    highest = max((passage.lexical for passage in passages), default=0.0) or 1.0

    def share(words: Iterable[str]) -> float:
        return math.fsum(weigh[word] for word in weigh.keys() & words) / whole

    rows: list[list[float]] = []
    for rank, passage in enumerate(passages):
        sentences = read(passage.text)
        title = set(stems(passage.title))
        shares = [share(set(found.stems)) for found in sentences]
        passage_share = share(title.union(*(found.stems for found in sentences)))
        best = max(shares, default=0.0)
        for place, found in enumerate(sentences):
            around = [shares[i] for i in (place - 1, place + 1) if 0 <= i < len(shares)]
            given = _gives(asked, found)
            earlier = sentences[place - 1].stems if place else ()
            together = share({*found.stems, *earlier})
            rows.append(
                [
                    1.0,
                    shares[place],
                    share(title.union(found.stems)),
                    passage_share,
                    max(around, default=0.0),
                    0.0,
                    float(shares[place] == best),
                    together,
                    together if found.points_back else shares[place],
                    len(asked.letters & found.letters) / max(len(asked.letters), 1),
                    _in_order(asked.stems, found.stems, weigh) / whole,
                    _pairs(asked.stems, found.stems),
                    float(rarest in found.stems),
                    len(asked.names & set(found.stems)) / max(len(asked.names), 1),
                    sum(figure in found.sentence.text for figure in asked.figures)
                    / max(len(asked.figures), 1),
                    float(given and asked.kind is not Kind.THING),
                    float(not given and asked.kind is not Kind.THING),
                    float(asked.kind is Kind.REASON and found.reason),
                    float(asked.kind is Kind.REASON and not found.reason),
                    1 / (1 + rank),
                    passage.similarity,
                    passage.lexical / 10,
                    passage.lexical / highest,
                    1 / (1 + place),
                    math.log(1 + len(found.stems)),
                    float("\n" in found.sentence.text or found.sentence.text.startswith("|")),
                ]
            )
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))
    if len(table):
        table[:, 5] = table[:, 1] / (table[:, 1].max() or 1.0)
    return table


def _gives(asked: Asked, found: Read) -> bool:
    """Whether the sentence holds something of the kind asked for that the question lacks."""
    if asked.kind is Kind.REASON:
        return found.reason
    named = {Kind.PERSON, Kind.PLACE}
    kinds = named if asked.kind in named else {asked.kind}
    return any(
        c.kind in kinds and not set(stems(c.text)) <= set(asked.stems) for c in found.candidates
    )


def _in_order(asked: Sequence[str], said: Sequence[str], weigh: Mapping[str, float]) -> float:
    """The weight of the heaviest sequence of the question's words that the sentence keeps."""
    before = [0.0] * (len(said) + 1)
    for word in asked:
        row = [0.0]
        for i, other in enumerate(said):
            row.append(before[i] + weigh[word] if word == other else max(row[i], before[i + 1]))
        before = row
    return before[-1]


def _pairs(asked: Sequence[str], said: Sequence[str]) -> float:
    wanted = set(pairwise(asked))
    return len(wanted & set(pairwise(said))) / max(len(wanted), 1)
