"""Anthropic's own client is the judge of what it reads."""

from __future__ import annotations

import pytest
from anthropic import Anthropic, APIStatusError

from tandem.llm import Called, FakeChat, Fault, Said

ASKED = [{"role": "user", "content": "Weather in Ulm?"}]
REPLY = Said("Let me see.", (Called("weather", {"town": "Ulm"}),), tokens_in=11, tokens_out=7)


@pytest.mark.parametrize("streamed", [False, True])
def test_text_calls_and_usage(streamed: bool) -> None:
    options = {"model": "m", "max_tokens": 9, "messages": ASKED, "system": "Be brief."}
    with (
        FakeChat([REPLY]) as server,
        Anthropic(base_url=server.origin, api_key="k", max_retries=0) as client,
    ):
        if streamed:
            with client.messages.stream(**options) as stream:  # type: ignore[arg-type]  # plain dicts are what users write
                pieces = list(stream.text_stream)
                got = stream.get_final_message()
            assert pieces == ["Let", " me", " see."]
        else:
            got = client.messages.create(**options)  # type: ignore[call-overload]  # plain dicts are what users write
    text, call = got.content
    assert (text.text, call.name, call.input) == ("Let me see.", "weather", {"town": "Ulm"})
    assert (got.usage.input_tokens, got.usage.output_tokens) == (11, 7)
    assert got.stop_reason == "tool_use"


def test_an_error_has_the_shape_of_the_protocol() -> None:
    with (
        FakeChat([Fault("error", 529, "too busy")]) as server,
        Anthropic(base_url=server.origin, api_key="k", max_retries=0) as client,
        pytest.raises(APIStatusError, match="too busy") as caught,
    ):
        client.messages.create(model="m", max_tokens=9, messages=ASKED)  # type: ignore[arg-type]  # plain dicts are what users write
    assert caught.value.status_code == 529
