from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, minimize
from scipy.sparse import csr_matrix

from tandem.models.chain import Batch, Floats, decode, learn, surprise

SEEDS = st.integers(0, 10_000)


def tables(seed: int, words: int, tags: int) -> tuple[Floats, Floats]:
    random = np.random.default_rng(seed)
    return random.normal(0, 2, (words, tags)), random.normal(0, 2, (tags, tags))


def every(scores: Floats, transitions: Floats) -> dict[tuple[int, ...], float]:
    """The score of every sequence of tags."""
    words, tags = scores.shape
    return {
        path: sum(scores[i, tag] for i, tag in enumerate(path))
        + sum(transitions[a, b] for a, b in itertools.pairwise(path))
        for path in itertools.product(range(tags), repeat=words)
    }


@given(SEEDS, st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(2, 3))
def test_tags_and_chances_are_those_of_all_sequences_tried(
    seed: int, lengths: list[int], tags: int
) -> None:
    scores, transitions = tables(seed, sum(lengths), tags)
    decoded, likely = decode(scores, lengths, transitions)
    start = 0
    for length in lengths:
        found = every(scores[start : start + length], transitions)
        best = max(found, key=found.__getitem__)
        assert tuple(decoded[start : start + length]) == best
        whole = sum(math.exp(score) for score in found.values())
        for i, tag in enumerate(best):
            same = sum(math.exp(score) for path, score in found.items() if path[i] == tag)
            assert likely[start + i] == pytest.approx(same / whole)
        start += length


def batch(seed: int, lengths: list[int]) -> tuple[Batch, Floats, list[list[int]]]:
    random = np.random.default_rng(seed)
    matrix = random.integers(0, 2, (sum(lengths), 4)).astype(float)
    tags = [random.integers(0, 3, length).tolist() for length in lengths]
    flat = [tag for sequence in tags for tag in sequence]
    return Batch.of(csr_matrix(matrix), flat, lengths), matrix, tags


@given(SEEDS, st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_surprise_is_that_of_each_sequence_and_its_slopes_are_right(
    seed: int, lengths: list[int]
) -> None:
    made, matrix, tags = batch(seed, lengths)
    random = np.random.default_rng(seed + 1)
    weights, transitions = random.normal(size=(4, 3)), random.normal(size=(3, 3))
    value, slopes, pair_slopes = surprise(made, weights, transitions)
    wanted, start = 0.0, 0
    for length, told in zip(lengths, tags, strict=True):
        found = every(matrix[start : start + length] @ weights, transitions)
        wanted += math.log(sum(map(math.exp, found.values()))) - found[tuple(told)]
        start += length
    assert value == pytest.approx(wanted)

    def flat(x: Floats) -> float:
        return surprise(made, x[:12].reshape(4, 3), x[12:].reshape(3, 3))[0]

    at = np.concatenate([weights.ravel(), transitions.ravel()])
    by_steps = approx_fprime(at, flat, 1e-6)
    assert np.concatenate([slopes.ravel(), pair_slopes.ravel()]) == pytest.approx(
        by_steps, abs=1e-3
    )


def test_what_is_learnt_has_no_slope_left() -> None:
    made, _, _ = batch(3, [4, 2, 6, 1])
    weights, transitions = learn(made, 3, penalty=0.5, rounds=500, minimise=minimize)
    _, slopes, pair_slopes = surprise(made, weights, transitions)
    assert slopes + 0.5 * weights == pytest.approx(np.zeros((4, 3)), abs=1e-3)
    assert pair_slopes + 0.5 * transitions == pytest.approx(np.zeros((3, 3)), abs=1e-3)


def test_scores_too_large_for_exponents_are_no_trouble() -> None:
    scores = np.array([[2_000.0, 0.0], [0.0, 3_000.0], [-5_000.0, 0.0]])
    tags, likely = decode(scores, [3], np.zeros((2, 2)))
    assert tags.tolist() == [0, 1, 1]
    assert likely == pytest.approx(np.ones(3))
