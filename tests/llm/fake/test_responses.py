"""OpenAI's own client is the judge of what it reads."""

from __future__ import annotations

import json

import pytest
from openai import OpenAI

from tandem.llm import Called, FakeChat, Said
from tandem.llm.fake.responses import turns

REPLY = Said("Let me see.", (Called("weather", {"town": "Ulm"}),), tokens_in=11, tokens_out=7)


@pytest.mark.parametrize("streamed", [False, True])
def test_text_calls_and_usage(streamed: bool) -> None:
    with (
        FakeChat([REPLY]) as server,
        OpenAI(base_url=server.url, api_key="k", max_retries=0) as client,
    ):
        if streamed:
            with client.responses.stream(model="m", input="Weather in Ulm?") as stream:
                kinds = [event.type for event in stream]
                got = stream.get_final_response()
            assert kinds.count("response.output_text.delta") == 3
        else:
            got = client.responses.create(model="m", input="Weather in Ulm?")
    assert got.output_text == "Let me see."
    call = got.output[1]
    assert call.type == "function_call"
    assert (call.name, json.loads(call.arguments)) == ("weather", {"town": "Ulm"})
    assert got.usage is not None
    assert (got.usage.input_tokens, got.usage.output_tokens) == (11, 7)


def test_an_answer_that_was_cut_is_incomplete() -> None:
    with (
        FakeChat([Said("half", finish="length")]) as server,
        OpenAI(base_url=server.url, api_key="k", max_retries=0) as client,
    ):
        got = client.responses.create(model="m", input="x")
    assert got.status == "incomplete"


def test_items_of_the_input_are_turns() -> None:
    output = {"type": "function_call_output", "call_id": "c", "output": "rain"}
    asked = {"role": "user", "content": [{"type": "input_text", "text": "Ulm?"}]}
    assert turns({"instructions": "Be brief.", "input": [asked, output]}) == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": asked["content"]},
        {"role": "tool", "content": "rain"},
    ]
