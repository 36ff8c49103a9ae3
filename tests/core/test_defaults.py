from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tandem.core.defaults import completer
from tandem.core.schema import convert, decoder, encode, encode_canonical


@dataclasses.dataclass(frozen=True)
class Leaf:
    name: str
    colour: str = "green"


@dataclasses.dataclass(frozen=True)
class Branch:
    leaf: Leaf
    leaves: list[Leaf] = dataclasses.field(default_factory=list)
    best: Leaf | None = None
    named: dict[str, Leaf] = dataclasses.field(default_factory=dict)
    pair: tuple[Leaf, ...] = ()
    length: float = 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Slotted:
    a: int
    b: int = 2


@dataclasses.dataclass
class Chain:
    next: Chain | None = None
    weight: int = 1


LEAF = b'{"name": "a"}'


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (LEAF, Leaf("a")),
        (b'{"leaf": {"name": "a"}}', Branch(Leaf("a"))),
        (b'{"leaf": {"name": "a"}, "leaves": [{"name": "b"}]}', Branch(Leaf("a"), [Leaf("b")])),
        (b'{"leaf": {"name": "a"}, "best": {"name": "b"}}', Branch(Leaf("a"), best=Leaf("b"))),
        (
            b'{"leaf": {"name": "a"}, "named": {"x": {"name": "b"}}, "pair": [{"name": "c"}]}',
            Branch(Leaf("a"), named={"x": Leaf("b")}, pair=(Leaf("c"),)),
        ),
        (b'{"a": 1}', Slotted(1)),
    ],
)
def test_a_decoded_record_is_written_like_one_made_in_python(body: bytes, value: Any) -> None:
    decoded = decoder(type(value))(body)
    assert decoded == value
    assert encode(decoded) == encode(value)
    assert encode_canonical(decoded) == encode_canonical(value)


def test_conversion_from_builtins_does_the_same() -> None:
    assert encode(convert({"name": "a"}, Leaf)) == encode(Leaf("a"))
    assert encode(convert([{"name": "a"}], list[Leaf])) == encode([Leaf("a")])


def test_a_type_that_holds_itself_is_completed_at_the_top() -> None:
    assert encode(decoder(Chain)(b"{}")) == encode(Chain())


def test_types_without_defaults_cost_nothing() -> None:
    assert completer(int) is None
    assert completer(list[str]) is None
    assert completer(Any) is None
