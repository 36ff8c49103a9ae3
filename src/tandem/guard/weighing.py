"""What is counted of a text: words, pairs of neighbours, runs of letters, and signs.

Words and pairs, and runs of letters inside words, are weighed by rarity as in TF-IDF and each has
equal length, repetitions counted as if they were other words; signs weigh alike. So what a text
scores comes from sums over its words: see ``weigher``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tandem.guard.signs import signs
from tandem.models.grams import letter_grams

Floats = NDArray[np.float64]

SIGN: Final = 0.3
"""What one sign weighs beside the words of a text, which together have length 1."""
HALF: Final = math.sqrt(0.5)
_LIMIT: Final = 80
"""Letters of a word that are looked at: a word of a megabyte costs no more than one of 80."""
_WORD: Final = re.compile(r"\w+")
_BREAK: Final = re.compile(r"\s(?<=[.?!:;]\s)\s*|\n\s*|\\n")


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


def words_of(text: str) -> list[str]:
    """The words of a text in small letters."""
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
            said = words_of(text[start:end])
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
                values += [n * self.rarity[column] / length * HALF for column, n in known]
            found = [place[name] for name in row.signs if name in place]
            places += found
            values += [SIGN] * len(found)
            ends.append(len(places))
        return sparse((values, places, ends), shape=(len(ends) - 1, len(self.pieces)))
