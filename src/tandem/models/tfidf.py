"""TF-IDF: text as a sparse row of weights (Salton 1988; logarithmic counts, smoothed rarity)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.models.grams import letter_grams, word_grams

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Counts = tuple[Counter[str], Counter[str]]


def count(text: str) -> Counts:
    """How often each piece occurs: words and pairs of words, runs of letters."""
    return word_grams(text), letter_grams(text)


@dataclass(frozen=True, eq=False)
class TfIdf:
    """Texts as rows: one column a piece, words before letters, each half of unit length.

    ``rarity`` is the logarithm of how few texts have a piece, shape (columns,). Pieces that
    are not among ``words`` and ``letters`` are left out.
    """

    words: list[str]
    letters: list[str]
    rarity: Floats

    @classmethod
    def of(cls, texts: Sequence[Counts]) -> TfIdf:
        """The columns of counted texts. Runs of letters must occur in two of them."""
        words: Counter[str] = Counter()
        letters: Counter[str] = Counter()
        for text in texts:
            words.update(text[0].keys())
            letters.update(text[1].keys())
        kept = [sorted(words), sorted(gram for gram, times in letters.items() if times > 1)]
        times = [words[word] for word in kept[0]] + [letters[gram] for gram in kept[1]]
        rarity = np.log((1 + len(texts)) / (1 + np.array(times, dtype=np.float64))) + 1
        return cls(kept[0], kept[1], rarity)

    def row(self, counts: Counts) -> tuple[Places, Floats]:
        """The columns of one text that are not zero, and their weights."""
        places: list[int] = []
        values: list[Floats] = []
        for columns, counted in zip(self._columns, counts, strict=True):
            known = [(columns[gram], times) for gram, times in counted.items() if gram in columns]
            if known:
                where, times = zip(*known, strict=True)
                weights = (np.log(np.array(times, dtype=np.float64)) + 1) * self.rarity[[*where]]
                places += where
                values.append(weights / np.sqrt((weights * weights).sum()))
        if not values:
            return np.empty(0, dtype=np.int64), np.empty(0)
        return np.array(places), np.concatenate(values) / np.sqrt(len(values))

    def matrix(self, texts: Sequence[Counts]) -> Any:
        """Counted texts as a sparse matrix of scipy, a row each."""
        from scipy.sparse import csr_matrix

        rows = [self.row(text) for text in texts]
        starts = np.cumsum([0] + [len(places) for places, _ in rows])
        places = np.concatenate([places for places, _ in rows])
        values = np.concatenate([values for _, values in rows])
        return csr_matrix((values, places, starts), shape=(len(rows), len(self.rarity)))

    @cached_property
    def _columns(self) -> tuple[dict[str, int], dict[str, int]]:
        first = len(self.words)
        return (
            {word: place for place, word in enumerate(self.words)},
            {gram: place for place, gram in enumerate(self.letters, start=first)},
        )
