"""What ``Chat`` does is in ``test_chat``; here is what only its base decides."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tandem import Recorder, stream
from tandem.errors import ProviderError
from tandem.llm import FakeChat, Fault, metering
from tandem.llm.served import _pause
from tests.llm.test_chat import chat


class Failed(Exception):
    def __init__(self, **headers: str) -> None:
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.retry_after = 4


def test_pauses_grow_unless_the_server_says() -> None:
    from pydantic_ai.exceptions import AgentRunError

    pauses = [_pause(AgentRunError("x"), attempt) for attempt in (0, 1, 9)]
    assert 0.25 <= pauses[0] <= 0.5 <= pauses[1] <= 1.0 < 4.0 <= pauses[2] <= 8.0
    assert _pause(Failed(retry_after="1.5"), 0) == 1.5  # type: ignore[arg-type]  # any error of a server
    assert _pause(Failed(retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), 0) == 4.0  # type: ignore[arg-type]  # pydantic-ai read the date


def test_an_answer_that_broke_off_counts_as_of_unknown_price() -> None:
    async def call() -> None:
        with metering() as meter, pytest.raises(ProviderError):
            async for _ in stream(chat(server), "Hello?"):
                pass
        assert (meter.calls, meter.unpriced) == (1, 1)

    with FakeChat([Fault("drop", after=2)]) as server:
        asyncio.run(call())


def test_a_retry_is_noted_and_emits_nothing_twice() -> None:
    async def call() -> list[Any]:
        component = chat(server, retries=1)
        trace = await Recorder(system="test").run(component, "Hello?")
        assert trace.spans[0].attributes["retries"] == 1
        return [event async for event in stream(component, "again")]

    with FakeChat([Fault("error", 503, retry_after=0.0), "One.", "Two."]) as server:
        assert len(asyncio.run(call())) == 2
