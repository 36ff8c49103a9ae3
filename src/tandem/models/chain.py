"""A linear chain: the most likely tags of a sequence, their chances, and how to learn both.

The conditional random field of Lafferty, McCallum and Pereira (2001): the score of a sequence of
tags is the sum of one number for each word and tag, and one for each pair of neighbouring tags.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


def viterbi(scores: Floats, transitions: Floats) -> list[int]:
    """The tags of the highest sum, of ``scores`` (words, tags) and ``transitions`` (tags, tags)."""
    best = scores[0]
    came: list[Ints] = []
    for row in scores[1:]:
        paths = best[:, None] + transitions
        places = paths.argmax(axis=0)
        came.append(places)
        best = paths[places, np.arange(len(places))] + row
    tags = [int(best.argmax())]
    for places in reversed(came):
        tags.append(int(places[tags[-1]]))
    return tags[::-1]


def chances(scores: Floats, transitions: Floats) -> Floats:
    """The chance of each tag at each word, whatever the others are; shape (words, tags)."""
    forward, pairs = [np.exp(scores[0] - scores[0].max())], np.exp(transitions)
    for row in scores[1:]:
        reached = (forward[-1] / forward[-1].sum()) @ pairs * np.exp(row - row.max())
        forward.append(reached)
    backward = [np.ones(scores.shape[1])]
    for row in scores[:0:-1]:
        left = pairs @ (np.exp(row - row.max()) * backward[-1])
        backward.append(left / left.sum())
    found = np.array(forward) * np.array(backward[::-1])
    return np.asarray(found / found.sum(axis=1, keepdims=True))


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
        starts = np.cumsum([0, *lengths])[:-1]
        order = np.argsort([-length for length in lengths], kind="stable")
        places = [
            np.array([starts[i] + t for i in order if lengths[i] > t], dtype=np.intp)
            for t in range(max(lengths))
        ]
        return cls(words, np.asarray(tags, dtype=np.intp), places)


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
