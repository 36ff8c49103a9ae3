from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import msgspec
import pydantic
import pytest

from tandem.data.typed import Reader
from tandem.errors import DefinitionError, InvalidInput


@dataclass(frozen=True)
class Order:
    order_id: str
    paid: bool
    amount: float | None
    kind: Literal["new", "old"] = "new"
    tags: list[str] = field(default_factory=list)


COLUMNS = ["OrderID", "Paid", "Amount"]


def read(**cells: Any) -> Order:
    return Reader(Order, list(cells)).read(cells)


def test_columns_find_their_fields() -> None:
    row = {"Order ID": "7", "PAID": "Yes", "amount": " 2.5 ", "other": "left out"}
    assert Reader(Order, list(row)).read(row) == Order("7", True, 2.5)


@pytest.mark.parametrize(
    ("cell", "value"), [("yes", True), ("N", False), ("TRUE", True), ("0", False), (1, True)]
)
def test_truth_values(cell: Any, value: bool) -> None:
    assert read(order_id="1", paid=cell, amount="1").paid is value


@pytest.mark.parametrize("cell", ["", "  ", "NaN", "NA", "null", None])
def test_blank_cells_are_missing(cell: Any) -> None:
    assert read(order_id="1", paid="yes", amount=cell).amount is None


def test_text_is_kept_as_it_is() -> None:
    assert read(order_id=" NA ", paid="yes", amount="1").order_id == " NA "


@dataclass(frozen=True)
class Floors:
    rooms: int
    first: float = field(metadata={"column": "1st Flr SF"})
    second: float | None = field(default=None, metadata={"column": "2nd Flr SF"})


def test_a_field_may_say_which_column_it_is() -> None:
    for names in (["Rooms", "1st Flr SF", "2nd Flr SF"], ["rooms", "1STFLRSF", "second"]):
        row = dict(zip(names, ["5", "800.5", "320"], strict=True))
        assert Reader(Floors, names).read(row) == Floors(5, 800.5, 320.0)
    assert Reader(Floors, ["rooms", "first"]).read({"rooms": 1, "first": 2}).second is None
    with pytest.raises(InvalidInput, match="no column for the field 'first'"):
        Reader(Floors, ["rooms", "2nd Flr SF"])


def test_nested_values_are_read_from_json_text() -> None:
    assert read(order_id="1", paid="yes", amount="1", tags='["a"]').tags == ["a"]


@pytest.mark.parametrize(
    ("cells", "path"),
    [
        ({"paid": "perhaps"}, "$.paid"),
        ({"amount": "much"}, "$.amount"),
        ({"order_id": ""}, "$.order_id"),
        ({"kind": "other"}, "$.kind"),
        ({"tags": "[1"}, "$.tags"),
        ({"paid": 7}, "$.paid"),
    ],
)
def test_a_bad_cell_names_its_field(cells: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInput, match=r"expected|invalid") as caught:
        read(**{"order_id": "1", "paid": "yes", "amount": "1"} | cells)
    assert caught.value.field == path


def test_a_missing_column_names_its_field() -> None:
    with pytest.raises(InvalidInput, match="no column for the field 'paid' of Order"):
        Reader(Order, ["order_id", "amount"])


def test_structs_and_models_are_records_too() -> None:
    class Point(msgspec.Struct):
        x: float
        y: float = 0.0

    class Person(pydantic.BaseModel):
        name: str
        age: int | None = None

    assert Reader(Point, ["X"]).read({"X": "1.5"}) == Point(1.5)
    assert Reader(Person, ["name", "age"]).read({"name": "A", "age": ""}) == Person(name="A")
    with pytest.raises(DefinitionError, match="is not a record"):
        Reader(int, ["x"])


def test_a_date_is_midnight_where_a_time_is_asked_for() -> None:
    @dataclass(frozen=True)
    class Event:
        when: datetime

    reader = Reader(Event, ["when"])
    assert reader.read({"when": "2026-01-31"}) == Event(datetime(2026, 1, 31))
    assert reader.read({"when": " 2026-01-31 10:30:00 "}) == Event(datetime(2026, 1, 31, 10, 30))
