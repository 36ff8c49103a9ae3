from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tandem import Component, Recorder, System
from tandem.llm import Cached, Chat, FakeChat, Limited, Message
from tandem.operate.rehearsal import NotSaid, Rehearsal
from tandem.strategy import Fallback


class Shout(Component[str, str]):
    async def run(self, x: str, /) -> str:
        return x.upper()


class Quiet(Component[str | list[Message], str]):
    async def run(self, x: str | list[Message], /) -> str:
        return "nothing"


class Desk(System[str, str]):
    """Asks twice, and works on what was said."""

    chat: Component[str | list[Message], str]
    shout: Shout

    async def run(self, x: str, /) -> str:
        return await self.shout(f"{await self.chat(x)} {await self.chat(x)}")


def recorded(component: Component[Any, Any], x: str) -> Any:
    return asyncio.run(Recorder(system="test").run(component, x))


def test_a_chat_model_says_again_what_it_said_in_its_order() -> None:
    with FakeChat(["one", "two"]) as server:
        chat = Chat(model=server.model, base_url=server.url, max_tokens=5, price=(1.0, 1.0))
        inside = Cached(chat=Limited(chat=chat, dollars_a_day=1.0), seconds=-1.0)
        desk = Desk(chat=inside, shout=Shout())
        trace = recorded(desk, "hi")
        assert asyncio.run(Rehearsal(desk, trace).run("hi")) == "ONE TWO" == trace.output
        assert len(server.requests) == 2


def test_what_was_not_said_is_not_asked_for() -> None:
    with FakeChat(["one", "two"]) as server:
        desk = Desk(chat=Chat(model=server.model, base_url=server.url), shout=Shout())
        trace = recorded(desk, "hi")
        trace.spans.pop(1)
        with pytest.raises(NotSaid, match="what chat says was not kept"):
            asyncio.run(Rehearsal(desk, trace).run("hi"))
        assert len(server.requests) == 2


def test_a_fallback_stands_in_for_a_call_that_failed_then() -> None:
    with FakeChat() as server:
        chat = Chat(model=server.model, base_url=server.url.replace("v1", "v0"), retries=0)
        desk = Desk(chat=Fallback(first=chat, second=Quiet()), shout=Shout())
        trace = recorded(desk, "hi")
        assert asyncio.run(Rehearsal(desk, trace).run("hi")) == "NOTHING NOTHING"


def test_a_chat_model_alone_is_not_asked_either() -> None:
    with FakeChat(["one", "two"]) as server:
        chat = Chat(model=server.model, base_url=server.url)
        trace = recorded(chat, "hi")
        assert asyncio.run(Rehearsal(chat, trace).run("hi")) == "one"
        assert len(server.requests) == 1
