from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tandem import Component, Recorder, Result, System, Token, emit, learned, run, stream
from tandem.errors import NotFitted
from tandem.strategy import Fallback, Restart


class Says(Component[str, str]):
    words: tuple[str, ...] = ()
    fails: bool = False

    async def run(self, x: str, /) -> str:
        for word in self.words:
            emit(Token(word))
        if self.fails:
            raise ConnectionError("no route")
        return " ".join(self.words)


class Hangs(Component[str, str]):
    async def run(self, x: str, /) -> str:
        emit(Token("wait"))
        await asyncio.Event().wait()
        return x


class Unfitted(Component[str, str]):
    value: str = learned()

    async def run(self, x: str, /) -> str:
        return x + self.value


def events(component: Component[str, str]) -> list[Any]:
    async def collect() -> list[Any]:
        return [event async for event in stream(component, "x")]

    return asyncio.run(collect())


SECOND = Says(words=("second",))


def test_the_first_answers_while_it_can() -> None:
    fallback = Fallback(first=Says(words=("a", "b")), second=SECOND)
    assert events(fallback) == [Token("a"), Token("b"), Result("a b")]


def test_the_second_answers_when_the_first_fails() -> None:
    fallback = Fallback(first=Says(fails=True), second=Says(words=("second",)))
    assert events(fallback) == [Token("second"), Result("second")]


def test_words_of_a_failed_answer_are_taken_back() -> None:
    fallback = Fallback(first=Says(words=("half",), fails=True), second=Says(words=("whole",)))
    assert events(fallback) == [
        Token("half"),
        Restart("ConnectionError"),
        Token("whole"),
        Result("whole"),
    ]


def test_the_trace_tells_of_the_failure_and_of_both_calls() -> None:
    fallback = Fallback(first=Says(fails=True), second=Says(words=("second",)))
    trace = asyncio.run(Recorder(system="test").run(fallback, "x"))
    assert trace.status == "ok"
    assert trace.output == "second"
    root, first, second = trace.spans
    assert root.attributes["fallback"] == "ConnectionError: no route"
    assert (first.path, first.error) == ("first", "ConnectionError: no route")
    assert (second.path, second.error) == ("second", "")


def test_a_slow_first_is_given_up() -> None:
    fallback = Fallback(first=Hangs(), second=Says(words=("second",)), seconds=0.05)
    trace = asyncio.run(Recorder(system="test").run(fallback, "x"))
    assert trace.output == "second"
    assert trace.spans[0].attributes["fallback"] == "TimeoutError: no answer within 0.05 s"
    assert trace.spans[1].error


def test_when_both_fail_the_second_error_is_raised() -> None:
    class Fails(Component[str, str]):
        async def run(self, x: str, /) -> str:
            raise ValueError("second too")

    with pytest.raises(ValueError, match="second too"):
        run(Fallback(first=Says(fails=True), second=Fails()), "x")


def test_a_part_that_is_not_fitted_is_a_mistake_and_raised() -> None:
    with pytest.raises(NotFitted):
        run(Fallback(first=Unfitted(), second=Says(words=("second",))), "x")


def test_cancelling_reaches_the_first() -> None:
    async def cancel() -> bool:
        task = asyncio.ensure_future(Fallback(first=Hangs(), second=Says())("x"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return task.cancelled()

    assert asyncio.run(cancel())


class Desk(System[str, str]):
    write: Fallback[str, str]

    async def run(self, x: str, /) -> str:
        return await self.write(x)


def test_it_is_a_part_like_any_other() -> None:
    desk = Desk(write=Fallback(first=Says(fails=True), second=Says(words=("ok",))))
    trace = asyncio.run(Recorder(system="test").run(desk, "x"))
    assert [span.path for span in trace.spans] == ["", "write", "write.first", "write.second"]
