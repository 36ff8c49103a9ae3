"""Every provider over HTTP, and the symbols of pydantic-ai that we lean on."""

from __future__ import annotations

import asyncio
import inspect
import json
from typing import Any

import pytest

from tandem import Recorder, Token, run, stream
from tandem.errors import ProviderError
from tandem.llm import Called, Chat, Completion, FakeChat, Fault, Message, Request, Said, Tool
from tandem.llm.providers import address

PROVIDERS = {
    "openai": ("openai:fake", "/v1"),
    "openai-responses": ("openai-responses:fake", "/v1"),
    "ollama": ("ollama:llama3", "/v1"),
    "anthropic": ("anthropic:claude-fake", ""),
    "google": ("google:gemini-2.5-flash", ""),
}
SCHEMA = {"type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]}


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def settings(provider: str, server: FakeChat) -> dict[str, Any]:
    model, path = PROVIDERS[provider]
    return {"model": model, "base_url": server.origin + path, "retries": 0, "seconds": 30.0}


def test_tokens_usage_and_messages(provider: str) -> None:
    async def events(chat: Chat) -> list[Any]:
        return [event async for event in stream(chat, [Message("user", "Hi"), *rest])]

    rest = [Message("assistant", "Hello."), Message("user", "Who?")]
    with FakeChat([Said("Me, of course.", tokens_in=12, tokens_out=4)]) as server:
        chat = Chat(**settings(provider, server), instructions="Be brief.", max_tokens=50)
        got = asyncio.run(events(chat))
        trace = asyncio.run(Recorder(system="test").run(chat, "Who?"))
        sent = json.dumps(server.requests[0])
    assert "".join(event.text for event in got if isinstance(event, Token)) == "Me, of course."
    assert len(got) == 4
    assert (trace.tokens_in, trace.tokens_out) == (12, 4)
    assert sent.index("Be brief.") >= 0
    assert all(text in sent for text in ("Hi", "Hello.", "Who?", "50"))


def test_calls_of_tools_and_their_results(provider: str) -> None:
    told = [Tool("weather", "The weather of a town.", SCHEMA)]
    asked = Message("user", "Ulm?")
    with FakeChat([Said(calls=(Called("weather", {"town": "Ulm"}, "c1"),)), "Rain."]) as server:
        completion = Completion(**settings(provider, server))
        first = run(completion, Request([asked], told))
        turns = [
            asked,
            Message("assistant", calls=first.calls),
            Message("tool", "it rains", call_id=first.calls[0].id),
        ]
        second = run(completion, Request(turns, told))
        sent = json.dumps(server.requests[1])
    assert [(c.name, json.loads(c.arguments)) for c in first.calls] == [
        ("weather", {"town": "Ulm"})
    ]
    assert second.text == "Rain."
    assert "it rains" in sent


def test_an_answer_is_held_to_a_schema(provider: str) -> None:
    with FakeChat([{"town": "Ulm"}]) as server:
        chat = Chat(**settings(provider, server))
        said = run(chat, [Message("user", "Where?", schema=SCHEMA)])
        assert "town" in json.dumps(server.requests[0])
    assert json.loads(said) == {"town": "Ulm"}


@pytest.mark.parametrize("status", [401, 503])
def test_errors_are_one_error_with_its_status(provider: str, status: int) -> None:
    with FakeChat([Fault("error", status, "sorry, no")]) as server:
        with pytest.raises(ProviderError, match="sorry, no") as caught:
            run(Chat(**settings(provider, server)), "Hello?")
        assert caught.value.status == status


def test_a_passing_fault_is_tried_again_everywhere(provider: str) -> None:
    with FakeChat([Fault("error", 503, retry_after=0.01), "There."]) as server:
        assert run(Chat(**settings(provider, server) | {"retries": 1}), "Anybody?") == "There."
        assert len(server.requests) == 2


def test_keys_come_from_the_usual_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k1")
    monkeypatch.setenv("OTHER", "k2")
    assert address("anthropic:x", "", "").key == "k1"
    assert address("anthropic:x", "", "OTHER").key == "k2"
    monkeypatch.delenv("OLLAMA_API_KEY", raising=False)
    assert address("ollama:x", "", "").key == ""


def test_the_symbols_of_pydantic_ai_are_as_we_use_them() -> None:
    from pydantic_ai.direct import model_request_stream
    from pydantic_ai.exceptions import (
        AgentRunError,
        ModelConnectionError,
        ModelHTTPError,
        ModelQuotaExceededError,
        UserError,
    )
    from pydantic_ai.models import ModelRequestParameters, StreamedResponse
    from pydantic_ai.output import OutputObjectDefinition
    from pydantic_ai.settings import ModelSettings
    from pydantic_ai.tools import ToolDefinition

    def takes(callee: Any, *names: str) -> bool:
        return set(names) <= set(inspect.signature(callee).parameters)

    assert takes(model_request_stream, "model_settings", "model_request_parameters", "instrument")
    assert takes(
        ModelRequestParameters,
        "function_tools",
        "output_mode",
        "output_object",
        "output_tools",
        "allow_text_output",
    )
    assert takes(ToolDefinition, "name", "description", "parameters_json_schema", "kind")
    assert takes(OutputObjectDefinition, "json_schema", "name")
    assert {"temperature", "top_p", "seed", "max_tokens", "stop_sequences"} <= set(
        ModelSettings.__annotations__
    )
    assert all(hasattr(StreamedResponse, name) for name in ("usage", "get", "close_stream"))
    for error in (ModelConnectionError, ModelHTTPError, ModelQuotaExceededError):
        assert issubclass(error, AgentRunError)
    assert not issubclass(UserError, AgentRunError)
