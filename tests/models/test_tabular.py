from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

import msgspec
import numpy as np
import pydantic
import pytest

from tandem.core.schema import decoder, encode_canonical
from tandem.errors import DefinitionError
from tandem.models.tabular import MOST_LEVELS, Column, Encoder
from tests.models.samples import BERN, Person, people


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Thing:
    size: float
    colour: Colour
    kind: Literal["a", "b"] | None


def encoder() -> Encoder:
    return Encoder.of([Thing(1.0, Colour.RED, "a"), Thing(2, Colour.BLUE, None)] * 2)


def test_fields_become_numbers_or_categories() -> None:
    assert encoder().columns == [
        Column("size"),
        Column("colour", ["blue", "red"]),
        Column("kind", [None, "a"]),
    ]
    assert encoder().categories == [1, 2]


def test_unseen_is_missing_and_missing_that_was_seen_is_a_category() -> None:
    row = encoder().row(Thing(3.5, Colour.RED, "b"))
    assert row[:2] == [3.5, 1.0]
    assert math.isnan(row[2])
    assert encoder().row(Thing(3.5, Colour.RED, None))[2] == 0.0


def test_a_matrix_has_the_rows() -> None:
    persons = [*people(50).inputs, Person(None, "nowhere", True, 3)]
    made = Encoder.of(persons[:-1])
    rows = np.array([made.row(person) for person in persons], dtype=float)
    assert np.array_equal(made.matrix(persons), rows, equal_nan=True)
    assert made.matrix([]).shape == (0, 4)


def test_whole_numbers_too_large_for_a_float_are_infinite() -> None:
    persons = [Person(1.0, "Bern", True, visits) for visits in (1, 10**400, -(10**400))]
    assert Encoder.of(persons).matrix(persons)[:, 3].tolist() == [1.0, math.inf, -math.inf]


def test_only_the_most_frequent_categories_are_kept() -> None:
    persons = [Person(1.0, f"city {i}", True, 1) for i in range(400)]
    levels = Encoder.of([*persons, BERN, BERN]).columns[1].levels
    assert levels is not None
    assert levels[0] == "Bern"
    assert len(levels) == MOST_LEVELS


def test_an_encoder_is_plain_data() -> None:
    data = encode_canonical(encoder())
    assert decoder(Encoder)(data) == encoder()


def test_structs_and_models_are_records_too() -> None:
    class Point(msgspec.Struct):
        x: float

    class Named(pydantic.BaseModel):
        name: str

    assert Encoder.of([Point(2.0)]).row(Point(3.0)) == [3.0]
    assert Encoder.of([Named(name="a")]).row(Named(name="a")) == [0.0]


@dataclass
class Nested:
    tags: list[str]


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ([], "no records"),
        ([Nested(["a"])], r"Nested\.tags is neither a number nor a category"),
        (["text"], "str is not a record"),
    ],
)
def test_what_has_no_columns_is_refused(records: list[Any], message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        Encoder.of(records)


def test_dictionaries_are_records_too() -> None:
    rows = [{"size": 1.0, "kind": "a", "none": None}, {"size": None, "kind": None, "none": None}]
    encoder = Encoder.of(rows)
    assert encoder.columns == [Column("size"), Column("kind", [None, "a"]), Column("none")]
    assert np.array_equal(encoder.matrix(rows), [encoder.row(x) for x in rows], equal_nan=True)
    assert encoder.row({"none": 3, "kind": "a", "size": True, "more": 1}) == [True, 1.0, 3]
