"""Tagger: a tag for each word of a text, such as the kind of name that it belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import DefinitionError, MissingExtra
from tandem.models.chain import Batch, decode, learn
from tandem.models.kept import Kept
from tandem.models.space import span, tunable

Floats = NDArray[np.float64]

OUTSIDE: Final = "O"
"""The tag of words that belong to nothing."""
_AROUND: Final = (-2, -1, 0, 1, 2)
_MARGIN: Final = 3.0
_LIMIT: Final = 80
"""Letters of a word that are looked at: a word of a megabyte costs no more than one of 80."""


class Word(NamedTuple):
    """A word and whatever else is known of it: its place on a page, a pattern that it fits."""

    text: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tags:
    """A tag for each word, and the chance that the model gives it."""

    tags: list[str]
    chances: list[float]


class Tagger(Model[Sequence[Word], Tags]):
    """The tags of the words of a sequence, by a linear-chain conditional random field.

    Each word is seen by its letters, its shape, its first and last letters and its marks, and by
    those of two words on both sides; neighbouring tags are weighed together. State is a table of
    readable features. ``O`` is the tag of what belongs to nothing.
    """

    C: float = tunable(1.0, span(0.01, 100.0, log=True))
    """Inverse strength of the quadratic penalty on weights."""
    least: int = 2
    """Features of fewer words than this are left out."""
    rounds: int = 60
    """Steps of L-BFGS at most."""

    tags: list[str] = learned()
    features: list[str] = learned()
    weights: NDArray[np.float32] = learned(codec="npy")
    transitions: NDArray[np.float32] = learned(codec="npy")

    def fit(self, rows: Rows[Sequence[Word], Sequence[str]]) -> Self:
        """Learn from sequences of words, each with as many tags."""
        try:
            from scipy.optimize import minimize
            from scipy.sparse import csr_matrix
        except ImportError:
            raise MissingExtra(
                f"{type(self).__name__}.fit needs scipy, which is not installed",
                hint='pip install "tandem-ai[models]"',
            ) from None
        kept = [(words, tags) for words, tags in rows if _check(words, tags)]
        if not kept:
            raise DefinitionError("Tagger.fit got no words", hint="give sequences with tags")
        seen = [_context(words) for words, _ in kept]
        counts = Counter(name for sequence in seen for names in sequence for name in names)
        features = sorted(name for name, count in counts.items() if count >= self.least)
        place = {name: i for i, name in enumerate(features)}
        columns = [[place[n] for n in names if n in place] for seq in seen for names in seq]
        told = sorted({tag for _, tags in kept for tag in tags} | {OUTSIDE})
        matrix = csr_matrix(
            (
                np.ones(sum(map(len, columns))),
                np.array([column for row in columns for column in row], dtype=np.int32),
                np.cumsum([0, *map(len, columns)]),
            ),
            shape=(len(columns), len(features)),
        )
        codes = [told.index(tag) for _, tags in kept for tag in tags]
        batch = Batch.of(matrix, codes, [len(words) for words, _ in kept])
        weights, transitions = learn(
            batch, len(told), penalty=1 / self.C, rounds=self.rounds, minimise=minimize
        )
        return self.evolve(
            tags=told,
            features=features,
            weights=weights.astype(np.float32),
            transitions=transitions.astype(np.float32),
        )

    def predict(self, xs: Sequence[Sequence[Word]], /) -> list[Tags]:
        return [self._tag(words) for words in xs]

    def _tag(self, words: Sequence[Word]) -> Tags:
        """Only stretches of words that may be something are decoded; the rest is surely ``O``."""
        if not words or self.tags == [OUTSIDE]:
            return Tags([OUTSIDE] * len(words), [1.0] * len(words))
        scores = self.scores(words)
        outside = self.tags.index(OUTSIDE)
        found, sure = [OUTSIDE] * len(words), [1.0] * len(words)
        stretches = self._stretches(scores, outside)
        if stretches:
            rows = np.array([row for start, end in stretches for row in range(start, end)])
            lengths = [end - start for start, end in stretches]
            places, likely = decode(scores[rows], lengths, self._pairs)
            for row, place, chance in zip(
                rows.tolist(), places.tolist(), likely.tolist(), strict=True
            ):
                found[row], sure[row] = self.tags[place], chance
        return Tags(found, sure)

    def scores(self, words: Sequence[Word]) -> Floats:
        """What the words say for each tag, before neighbouring tags are weighed: (words, tags)."""
        total = np.zeros((len(words) + 4, len(self.tags)))
        if words:
            known = self._kept.of(words).reshape(len(words), len(_AROUND), -1)
            for column, offset in enumerate(_AROUND):
                start = 2 - offset
                total[start : start + len(words)] += known[:, column]
            self._add_edges(total, len(words))
        return total[2 : 2 + len(words)]

    def _add_edges(self, total: Floats, count: int) -> None:
        for offset, name in ((-1, "-1:<"), (1, "+1:>")):
            place = self._place.get(name)
            if place is not None:
                total[2 if offset < 0 else 1 + count] += self.weights[place]

    def _known(self, word: Word) -> Floats:
        """The sum of weights of a word's features for the five places where it can stand."""
        own, near = _features(word)
        found = np.zeros((len(_AROUND), len(self.tags)))
        for column, offset in enumerate(_AROUND):
            # A word at offset -1 of another is seen there under the name "-1:...".
            names = (f"{offset:+d}:{name}" for name in (near if offset else own))
            places = [self._place[name] for name in names if name in self._place]
            if places:
                found[column] = self.weights[places].sum(axis=0)
        return found.ravel()

    def _stretches(self, scores: Floats, outside: int) -> list[tuple[int, int]]:
        """Runs of words of which some may be something, with a word on both sides.

        A word is left out only if every run of tags over it is less likely than ``O`` all along,
        by a factor of ``exp(_MARGIN)``. The most that a run gains is bounded word by word: the
        best tag's lead over ``O``, with the way into the run at its first word, and the best
        way from tag to tag at the others.
        """
        enter, go_on, end = self._gains
        leads = scores - scores[:, outside, None]
        first, rest = (leads + enter).max(axis=1), (leads + go_on).max(axis=1)
        first[0] = max(first[0], rest[0] + self._start)
        sums = np.cumsum(rest)
        upto = sums.copy()
        upto[-1] += end
        best = np.maximum.accumulate(first - sums) + np.maximum.accumulate(upto[::-1])[::-1]
        inside = np.flatnonzero(best > -_MARGIN)
        if not len(inside):
            return []
        breaks = np.flatnonzero(np.diff(inside) > 2)
        runs_from = np.concatenate([inside[:1], inside[breaks + 1]]) - 1
        runs_to = np.concatenate([inside[breaks], inside[-1:]]) + 2
        starts, ends = np.maximum(runs_from, 0), np.minimum(runs_to, len(scores))
        return list(zip(starts.tolist(), ends.tolist(), strict=True))

    @cached_property
    def _gains(self) -> tuple[Floats, Floats, float]:
        """What entering each tag from ``O``, and coming to it from others, gains over staying
        ``O``, with leaving it already counted; and the most that no leaving at the end gains.
        """
        outside, pairs = self.tags.index(OUTSIDE), self._pairs
        gain = pairs - pairs[outside, outside]
        leave = gain[:, outside].copy()
        enter = gain[outside] + leave
        others = np.delete(gain - leave[:, None] + leave, outside, axis=0)
        go_on = others.max(axis=0) if len(others) else np.full(len(gain), -np.inf)
        enter[outside] = go_on[outside] = -np.inf
        return enter, go_on, max(0.0, float(-leave.min()))

    @cached_property
    def _start(self) -> float:
        """The most that a first word gains by nothing standing before it."""
        outside, pairs = self.tags.index(OUTSIDE), self._pairs
        leave = pairs[:, outside] - pairs[outside, outside]
        go_on = self._gains[1]
        known = np.isfinite(go_on)
        return float(np.max((leave - go_on)[known], initial=0.0))

    @cached_property
    def _pairs(self) -> Floats:
        return self.transitions.astype(np.float64)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.features)}

    @cached_property
    def _kept(self) -> Kept[Word]:
        return Kept(len(_AROUND) * len(self.tags), self._known)


def _check(words: Sequence[Word], tags: Sequence[str]) -> bool:
    if len(words) != len(tags):
        raise DefinitionError(
            f"Tagger.fit got a sequence of {len(words)} words with {len(tags)} tags",
            hint='every word needs a tag; "O" is that of words that belong to nothing',
        )
    return bool(words)


def _context(words: Sequence[Word]) -> list[list[str]]:
    """The features of each word in its place."""
    seen = [_features(word) for word in words]
    found: list[list[str]] = []
    for i in range(len(words)):
        names: list[str] = []
        for offset in _AROUND:
            if 0 <= i + offset < len(words):
                own, near = seen[i + offset]
                names += [f"{offset:+d}:{name}" for name in (near if offset else own)]
        if i == 0:
            names.append("-1:<")
        if i == len(words) - 1:
            names.append("+1:>")
        found.append(names)
    return found


def shape(text: str) -> str:
    """How a word is written: letters as X and x, digits as 9, long runs cut to two.

    >>> shape("Smith"), shape("GB26YV"), shape("03.93")
    ('Xxx', 'XX99XX', '99.99')
    """
    kinds = [_kind(letter) for letter in text]
    kept = [k for i, k in enumerate(kinds) if i < 2 or not kinds[i - 2] == kinds[i - 1] == k]
    return "".join(kept)


def _kind(letter: str) -> str:
    if letter.isdigit():
        return "9"
    return "X" if letter.isupper() else "x" if letter.isalpha() else letter


def _features(word: Word) -> tuple[list[str], list[str]]:
    """What is seen of a word itself, and what of it is seen from its neighbours."""
    text = word.text[:_LIMIT]
    low, form = text.casefold(), shape(text)
    near = [f"w={low}", f"s={form}", *word.marks]
    own = ["=", *near, f"n={min(len(text), 20)}"]
    for size in (1, 2, 3, 4):
        if len(low) > size:
            own += [f"p={low[:size]}", f"x={low[-size:]}"]
    return own, near
