from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from tandem import Component, Result, Token, emit, stream
from tests.core.parts import Speak


async def collect(call: Any, x: Any) -> list[Any]:
    return [event async for event in stream(call, x)]


def test_tokens_come_in_order_and_the_result_last() -> None:
    events = asyncio.run(collect(Speak(), "to be or"))
    assert events == [Token("to"), Token("be"), Token("or"), Result("TO BE OR")]


def test_nobody_watching_changes_nothing() -> None:
    assert asyncio.run(Speak().run("a b")) == "A B"


def test_the_error_comes_after_the_events_before_it() -> None:
    class Breaks(Component[str, str]):
        async def run(self, x: str, /) -> str:
            emit(Token("half"))
            raise ValueError("the other half")

    async def main() -> tuple[list[Any], str]:
        seen: list[Any] = []
        try:
            async for event in stream(Breaks(), ""):
                seen.append(event)
        except ValueError as error:
            return seen, str(error)
        return seen, "no error"

    assert asyncio.run(main()) == ([Token("half")], "the other half")


def test_closing_the_stream_cancels_the_call() -> None:
    ended: list[str] = []

    class Endless(Component[str, str]):
        async def run(self, x: str, /) -> str:
            try:
                emit(Token("first"))
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                ended.append("cancelled")
                raise
            return ""

    async def main() -> None:
        events = stream(Endless(), "")
        assert await anext(events) == Token("first")
        await events.aclose()  # type: ignore[attr-defined]  # an async generator behind an iterator type

    asyncio.run(main())
    assert ended == ["cancelled"]


def test_a_failing_sink_is_dropped_and_the_run_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    from tandem.core.emit import _sink

    calls: list[str] = []

    def failing(event: Any) -> None:
        calls.append("called")
        raise RuntimeError("sink is broken")

    async def main() -> str:
        _sink.set(failing)
        return await Speak()("a b c")

    with caplog.at_level(logging.CRITICAL, logger="tandem.emit"):
        assert asyncio.run(main()) == "A B C"
    assert calls == ["called"]


def test_an_observer_hears_only_its_own_call() -> None:
    from tandem.core.emit import observed

    heard: list[Any] = []

    async def main() -> str:
        answer = await observed(Speak(), "a b", heard.append)
        emit(Token("nobody hears this"))
        return str(answer)

    assert asyncio.run(main()) == "A B"
    assert heard == [Token("a"), Token("b")]
