from __future__ import annotations

import asyncio

import pytest

from tandem import Component, Recorder, Result, Token, emit, run, stream
from tandem.errors import DefinitionError
from tandem.models import Labels
from tandem.strategy import Route


class Says(Component[str, str]):
    word: str

    async def run(self, x: str, /) -> str:
        emit(Token(self.word))
        return f"{self.word}: {x}"


class First(Component[str, str]):
    async def run(self, x: str, /) -> str:
        return x.split()[0]


class Sure(Component[str, Labels]):
    async def run(self, x: str, /) -> Labels:
        name, probability = x.split()
        return Labels(name, float(probability), {name: float(probability)})


def routes() -> dict[str, Component[str, str]]:
    return {"bill": Says(word="bill"), "help": Says(word="help")}


def test_the_chosen_route_answers_and_the_trace_says_which() -> None:
    route = Route(chooser=First(), routes=routes())
    trace = asyncio.run(Recorder(system="route").run(route, "bill me"))
    assert trace.output == "bill: bill me"
    assert trace.spans[0].attributes["answered_by"] == "bill"
    assert [span.path for span in trace.spans] == ["", "chooser", "routes.bill"]


def test_what_the_route_emits_passes_through() -> None:
    async def collect() -> list[object]:
        return [event async for event in stream(Route(chooser=First(), routes=routes()), "help")]

    assert asyncio.run(collect()) == [Token("help"), Result("help: help")]


def test_a_name_that_is_no_route_goes_otherwise_or_is_told() -> None:
    with pytest.raises(DefinitionError, match="First chose 'sing', which is no route") as told:
        run(Route(chooser=First(), routes=routes()), "sing")
    assert "bill, help" in told.value.hint
    assert run(Route(chooser=First(), routes=routes(), otherwise="help"), "sing") == "help: sing"


def test_a_label_of_which_the_chooser_is_not_sure_goes_otherwise() -> None:
    route = Route(chooser=Sure(), routes=routes(), otherwise="help", sure=0.7)
    assert run(route, "bill 0.7") == "bill: bill 0.7"
    assert run(route, "bill 0.69") == "help: bill 0.69"
