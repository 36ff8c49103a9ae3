from __future__ import annotations

import asyncio
import dataclasses
from typing import Any, Generic, TypeVar

import msgspec
import numpy as np
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Component, Model, System
from tandem.core.schema import (
    check_plain,
    contract,
    convert,
    decoder,
    encode,
    encode_canonical,
    json_schema,
    to_builtins,
)
from tandem.errors import DefinitionError, InvalidInput
from tests.core.parts import Add, Mean, Pair

Item = TypeVar("Item")


@dataclasses.dataclass(frozen=True)
class Person:
    name: str
    age: int
    height: float | None = None


class Visit(pydantic.BaseModel):
    page: str
    seconds: float


class Listed(Component[list[Item], Item], Generic[Item]):
    pass


class Texts(Listed[str]):
    pass


class Later(Component["Person", "list[Person]"]):
    pass


def test_the_contract_is_read_through_generic_bases() -> None:
    assert contract(Add).input is int
    assert (contract(Mean).input, contract(Mean).output) == (float, float)
    assert (contract(Texts).input, contract(Texts).output) == (list[str], str)
    assert (contract(Later).input, contract(Later).output) == (Person, list[Person])
    assert contract(Pair).output is int


def test_a_component_without_types_is_told_how_to_say_them() -> None:
    class Untyped(Component):  # type: ignore[type-arg]  # the point: no types
        pass

    with pytest.raises(DefinitionError, match="class Untyped"):
        contract(Untyped)
    with pytest.raises(DefinitionError, match="input and output types"):
        contract(System)
    with pytest.raises(DefinitionError, match="input and output types"):
        contract(Model)


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        (b'{"name": "a", "age": "x"}', "$.age", "expected int, got str"),
        (b'{"name": "a"}', "$", "missing required field age"),
        (b"[]", "$", "expected object, got array"),
        (b'{"name": "a", "age": NaN}', "$", "invalid character"),
        (b'{"name": "a", "age": 1, "height": 1e999}', "$.height", "out of range"),
        (b"", "$", "truncated"),
        (b"\xff\xfe", "$", "malformed"),
        (b'{"name": "\xc3\x28", "age": 1}', "$", "invalid"),
    ],
)
def test_bad_input_names_the_field_what_was_got_and_what_was_expected(
    body: bytes, field: str, message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        decoder(Person)(body)
    assert caught.value.field == field
    assert message in str(caught.value).lower()


def test_deep_nesting_is_bad_input_and_no_crash() -> None:
    with pytest.raises(InvalidInput):
        decoder(Any)(b"[" * 200_000)


def test_pydantic_models_are_decoded_encoded_and_described() -> None:
    visit = decoder(Visit)(b'{"page": "home", "seconds": 2}')
    assert visit == Visit(page="home", seconds=2.0)
    assert decoder(Visit)(encode(visit)) == visit
    assert to_builtins([visit]) == [{"page": "home", "seconds": 2.0}]
    assert json_schema(Visit)[0][0]["title"] == "Visit"
    with pytest.raises(InvalidInput, match="seconds"):
        decoder(Visit)(b'{"page": "home", "seconds": "long"}')


def test_numpy_values_are_plain_data() -> None:
    assert encode({"p": np.float64(0.5), "v": np.arange(3)}) == b'{"p":0.5,"v":[0,1,2]}'


def test_lax_conversion_reads_numbers_from_text_as_csv_needs() -> None:
    row = {"name": "Ada", "age": "36", "height": "1.65"}
    assert convert(row, Person, strict=False) == Person("Ada", 36, 1.65)
    with pytest.raises(InvalidInput, match=r"\$\.age"):
        convert(row, Person)


@given(st.dictionaries(st.text(), st.integers(-(2**53), 2**53)))
def test_canonical_bytes_do_not_depend_on_order(value: dict[str, int]) -> None:
    assert encode_canonical(value) == encode_canonical(dict(sorted(value.items(), reverse=True)))


def test_what_is_not_plain_data_is_named() -> None:
    check_plain(Person, whose="Scorer's input")
    with pytest.raises(DefinitionError, match=r"Scorer's input .* not plain typed data"):
        check_plain(asyncio.Event, whose="Scorer's input")


def test_structs_decode_too() -> None:
    class Point(msgspec.Struct):
        x: int

    assert decoder(Point)(b'{"x": 1}').x == 1
