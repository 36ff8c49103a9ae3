from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tandem import Component, Recorder, Result, Token, run, stream
from tandem.errors import DefinitionError, ProviderError
from tandem.llm import Cached, Chat, FakeChat, Limited, Message, Prompt, Prompted
from tests.llm.test_chat import chat


class Plain(Prompt[str]):
    """Says a text."""


class Say(Prompted[str]):
    """Says a text and answers it."""


STEPS = "+++\nreasoning = true\n+++\n{{input}}"


class Fixed(Component[str | list[Message], str]):
    async def run(self, x: str | list[Message], /) -> str:
        return "Steps. Answer: 4"


async def events(component: Component[Any, Any], x: Any) -> list[Any]:
    return [event async for event in stream(component, x)]


def test_the_settings_of_the_prompt_reach_the_server() -> None:
    text = "+++\nmodel = {name = 'openai:other', temperature = 0.25, stop = ['X']}\n+++\n{{input}}"
    with FakeChat() as server:
        say = Say(prompt=Plain(), chat=chat(server, temperature=0.9)).fit(text)
        assert run(say, "hi") == "hi"
        sent = server.requests[0]
    assert (sent["model"], sent["temperature"], sent["stop"]) == ("other", 0.25, ["X"])
    assert isinstance(say.chat, Chat)
    assert say.chat.base_url == server.url


def test_settings_need_a_model_that_takes_them() -> None:
    assert Say(prompt=Plain(), chat=Fixed()).fit("{{input}}").prompt.template == "{{input}}"
    with pytest.raises(DefinitionError, match="a Fixed, holds 0 models"):
        Say(prompt=Plain(), chat=Fixed()).fit("+++\nmodel.seed = 1\n+++\n{{input}}")


def test_settings_reach_a_model_within_limits_and_a_cache() -> None:
    with FakeChat() as server:
        wrapped = Cached(chat=Limited(chat=chat(server, temperature=0.9), requests=9))
        say = Say(prompt=Plain(), chat=wrapped).fit("+++\nmodel.temperature = 0.25\n+++\n{{input}}")
        assert run(say, "hi") == "hi"
        assert server.requests[0]["temperature"] == 0.25


def test_only_what_comes_after_the_steps_is_shown() -> None:
    with FakeChat(["Two and two. Answer: it is 4"]) as server:
        say = Say(prompt=Plain(), chat=chat(server)).fit(STEPS)
        got = asyncio.run(events(say, "2+2"))
        trace = asyncio.run(Recorder(system="test").run(say, "2+2"))
    assert "".join(e.text for e in got if isinstance(e, Token)) == "it is 4"
    assert len(got) > 2
    assert got[-1] == Result("it is 4")
    assert trace.spans[0].attributes["steps"] == "Two and two."


def test_a_chat_that_emits_nothing_answers_as_well() -> None:
    got = asyncio.run(events(Say(prompt=Plain(), chat=Fixed()).fit(STEPS), "2+2"))
    assert got == [Token("4"), Result("4")]


def test_an_answer_without_the_mark_is_none() -> None:
    with FakeChat(["It is 4."]) as server, pytest.raises(ProviderError, match="no 'Answer:'"):
        run(Say(prompt=Plain(), chat=chat(server)).fit(STEPS), "2+2")
