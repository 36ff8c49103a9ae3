from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tandem import Component, Recorder, run
from tandem.errors import DefinitionError, ProviderError
from tandem.llm import Called, Completion, FakeChat, Said, ToolChat
from tandem.llm.tools import arguments, describe


@dataclass(frozen=True)
class Place:
    town: str
    days: int = 1


class Weather(Component[Place, dict[str, str]]):
    """Tells the weather of a town
    for some days.

    More than the model needs.
    """

    async def run(self, x: Place, /) -> dict[str, str]:
        return {"forecast": f"rain in {x.town} for {x.days} days"}


class Double(Component[int, int]):
    """Doubles a number."""

    async def run(self, x: int, /) -> int:
        if x < 0:
            raise ValueError("below zero")
        return 2 * x


def tool_chat(server: FakeChat, **more: Any) -> ToolChat:
    model = Completion(model=server.model, base_url=server.url, retries=0)
    return ToolChat(model=model, tools={"weather": Weather(), "double": Double()}, **more)


def calling(*calls: Called) -> Callable[[list[dict[str, Any]]], str | Said]:
    """Asks for tools first, then says what they gave."""

    def reply(turns: list[dict[str, Any]]) -> str | Said:
        results = [turn["content"] for turn in turns if turn["role"] == "tool"]
        return " | ".join(results) if results else Said(calls=calls)

    return reply


def test_tools_are_called_and_their_results_go_back() -> None:
    calls = (
        Called("weather", {"town": "Ulm", "days": 2}, "a"),
        Called("double", {"value": 4}, "b"),
    )
    with FakeChat([calling(*calls)]) as server:
        assert run(tool_chat(server), "Well?") == '{"forecast":"rain in Ulm for 2 days"} | 8'
        told = {tool["function"]["name"]: tool["function"] for tool in server.requests[0]["tools"]}
        asked = server.requests[1]["messages"][1]
    assert told["weather"]["description"] == "Tells the weather of a town for some days."
    assert told["weather"]["parameters"]["required"] == ["town"]
    assert told["double"]["parameters"]["properties"] == {"value": {"type": "integer"}}
    assert [call["id"] for call in asked["tool_calls"]] == ["a", "b"]


def test_every_call_is_a_span() -> None:
    with FakeChat([calling(Called("double", {"value": 4}))]) as server:
        trace = asyncio.run(Recorder(system="test").run(tool_chat(server), "Well?"))
    assert [span.path for span in trace.spans] == ["", "model", "tools.double", "model"]
    assert trace.spans[2].output == 8


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (Called("weather", {"town": 5}), "The arguments do not fit: $.town"),
        (Called("double", {"number": 5}), "one argument 'value' is expected"),
        (Called("travel", {}), "There is no tool 'travel'; there are weather, double."),
    ],
)
def test_what_does_not_fit_is_told_to_the_model(call: Called, said: str) -> None:
    with FakeChat([calling(call)]) as server:
        assert said in run(tool_chat(server), "Well?")


def test_an_error_of_a_tool_is_raised() -> None:
    calls = calling(Called("double", {"value": -1}))
    with FakeChat([calls]) as server, pytest.raises(ValueError, match="below zero"):
        run(tool_chat(server), "Well?")


def test_a_model_that_never_stops_is_stopped() -> None:
    endless = Said(calls=(Called("double", {"value": 1}),))
    with FakeChat([endless]) as server:
        with pytest.raises(ProviderError, match="still asked for tools after 2 answers"):
            run(tool_chat(server, turns=2), "Well?")
        assert len(server.requests) == 2


def test_a_name_that_providers_refuse_is_refused() -> None:
    with pytest.raises(DefinitionError, match="a tool is called 'my tool'"):
        describe("my tool", Double())


def test_arguments_are_of_the_input_type() -> None:
    assert arguments(Weather(), json.dumps({"town": "Ulm"})) == Place("Ulm")
    assert arguments(Double(), '{"value": 3}') == 3
