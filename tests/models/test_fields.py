from __future__ import annotations

from dataclasses import dataclass

import pytest

from tandem.errors import DefinitionError
from tandem.models.fields import field_of, groups_of


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
