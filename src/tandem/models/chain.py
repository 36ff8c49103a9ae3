"""A linear chain: the most likely tags of a sequence, their chances, and how to learn both.

The conditional random field of Lafferty, McCallum and Pereira (2001): the score of a sequence of
tags is the sum of one number for each word and tag, and one for each pair of neighbouring tags.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


def positions(lengths: Sequence[int]) -> list[Ints]:
    """Rows of sequences that lie one after the other: entry ``t`` has row ``t`` of each, longest
    first.
    """
    sizes = np.asarray(lengths, dtype=np.intp)
    order = np.argsort(-sizes, kind="stable")
    starts, left = (np.cumsum(sizes) - sizes)[order], sizes[order]
    counts = np.searchsorted(-left, -np.arange(left[0] if len(left) else 0), side="left")
    return [starts[:count] + t for t, count in enumerate(counts)]


def decode(scores: Floats, lengths: Sequence[int], transitions: Floats) -> tuple[Ints, Floats]:
    """The tags of the highest sum, of sequences that lie one after the other, and their chances.

    ``scores`` is (words, tags), ``transitions`` (tags, tags); each tag has the chance that it
    has whatever the others are. Takes one step a position, not a word, so many short
    sequences cost what one does (Viterbi 1967; forward and backward, Rabiner 1989).
    """
    places = positions(lengths)
    tags = _most_likely(scores, places, transitions)
    raised, pairs = np.exp(scores - scores.max(axis=1, keepdims=True)), np.exp(transitions)
    forward, scales = _forward(places, raised, pairs)
    likely = forward * _backward(places, raised, pairs, scales)
    rows = np.arange(len(scores))
    return tags, likely[rows, tags] / likely.sum(axis=1)


def _most_likely(scores: Floats, places: list[Ints], transitions: Floats) -> Ints:
    best, into = scores.T.copy(), transitions[:, :, None]  # tags first: the maxima lie side by side
    for before, rows in pairwise(places):
        best[:, rows] += (best[:, None, before[: len(rows)]] + into).max(axis=0)
    tags: Ints = best.argmax(axis=0)
    for before, rows in zip(places[-2::-1], places[:0:-1], strict=True):
        came = before[: len(rows)]
        tags[came] = (best[:, came] + transitions[:, tags[rows]]).argmax(axis=0)
    return tags


@dataclass(frozen=True)
class Batch:
    """Many sequences by position: row ``places[t]`` holds word ``t`` of each, longest first.

    ``words`` is a sparse matrix of scipy, words by features.
    """

    words: Any
    tags: Ints
    places: list[Ints]

    @classmethod
    def of(cls, words: Any, tags: Sequence[int], lengths: Sequence[int]) -> Batch:
        """Sequences of ``lengths``, one after the other in ``words`` and ``tags``."""
        return cls(words, np.asarray(tags, dtype=np.intp), positions(lengths))


def surprise(batch: Batch, weights: Floats, transitions: Floats) -> tuple[float, Floats, Floats]:
    """Minus the log-likelihood of the tags of a batch, and its slopes for both tables."""
    scores = np.asarray(batch.words @ weights)
    top = scores.max(axis=1, keepdims=True)
    raised, pairs = np.exp(scores - top), np.exp(transitions)
    forward, scales = _forward(batch.places, raised, pairs)
    backward = _backward(batch.places, raised, pairs, scales)
    likely = forward * backward
    slopes = -_pair_slopes(batch, transitions.shape)
    for before, after in zip(batch.places, batch.places[1:], strict=False):
        left = forward[before[: len(after)]]
        right = raised[after] * backward[after] / scales[after][:, None]
        slopes += (left.T @ right) * pairs
    rows = np.arange(len(batch.tags))
    told = float(scores[rows, batch.tags].sum()) + _pair_scores(batch, transitions)
    total = float(np.log(scales).sum() + top.sum())
    likely[rows, batch.tags] -= 1.0
    return total - told, np.asarray(batch.words.T @ likely), slopes


def _forward(places: list[Ints], raised: Floats, pairs: Floats) -> tuple[Floats, Floats]:
    forward, scales = np.empty_like(raised), np.empty(len(raised))
    before: Floats | None = None
    for rows in places:
        reached = raised[rows] if before is None else (before[: len(rows)] @ pairs) * raised[rows]
        scales[rows] = reached.sum(axis=1)
        before = reached / scales[rows][:, None]
        forward[rows] = before
    return forward, scales


def _backward(places: list[Ints], raised: Floats, pairs: Floats, scales: Floats) -> Floats:
    backward = np.ones_like(raised)
    for rows, after in zip(places[-2::-1], places[:0:-1], strict=True):
        right = raised[after] * backward[after] / scales[after][:, None]
        backward[rows[: len(after)]] = right @ pairs.T
    return backward


def _pairs_of(batch: Batch) -> list[tuple[Ints, Ints]]:
    steps = zip(batch.places, batch.places[1:], strict=False)
    return [(batch.tags[one[: len(two)]], batch.tags[two]) for one, two in steps]


def _pair_scores(batch: Batch, transitions: Floats) -> float:
    return float(sum(transitions[one, two].sum() for one, two in _pairs_of(batch)))


def _pair_slopes(batch: Batch, shape: tuple[int, ...]) -> Floats:
    seen = np.zeros(shape)
    for one, two in _pairs_of(batch):
        np.add.at(seen, (one, two), 1.0)
    return seen


def learn(
    batch: Batch, tags: int, *, penalty: float, rounds: int, minimise: Callable[..., Any]
) -> tuple[Floats, Floats]:
    """The tables of the least surprise plus ``penalty`` / 2 times their squares (L-BFGS).

    ``minimise`` is ``scipy.optimize.minimize``. From zero, so the same data gives the same tables.
    """
    features = batch.words.shape[1]
    cut = features * tags

    def cost(flat: Floats) -> tuple[float, Floats]:
        weights, transitions = flat[:cut].reshape(features, tags), flat[cut:].reshape(tags, tags)
        value, slopes, pair_slopes = surprise(batch, weights, transitions)
        slope = np.concatenate([slopes.ravel(), pair_slopes.ravel()]) + penalty * flat
        return value + penalty / 2 * float(flat @ flat), slope

    found = minimise(
        cost, np.zeros(cut + tags * tags), jac=True, method="L-BFGS-B", options={"maxiter": rounds}
    ).x
    return found[:cut].reshape(features, tags), found[cut:].reshape(tags, tags)
