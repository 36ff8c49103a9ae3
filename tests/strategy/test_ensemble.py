from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from tandem import Component, Recorder, Result, Token, emit, learned, run, stream
from tandem.errors import NotFitted
from tandem.models import Labels
from tandem.strategy import Ensemble


class Says(Component[str, Any]):
    value: Any
    fails: bool = False

    async def run(self, x: str, /) -> Any:
        emit(Token("thinking"))
        if self.fails:
            raise ConnectionError("no route")
        return self.value


class Unfitted(Component[str, Any]):
    value: str = learned()

    async def run(self, x: str, /) -> Any:
        return x + self.value


@dataclass
class Total:
    amount: int
    lines: list[int]


def ask(*values: Any, least: int = 1, failing: int = 0) -> Any:
    members = (
        *(Says(value=value) for value in values),
        *(Says(value=0, fails=True) for _ in range(failing)),
    )
    return asyncio.run(Recorder(system="vote").run(Ensemble(members=members, least=least), "x"))


@pytest.mark.parametrize(
    ("values", "output", "agreement"),
    [
        (("Paris.", "paris", "Rome"), "Paris.", 0.6667),
        (("Rome", "Paris"), "Rome", 0.5),
        ((3.0, 100.0, 4.0), 4.0, 0.3333),
        ((True, False, False), False, 0.6667),
        ((Total(3, [1, 2]), Total(4, [4]), Total(4, [4])), Total(4, [4]), 0.6667),
    ],
)
def test_what_most_say_counts(values: tuple[Any, ...], output: Any, agreement: float) -> None:
    trace = ask(*values)
    assert trace.output == output
    assert trace.spans[0].attributes == {"agreement": agreement, "failed": 0}


def test_chances_are_averaged() -> None:
    one = Labels("a", 0.6, {"a": 0.6, "b": 0.4})
    two = Labels("b", 0.9, {"b": 0.9, "a": 0.1})
    found = ask(one, two).output
    assert found.label == "b"
    assert found.probability == pytest.approx(0.65)


def test_members_that_fail_are_left_out_while_enough_answer() -> None:
    trace = ask("a", "a", failing=1, least=2)
    assert trace.output == "a"
    assert trace.spans[0].attributes["failed"] == 1
    assert ask("a", failing=2, least=2).error == "ConnectionError: no route"


def test_a_mistake_of_the_system_is_raised_however_many_answer() -> None:
    with pytest.raises(NotFitted):
        run(Ensemble(members=(Says(value="a"), Says(value="a"), Unfitted())), "x")


def test_the_words_of_members_are_not_mixed_into_one_stream() -> None:
    async def collect() -> list[Any]:
        ensemble = Ensemble(members=(Says(value="a"), Says(value="a")))
        return [event async for event in stream(ensemble, "x")]

    assert asyncio.run(collect()) == [Result("a")]
