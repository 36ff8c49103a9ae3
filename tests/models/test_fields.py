from __future__ import annotations

from dataclasses import dataclass

import msgspec
import pytest

from tandem.errors import DefinitionError
from tandem.models.fields import field_of, groups_of, names_of, with_field


@dataclass(frozen=True)
class Person:
    sex: str | None


def test_a_field_is_read_from_records_and_dicts() -> None:
    assert field_of(Person("f"), "sex") == field_of({"sex": "f"}, "sex") == "f"
    assert groups_of([Person("f"), Person(None)], "sex") == ["f", "None"]


def test_a_field_that_is_missing_is_told() -> None:
    with pytest.raises(DefinitionError, match="Person has no field 'age'"):
        field_of(Person("f"), "age")
    with pytest.raises(DefinitionError, match="dict has no field 'age'"):
        field_of({}, "age")


class Row(msgspec.Struct, frozen=True):
    sex: str
    age: int = 3


def test_a_copy_has_another_value_and_the_rest_stays() -> None:
    assert with_field(Person("f"), "sex", "m") == Person("m")
    assert with_field(Row("f"), "age", 4) == Row("f", 4)
    given = {"sex": "f", "age": 3}
    assert with_field(given, "age", 4) == {"sex": "f", "age": 4}
    assert given["age"] == 3
    assert [names_of(x) for x in (Person("f"), Row("f"), given)] == [
        ["sex"],
        ["sex", "age"],
        ["sex", "age"],
    ]


def test_what_is_no_record_is_told() -> None:
    with pytest.raises(DefinitionError, match="str is not a record"):
        names_of("text")
