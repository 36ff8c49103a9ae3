"""Weigher: scores of sentences by learned weights, from sums over words that are looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tandem.guard.signs import classes, may_be_written, ordered, written
from tandem.guard.weighing import HALF, SIGN, Columns, sentences, words_of
from tandem.models.grams import letter_grams
from tandem.models.kept import Kept

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Weigher:
    """Scores of sentences by learned weights: above 0 is more likely than not."""

    columns: Columns
    weights: Floats
    bias: float

    def spans(self, text: str) -> tuple[list[tuple[int, int]], Floats]:
        """Where each sentence, and each with the next, stands in a text; and their logits."""
        places = sentences(text)
        said = [words_of(text[start:end]) for start, end in places]
        words = [word for sentence in said for word in sentence]
        known = self._kept.of(words)
        of = np.repeat(np.arange(len(said)), [len(sentence) for sentence in said])
        sums = self._sums(known, of, len(said))
        shown = self._shown(text, places, words, known[:, -1], of)
        alone = [self._weight(found) for found in shown]
        both = [
            one + self._weight(more) if (more := two - before) else one
            for one, (before, two) in zip(alone, pairwise(shown), strict=False)
        ]
        logits = [
            _logit(sums) + np.array(alone) + self.bias,
            _logit(sums[:-1] + sums[1:]) + np.array(both) + self.bias,
        ]
        pairs = [(one[0], two[1]) for one, two in pairwise(places)]
        return [*places, *pairs], np.concatenate(logits)

    def _sums(self, known: Floats, of: Ints, count: int) -> Floats:
        """For each sentence sums of scores and squared lengths, of words and of letters."""
        values = known[:, :4].copy()
        first, second = known[:-1, 4], known[1:, 4]
        keys = np.where(of[:-1] == of[1:], first * len(self.columns.pieces) + second, -1.0)
        get = self._pairs.get
        values[1:, :2] += self._of_pairs[[get(key, 0) for key in keys.tolist()]]
        return np.stack([np.bincount(of, column, count) for column in values.T], axis=1)

    def _shown(
        self,
        text: str,
        places: Sequence[tuple[int, int]],
        words: Sequence[str],
        classed: Floats,
        of: Ints,
    ) -> list[set[str]]:
        """The signs of each sentence."""
        ways = may_be_written(text)
        starts = np.searchsorted(of, np.arange(len(places))).tolist()
        named: list[list[tuple[int, tuple[str, ...]]]] = [[] for _ in places]
        for i in np.flatnonzero(classed).tolist():
            sentence = int(of[i])
            named[sentence].append((i - starts[sentence], classes(words[i])))
        return [
            (ordered(own) if own else set()) | written(text[start:end], ways)
            for own, (start, end) in zip(named, places, strict=True)
        ]

    def _look_up(self, word: str) -> Floats:
        """Sums over the pieces of a word, which word it is, and whether it is of a class."""
        place, weights, rarity = self._place, self.weights, self.columns.rarity
        own = place.get(f"w {word}")
        runs = [
            place[name] for run in letter_grams(word).elements() if (name := f"l {run}") in place
        ]
        return np.array(
            [
                0.0 if own is None else weights[own] * rarity[own],
                0.0 if own is None else rarity[own] ** 2,
                (weights[runs] * rarity[runs]).sum(),
                (rarity[runs] ** 2).sum(),
                -len(place) - 1.0 if own is None else own,
                bool(classes(word)),
            ]
        )

    @cached_property
    def _place(self) -> dict[str, int]:
        return {name: column for column, name in enumerate(self.columns.pieces)}

    @cached_property
    def _known_pairs(self) -> list[tuple[int, int, int]]:
        """The columns of pairs, and of the words of each."""
        place = self._place
        named = [(i, name[2:].split(" ")) for name, i in place.items() if name[:2] == "w "]
        return [
            (i, place[f"w {words[0]}"], place[f"w {words[1]}"])
            for i, words in named
            if len(words) == 2
        ]

    @cached_property
    def _pairs(self) -> dict[float, int]:
        """The row of a pair in ``_of_pairs``, by its words in one number."""
        size = len(self.columns.pieces)
        return {
            float(one * size + two): row
            for row, (_, one, two) in enumerate(self._known_pairs, start=1)
        }

    @cached_property
    def _of_pairs(self) -> Floats:
        """What each pair adds to the sums of words; the first row is that of no known pair."""
        columns = [column for column, _, _ in self._known_pairs]
        rarity = self.columns.rarity[columns]
        rows = np.stack([self.weights[columns] * rarity, rarity**2], axis=1)
        return np.concatenate([np.zeros((1, 2)), rows])

    def _weight(self, signs: set[str]) -> float:
        return sum(self._signs[sign] for sign in signs if sign in self._signs)

    @cached_property
    def _signs(self) -> dict[str, float]:
        return {
            name[2:]: float(self.weights[i]) * SIGN
            for name, i in self._place.items()
            if name[0] == "s"
        }

    @cached_property
    def _kept(self) -> Kept[str]:
        return Kept(6, self._look_up)


def _logit(sums: Floats) -> Floats:
    """What sums over words say: (sentences, 4) to (sentences,)."""
    lengths = np.where(sums[:, 1::2] > 0.0, sums[:, 1::2], 1.0)
    said: Floats = HALF * (sums[:, ::2] / np.sqrt(lengths)).sum(axis=1)
    return said
