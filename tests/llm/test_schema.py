from __future__ import annotations

from dataclasses import dataclass, field

from tandem.llm.schema import object_schema


@dataclass(frozen=True)
class Part:
    name: str
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Order:
    part: Part
    count: int = 1


def test_a_record_stands_at_the_root_and_every_record_is_closed() -> None:
    schema = object_schema(Order)
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert schema["properties"]["part"] == {"$ref": "#/$defs/Part"}
    assert schema["$defs"]["Part"]["additionalProperties"] is False
    assert "Order" not in schema["$defs"]


def test_a_record_that_holds_itself_stays_among_the_definitions() -> None:
    schema = object_schema(Part)
    assert schema["properties"]["name"] == {"type": "string"}
    assert schema["$defs"]["Part"]["properties"]["parts"]["items"] == {"$ref": "#/$defs/Part"}


def test_what_is_no_record() -> None:
    assert object_schema(int) == {"type": "integer"}
    assert object_schema(list[str])["items"] == {"type": "string"}
