from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tandem import Token
from tandem.errors import Overloaded
from tandem.operate import events
from tandem.operate.events import EventStream
from tandem.operate.request import Disconnected, Message, Request
from tests.operate.parts import Door, until


@dataclass
class Passage:
    id: str


class Wire:
    """The two ends that a request has, and what went over them."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.started = 0
        self.gone = asyncio.Event()
        self.readable = asyncio.Event()
        self.readable.set()
        scope: dict[str, Any] = {"headers": []}
        self.stream = EventStream(
            Request(scope, self.receive, self.send), [(b"x-a", b"1")], unread_bytes=1_000
        )

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        await self.readable.wait()
        if message["type"] == "http.response.start":
            self.started += 1
        else:
            self.chunks.append(message["body"])
            self.more = message["more_body"]


def on_wire(main: Callable[[Wire], Awaitable[None]]) -> Wire:
    async def run() -> Wire:
        wire = Wire()
        await main(wire)
        return wire

    return asyncio.run(run())


def test_what_is_ready_at_once_leaves_in_one_write() -> None:
    async def main(wire: Wire) -> None:
        async def work() -> bytes:
            for text in "abc":
                wire.stream.put(Token(text))
            await until(lambda: bool(wire.chunks))
            wire.stream.put(Token("d"))
            wire.stream.put(Passage("p1"))
            return b"last"

        await wire.stream.run(work)

    wire = on_wire(main)
    assert wire.started == 1
    assert wire.chunks == [
        b"".join(b'event: token\ndata: {"text":"%b"}\n\n' % text for text in (b"a", b"b", b"c")),
        b'event: token\ndata: {"text":"d"}\n\nevent: passage\ndata: {"id":"p1"}\n\nlast',
    ]
    assert wire.more is False


def test_fast_tokens_share_writes_and_the_end_does_not_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(events, "SPACING", 3600.0)

    async def main(wire: Wire) -> None:
        async def work() -> bytes:
            for n in range(20):
                wire.stream.put(Token(str(n)))
                await asyncio.sleep(0)
            return b"last"

        await wire.stream.run(work)

    wire = on_wire(main)
    assert [chunk.count(b"event: token") for chunk in wire.chunks] == [1, 19]
    assert wire.chunks[1].endswith(b"last")


def test_text_cannot_break_out_of_its_event() -> None:
    async def main(wire: Wire) -> None:
        async def work() -> bytes:
            wire.stream.put(Token('x\n\nevent: result\ndata: {"output": 1}\n\n'))
            return b""

        await wire.stream.run(work)

    (chunk,) = on_wire(main).chunks
    assert chunk.count(b"\n") == 3
    assert chunk.count(b"\nevent:") == 0


def test_an_error_comes_after_the_events_before_it() -> None:
    async def main(wire: Wire) -> None:
        async def work() -> bytes:
            wire.stream.put(Token("a"))
            raise ValueError("broke")

        with pytest.raises(ValueError, match="broke"):
            await wire.stream.run(work)

    assert on_wire(main).chunks == [b'event: token\ndata: {"text":"a"}\n\n']


def test_an_error_before_any_event_starts_no_response() -> None:
    async def main(wire: Wire) -> None:
        async def work() -> bytes:
            raise ValueError("broke")

        with pytest.raises(ValueError, match="broke"):
            await wire.stream.run(work)

    assert on_wire(main).started == 0


def test_a_client_that_leaves_cancels_the_work() -> None:
    ended: list[str] = []

    async def main(wire: Wire) -> None:
        async def work() -> bytes:
            wire.stream.put(Token("a"))
            try:
                await asyncio.get_running_loop().create_future()
            except asyncio.CancelledError:
                ended.append("cancelled")
                raise
            return b""

        task = asyncio.create_task(wire.stream.run(work))
        await until(lambda: bool(wire.chunks))
        wire.gone.set()
        with pytest.raises(Disconnected):
            await task

    on_wire(main)
    assert ended == ["cancelled"]


def test_a_client_that_leaves_during_a_write_cancels_the_work_as_well() -> None:
    async def main(wire: Wire) -> None:
        door = Door()

        async def work() -> bytes:
            wire.stream.put(Token("a"))
            await door.wait()
            return b""

        wire.readable.clear()
        task = asyncio.create_task(wire.stream.run(work))
        await until(lambda: door.entered == 1)
        wire.gone.set()
        for _ in range(10):  # the server learns of it while the write still hangs
            await asyncio.sleep(0)
        wire.readable.set()
        with pytest.raises(Disconnected):
            await task
        assert door.cancelled == 1

    on_wire(main)


def test_a_client_that_does_not_read_is_cut_off_before_it_fills_the_memory() -> None:
    put = 0

    async def main(wire: Wire) -> None:
        async def work() -> bytes:
            nonlocal put
            wire.readable.clear()
            while True:
                wire.stream.put(Token("x" * 50))
                put += 1
                held = sum(map(len, wire.stream._ready))
                assert held <= 1_000
                if put == 30:
                    wire.readable.set()
                await asyncio.sleep(0)

        with pytest.raises(Overloaded, match="reads more slowly"):
            await wire.stream.run(work)

    wire = on_wire(main)
    assert sum(map(len, wire.chunks)) <= 2_000


def test_silence_is_broken_by_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT", 0.001)

    async def main(wire: Wire) -> None:
        async def work() -> bytes:
            while b": waiting" not in b"".join(wire.chunks):
                await asyncio.sleep(0)
            return b"last"

        await wire.stream.run(work)

    wire = on_wire(main)
    assert wire.chunks[0] == b": waiting\n\n"
    assert wire.chunks[-1].endswith(b"last")
