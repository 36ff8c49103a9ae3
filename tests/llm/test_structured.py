from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import pydantic
import pytest

from tandem import Recorder, run, stream
from tandem.core import Result
from tandem.errors import DefinitionError, InvalidInput
from tandem.llm import FakeChat, Fault, Message, Prompt, Structured
from tests.llm.test_chat import chat


@dataclass(frozen=True)
class Line:
    item: str
    count: int = 1


@dataclass(frozen=True)
class Order:
    customer: str
    lines: list[Line]


class Struct(msgspec.Struct):
    town: str


class PydanticModel(pydantic.BaseModel):
    age: int = pydantic.Field(ge=0)


class ReadOrder(Structured[str, Order]):
    """Reads an order."""


class ReadStruct(Structured[str, Struct]):
    """Reads a town."""


class ReadModel(Structured[str, PydanticModel]):
    """Reads an age."""


class ReadTurns(Structured[list[Message], list[int]]):
    """Reads numbers from a conversation."""


@dataclass(frozen=True)
class Letter:
    body: str


class LetterPrompt(Prompt[Letter]):
    """Shows a letter."""


class ReadLetter(Structured[Letter, Order]):
    """Reads an order from a letter."""


GOOD = {"customer": "Ada", "lines": [{"item": "nut", "count": 3}, {"item": "bolt"}]}
ORDER = Order("Ada", [Line("nut", 3), Line("bolt")])


def test_a_dataclass_by_the_schema_of_the_provider() -> None:
    with FakeChat([GOOD]) as server:
        assert run(ReadOrder(chat=chat(server)), "Ada wants nuts.") == ORDER
        sent = server.requests[0]["response_format"]["json_schema"]["schema"]
    assert sent["properties"]["customer"] == {"type": "string"}
    assert sent["$defs"]["Line"]["additionalProperties"] is False


def test_structs_pydantic_models_and_plain_data() -> None:
    with FakeChat(['{"town": "Ulm"}', '{"age": 3}', "[1, 2]"]) as server:
        assert run(ReadStruct(chat=chat(server)), "x") == Struct("Ulm")
        assert run(ReadModel(chat=chat(server)), "x") == PydanticModel(age=3)
        assert run(ReadTurns(chat=chat(server)), [Message("user", "x")]) == [1, 2]


def test_the_schema_in_words() -> None:
    with FakeChat([f"Sure!\n```json\n{msgspec.json.encode(GOOD).decode()}\n```"]) as server:
        assert run(ReadOrder(chat=chat(server), mode="words"), "Ada wants nuts.") == ORDER
        sent = server.requests[0]
    assert "response_format" not in sent
    assert '"additionalProperties":false' in sent["messages"][0]["content"]


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ({"customer": "Ada", "lines": [{"item": "nut", "count": "many"}]}, "$.lines[0].count"),
        (Fault("misfit"), "missing required field customer"),
        (Fault("cut", text='{"customer": "A'), "truncated"),
        ("I would rather not.", "malformed"),
    ],
)
def test_what_does_not_fit_goes_back_and_is_repaired(first: Any, told: str) -> None:
    with FakeChat([first, GOOD]) as server:
        read = ReadOrder(chat=chat(server, price=(1.0, 1.0)))
        trace = asyncio.run(Recorder(system="test").run(read, "Ada wants nuts."))
        again = server.requests[1]["messages"]
    assert trace.output == ORDER
    assert [turn["role"] for turn in again] == ["user", "assistant", "user"]
    assert told in again[2]["content"]
    assert trace.spans[0].attributes["repairs"] == 1
    assert told in trace.spans[0].attributes["misfit_1"]
    assert trace.tokens_out == sum(span.tokens_out for span in trace.spans[1:])
    assert len(trace.spans) == 3
    assert trace.cost > trace.spans[1].cost > 0


def test_the_last_error_names_the_field_and_tokens_of_all_attempts_count() -> None:
    bad = {"age": -1}
    with FakeChat([bad]) as server:
        trace = asyncio.run(Recorder(system="test").run(ReadModel(chat=chat(server)), "x"))
        assert len(server.requests) == 3
        with pytest.raises(
            InvalidInput, match=r"no PydanticModel .* in 1 attempts: .*age"
        ) as caught:
            run(ReadModel(chat=chat(server), repairs=0), "x")
    assert caught.value.field != ""
    assert trace.status == "error"
    assert trace.tokens_out == 6


def test_a_prompt_makes_the_question() -> None:
    text = "+++\nmodel.temperature = 0.0\n+++\nRead the order.\n{{body}}"
    with FakeChat([GOOD]) as server:
        read = ReadLetter(chat=chat(server), prompt=LetterPrompt()).fit(text)
        assert run(read, Letter("Ada wants nuts.")) == ORDER
        sent = server.requests[0]
    assert sent["messages"][0]["content"] == "Read the order.\nAda wants nuts."
    assert sent["temperature"] == 0.0
    with pytest.raises(DefinitionError, match="has no prompt"):
        ReadOrder(chat=chat(server)).fit(text)


def test_the_json_is_not_shown() -> None:
    async def events() -> list[Any]:
        return [event async for event in stream(ReadOrder(chat=chat(server)), "x")]

    with FakeChat([GOOD]) as server:
        assert asyncio.run(events()) == [Result(ORDER)]


def test_a_tool_where_there_is_no_schema_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    from tandem.llm import translate

    held: Callable[..., Any] = translate._held

    def without(model: Any, schema: Any) -> Any:
        class Bare:
            profile = {"supports_json_schema_output": False}

        return held(Bare, schema)

    monkeypatch.setattr(translate, "_held", without)
    with FakeChat([GOOD]) as server:
        assert run(ReadOrder(chat=chat(server)), "x") == ORDER
        sent = server.requests[0]
    assert sent["tools"][0]["function"]["name"] == "answer"
    assert sent["tool_choice"] == "required"
