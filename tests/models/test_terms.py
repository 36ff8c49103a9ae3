from __future__ import annotations

import math

import numpy as np
import pytest

from tandem.models.tabular import Column, Encoder
from tandem.models.terms import Design, Term, effects_of

ENCODER = Encoder([Column("size"), Column("kind", ["flat", "castle"])])
NAN = math.nan
MATRIX = np.array([[1.0, 0.0], [3.0, 1.0], [NAN, 0.0], [5.0, 1.0]])


def test_a_term_is_bounded_and_readable() -> None:
    effect = Term(weight=2.0, mean=10.0, scale=5.0, average=0.5, missing=-1.0).effect()
    assert effect(15.0) == pytest.approx(2.0 - 0.5)
    assert effect(math.inf) == 16.0 - 0.5
    assert effect(-math.inf) == -16.0 - 0.5
    assert effect(math.nan) == -1.0
    level = Term(levels=[0.25, -0.75], missing=0.125).effect()
    assert [level(0.0), level(1.0), level(math.nan)] == [0.25, -0.75, 0.125]


def test_numbers_are_standardised_and_categories_have_a_column_a_level() -> None:
    scale = math.sqrt(8 / 3)
    expected = [
        [-2 / scale, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 1.0],
        [0.0, 1.0, 1.0, 0.0],
        [2 / scale, 0.0, 0.0, 1.0],
    ]
    assert Design(ENCODER, MATRIX).matrix == pytest.approx(np.array(expected))


def test_terms_and_average_give_what_the_weights_give() -> None:
    design = Design(ENCODER, MATRIX)
    weights = np.array([2.0, -1.0, 0.5, 4.0])
    terms, average = design.terms(weights)
    effects = [term.effect() for term in terms]
    found = [average + sum(effects_of(row, effects)) for row in MATRIX.tolist()]
    assert found == pytest.approx((design.matrix @ weights).tolist())


def test_a_whole_number_too_large_for_a_float_counts_as_infinite() -> None:
    effects = [Term(weight=1.0, scale=2.0).effect()]
    assert effects_of([10**400], effects) == effects_of([math.inf], effects) == [8.0]
