from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic_ai.exceptions import ModelAPIError
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from tandem import Recorder, Token, stream
from tandem.llm import Chat, FakeChat, Message, Request, Said, Tool
from tandem.llm.text_stream import TextStream, Usage, only_text
from tests.llm.test_chat import chat

MODEL = OpenAIChatModel("x", provider=OpenAIProvider(api_key="none"))


def read(*lines: str) -> TextStream:
    async def sent() -> AsyncIterator[str]:
        for line in lines:
            yield line

    async def all_of(answer: TextStream) -> None:
        joined = "".join([piece async for piece in answer.pieces()])
        assert joined == answer.text

    answer = TextStream(sent(), MODEL)
    asyncio.run(all_of(answer))
    return answer


def piece(text: str) -> str:
    return f'data: {{"choices": [{{"index": 0, "delta": {{"content": "{text}"}}}}]}}'


def test_the_words_the_end_and_the_count_are_read() -> None:
    answer = read(
        ": a comment",
        'data:{"choices": [{"delta": {"role": "assistant", "content": null}}], "usage": null}',
        piece("Hel"),
        "",
        piece("lo."),
        'data: {"choices": [{"delta": {}, "finish_reason": "length"}]}',
        'data: {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2,'
        ' "prompt_tokens_details": {"cached_tokens": 5}}}',
        "data: [DONE]",
    )
    assert (answer.text, answer.finish, answer.usage) == ("Hello.", "length", Usage(7, 2, 5))


def test_thoughts_between_their_tags_are_no_words() -> None:
    assert read(piece("<think>"), piece("hm"), piece("</think>"), piece("Yes.")).text == "Yes."
    assert read(piece("a <think> b")).text == "a <think> b"


@pytest.mark.parametrize(
    "line", ['data: {"error": {"message": "no more"}}', "data: {torn", 'data: {"choices": 3}']
)
def test_an_error_or_a_torn_chunk_in_the_stream_is_an_error(line: str) -> None:
    with pytest.raises(ModelAPIError):
        read(piece("One"), line)


def test_whole_and_streamed_answers_count_and_cost_the_same() -> None:
    async def streamed(component: Chat) -> Any:
        async def call(x: str) -> Any:
            return (await Recorder(system="test").call(component, x))[1]

        events = [event async for event in stream(call, "hi")]
        assert sum(isinstance(event, Token) for event in events) == 3
        return events[-1].value

    said = Said("<think>so</think>one two three", tokens_in=11, tokens_out=5)
    with FakeChat([said, "one two three"]) as server:
        component = chat(server, price=(1.0, 2.0), instructions="Be brief.", max_tokens=9)
        whole = asyncio.run(Recorder(system="test").run(component, "hi"))
        watched = asyncio.run(streamed(component))
        first, second = server.requests
    assert whole.output == watched.output == "one two three"
    assert (whole.tokens_in, whole.tokens_out) == (11, 5)
    assert whole.cost == pytest.approx((11 + 2 * 5) / 1e6)
    assert whole.spans[0].attributes["finish"] == watched.spans[0].attributes["finish"] == "stop"
    assert first["messages"] == second["messages"]
    assert {**first, "stream": True, "stream_options": second["stream_options"]} == second


def test_only_plain_text_of_chat_completions_is_read_here() -> None:
    plain = Request([Message("user", "hi")])
    assert only_text(MODEL, plain)
    assert not only_text(MODEL, Request([Message("user", "hi")], [Tool("t", "does", {})]))
    assert not only_text(MODEL, Request([Message("user", "hi", schema={"type": "object"})]))
    assert not only_text(object(), plain)  # type: ignore[arg-type]  # the model of another provider


def test_the_method_that_sends_takes_what_it_took() -> None:
    """It is private: a release of pydantic-ai that changes it must not pass unseen."""
    taken = inspect.signature(OpenAIChatModel._completions_create).parameters
    assert list(taken) == [
        "self", "messages", "stream", "model_settings", "model_request_parameters",
    ]  # fmt: skip
