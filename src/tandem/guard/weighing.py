"""Weighing sentences: a linear score of words, pairs, runs of letters and signs, at little cost.

The row of a text has three parts: words and pairs of neighbours, runs of letters inside words
(weighed by rarity as in TF-IDF, and of equal length, repetitions counted as if they were other
words), and signs, which weigh alike. So the score of a text comes from sums over its words: each
word is looked up once, and sentences can be added up.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tandem.guard.signs import signs
from tandem.models.grams import letter_grams

Floats = NDArray[np.float64]

SIGN: Final = 0.3
"""What one sign weighs beside the words of a text, which together have length 1."""
_HALF: Final = math.sqrt(0.5)
_CACHED: Final = 50_000
_LIMIT: Final = 80
"""Letters of a word that are looked at: a word of a megabyte costs no more than one of 80."""
_WORD: Final = re.compile(r"\w+")
_BREAK: Final = re.compile(r"(?<=[.?!:;])\s+|\n\s*|\\n")


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text stand, by their marks and by new lines."""
    found: list[tuple[int, int]] = []
    start = 0
    for gap in _BREAK.finditer(text):
        if text[start : gap.start()].strip():
            found.append((start, gap.start()))
            start = gap.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found


def _words(text: str) -> list[str]:
    return [word[:_LIMIT] for word in _WORD.findall(text.casefold())]


@dataclass(frozen=True)
class Row:
    """What is counted of one piece of text."""

    words: Counter[str]
    letters: Counter[str]
    signs: set[str]

    @classmethod
    def of(cls, text: str) -> Row:
        """Of all its sentences together."""
        row = cls(Counter(), Counter(), set())
        for start, end in sentences(text):
            said = _words(text[start:end])
            row.words.update(f"w {word}" for word in said)
            row.words.update(f"w {one} {two}" for one, two in pairwise(said))
            row.letters.update(f"l {run}" for word in said for run in letter_grams(word).elements())
            row.signs.update(f"s {sign}" for sign in signs(text[start:end], said))
        return row


@dataclass(frozen=True, eq=False)
class Columns:
    """The pieces that rows are made of; those of letters and signs occur twice at least."""

    pieces: list[str]
    rarity: Floats

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Columns:
        """The columns of rows, with how rare each is."""
        times: Counter[str] = Counter()
        for row in rows:
            times.update({*row.words, *row.letters, *row.signs})
        kept = sorted(name for name, count in times.items() if count > 1 or name[0] == "w")
        rare = np.log((1 + len(rows)) / (1 + np.array([times[name] for name in kept]))) + 1
        return cls(kept, np.where([name[0] == "s" for name in kept], SIGN, rare))

    def matrix(self, rows: Iterable[Row], sparse: Any) -> Any:
        """Rows as a sparse matrix; ``sparse`` is ``scipy.sparse.csr_matrix``."""
        place = {name: column for column, name in enumerate(self.pieces)}
        places: list[int] = []
        values: list[float] = []
        ends = [0]
        for row in rows:
            for part in (row.words, row.letters):
                known = [(place[name], count) for name, count in part.items() if name in place]
                length = math.sqrt(sum(n * self.rarity[column] ** 2 for column, n in known)) or 1.0
                places += [column for column, _ in known]
                values += [n * self.rarity[column] / length * _HALF for column, n in known]
            found = [place[name] for name in row.signs if name in place]
            places += found
            values += [SIGN] * len(found)
            ends.append(len(places))
        return sparse((values, places, ends), shape=(len(ends) - 1, len(self.pieces)))


class _Known(NamedTuple):
    """Sums over the pieces of one word: scores and squared lengths, of words and of letters."""

    word: float
    length: float
    letters: float
    letters_length: float


@dataclass(frozen=True)
class Weighed:
    """The sums of one sentence, and its signs."""

    known: _Known
    signs: frozenset[str]


@dataclass(frozen=True, eq=False)
class Weigher:
    """Scores of sentences by learned weights: above 0 is more likely than not."""

    columns: Columns
    weights: Floats
    bias: float

    def sentence(self, text: str) -> Weighed:
        """Look up a sentence once, to score it alone and with others."""
        words = _words(text)
        cache, pairs = self._cache, self._pairs
        a = b = c = d = 0.0
        before = ""
        for word in words:
            known = cache.get(word) or self._look_up(word)
            a, b, c, d = a + known[0], b + known[1], c + known[2], d + known[3]
            pair = pairs.get(f"{before} {word}")
            if pair is not None:
                a, b = a + pair[0], b + pair[1]
            before = word
        return Weighed(_Known(a, b, c, d), frozenset(signs(text, words)))

    def score(self, together: Sequence[Weighed]) -> float:
        """The logit of sentences as one text."""
        a, b, c, d = (sum(part) for part in zip(*(one.known for one in together), strict=True))
        found = {sign for one in together for sign in one.signs}
        said: float = _HALF * (a / math.sqrt(b or 1.0) + c / math.sqrt(d or 1.0))
        shown: float = sum(self._signs.get(sign, 0.0) for sign in found)
        return said + shown + self.bias

    def _look_up(self, word: str) -> _Known:
        place, weights, rarity = self._place, self.weights, self.columns.rarity
        own = place.get(f"w {word}")
        runs = [
            place[name] for run in letter_grams(word).elements() if (name := f"l {run}") in place
        ]
        found = _Known(
            0.0 if own is None else float(weights[own] * rarity[own]),
            0.0 if own is None else float(rarity[own] ** 2),
            float((weights[runs] * rarity[runs]).sum()),
            float((rarity[runs] ** 2).sum()),
        )
        if len(self._cache) >= _CACHED:
            self._cache.clear()
        self._cache[word] = found
        return found

    @cached_property
    def _place(self) -> dict[str, int]:
        return {name: column for column, name in enumerate(self.columns.pieces)}

    @cached_property
    def _pairs(self) -> dict[str, tuple[float, float]]:
        rarity = self.columns.rarity
        return {
            name[2:]: (float(self.weights[i] * rarity[i]), float(rarity[i] ** 2))
            for name, i in self._place.items()
            if name[0] == "w" and " " in name[2:]
        }

    @cached_property
    def _signs(self) -> dict[str, float]:
        return {
            name[2:]: float(self.weights[i]) * SIGN
            for name, i in self._place.items()
            if name[0] == "s"
        }

    @cached_property
    def _cache(self) -> dict[str, _Known]:
        return {}
