"""OpenAI's own client is the judge of what it reads."""

from __future__ import annotations

import json

from openai import OpenAI

from tandem.llm import Called, FakeChat, Said

ASKED = [{"role": "user", "content": "Weather in Ulm?"}]
REPLY = Said("Let me see.", (Called("weather", {"town": "Ulm"}),), tokens_in=11, tokens_out=7)


def test_text_calls_and_usage_of_a_whole_answer() -> None:
    with FakeChat([REPLY]) as server:
        client = OpenAI(base_url=server.url, api_key="k", max_retries=0)
        with client:
            got = client.chat.completions.create(model="m", messages=ASKED)  # type: ignore[call-overload]  # plain dicts are what users write
    assert got.choices[0].message.content == "Let me see."
    call = got.choices[0].message.tool_calls[0]
    assert (call.id, call.function.name) == ("call_fake", "weather")
    assert json.loads(call.function.arguments) == {"town": "Ulm"}
    assert (got.usage.prompt_tokens, got.usage.completion_tokens) == (11, 7)


def test_a_stream_builds_the_same_calls() -> None:
    with FakeChat([REPLY]) as server:
        client = OpenAI(base_url=server.url, api_key="k", max_retries=0)
        with client, client.chat.completions.stream(model="m", messages=ASKED) as stream:  # type: ignore[arg-type]  # plain dicts are what users write
            for _ in stream:
                pass
            message = stream.get_final_completion().choices[0].message
    assert message.content == "Let me see."
    assert message.tool_calls is not None
    assert json.loads(message.tool_calls[0].function.arguments) == {"town": "Ulm"}
