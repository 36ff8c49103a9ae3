from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Generic, TypeVar

import msgspec
import pydantic
import pytest

from tandem.errors import DefinitionError
from tandem.features.records import getter, maker, names_of, plain

T = TypeVar("T")


@dataclass
class Data:
    a: int
    b: str = ""


class Struct(msgspec.Struct):
    a: int
    b: str = ""


class Model(pydantic.BaseModel):
    a: int
    b: str = ""


@pytest.mark.parametrize("cls", [Data, Struct, Model])
def test_records_of_every_kind(cls: type) -> None:
    assert names_of(cls) == ("a", "b")
    record = cls(a=1, b="x")
    assert getter(("b", "a"))(record) == ("x", 1)
    assert getter(("a",))(record) == (1,)
    assert getter(())(record) == ()


def test_what_is_no_record_is_refused() -> None:
    with pytest.raises(DefinitionError, match="is not a record"):
        names_of(int)


def test_functions_get_missing_values_as_none_and_times_in_utc() -> None:
    assert plain(float("nan")) is None
    assert plain(None) is None
    assert plain(0.0) == 0.0
    noon = datetime(2026, 1, 1, 12)
    assert plain(noon) == noon.replace(tzinfo=UTC)
    assert plain(noon.replace(tzinfo=timezone(timedelta(hours=5)))).hour == 7


@dataclass(frozen=True)
class Frozen(Generic[T]):
    a: T
    b: str = ""


@dataclass(slots=True)
class Slotted:
    a: int


def test_records_are_made_of_their_values() -> None:
    made = maker(Frozen, ("a", "b"))(1, "x")
    assert made == Frozen(1, "x")
    assert type(made) is Frozen
    assert hash(made) == hash(Frozen(1, "x"))
    with pytest.raises(FrozenInstanceError):
        made.a = 2  # type: ignore[misc]  # that it is refused is what is tested
    assert maker(Data, ("a", "b"))(1, "x") == Data(1, "x")


def test_a_record_with_slots_is_refused() -> None:
    with pytest.raises(DefinitionError, match="Slotted is no plain dataclass"):
        maker(Slotted, ("a",))
