"""Components and callers that the tests of the server share."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from msgspec import Meta

from tandem import Component, Loop, Model, System, Token, emit, note
from tandem.operate import Application
from tandem.operate.request import Message

SECRET = "sk-live-4242424242424242abcdef"


@dataclass(frozen=True)
class Customer:
    """Somebody who pays monthly."""

    age: Annotated[int, Meta(ge=0, le=150)]
    plan: Literal["month", "year"] = "month"
    spent: float | None = None


@dataclass(frozen=True)
class Question:
    text: str
    history: tuple[str, ...] = ()


class Scorer(Model[Customer, float]):
    """Chance that a customer leaves."""

    def predict(self, xs: Sequence[Customer], /) -> list[float]:
        return [x.age / 150 for x in xs]


class Broken(Model[Customer, float]):
    def predict(self, xs: Sequence[Customer], /) -> list[float]:
        if any(x.age == 13 for x in xs):
            raise ValueError(f"cannot reach the vault with {SECRET}")
        return [0.5 for _ in xs]


class Speaker(System[Question, str]):
    """Says the words back, one token each."""

    async def run(self, x: Question, /) -> str:
        for word in x.text.split():
            emit(Token(word))
            await asyncio.sleep(0)
            if word == "boom":
                raise ValueError(f"cannot reach the vault with {SECRET}")
        note(tokens_in=2, tokens_out=3, cost=0.5)
        return x.text.upper()


@dataclass
class Door:
    """Holds runs up until it is opened, and counts them."""

    entered: int = 0
    cancelled: int = 0
    waiting: list[asyncio.Future[None]] = field(default_factory=list)

    async def wait(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(future)
        self.entered += 1
        try:
            await future
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    def open(self) -> None:
        """Let everybody through who waits now. Call it on the loop of those who wait."""
        for future in self.waiting:
            if not future.done():
                future.set_result(None)


class Slow(Component[str, str]):
    """A system that waits at a door."""

    loop = Loop.INTERACTION
    door: Any

    async def run(self, x: str, /) -> str:
        emit(Token(x))
        await self.door.wait()
        return x


@dataclass
class Reply:
    """A response as the application sent it."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    chunks: list[bytes] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> dict[str, str]:
        found: dict[str, str] = self.json["error"]
        return found

    @property
    def events(self) -> list[tuple[str, Any]]:
        """Server-sent events as (name, data)."""
        found = []
        for block in self.body.decode().split("\n\n"):
            if block.startswith("event: "):
                name, data = block.split("\n")
                found.append((name.removeprefix("event: "), json.loads(data[len("data: ") :])))
        return found


async def send(
    app: Application,
    method: str,
    path: str,
    body: object = b"",
    headers: dict[str, str] | None = None,
    *,
    parts: Sequence[bytes] | None = None,
    gone: asyncio.Event | None = None,
    drain: Callable[[], Awaitable[None]] | None = None,
) -> Reply:
    """Drive an application as an ASGI server does.

    ``parts`` is the body in pieces, ``gone`` is set when the client hangs up, ``drain`` is
    awaited before each write, as a server does while the client does not read.
    """
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    pieces = list(parts) if parts is not None else [data]
    given = {"host": "127.0.0.1"}
    if method == "POST":
        given["content-type"] = "application/json"
    if parts is None:
        given["content-length"] = str(len(data))
    given |= headers or {}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
    }
    hung_up = gone or asyncio.Event()
    reply = Reply()

    async def receive() -> Message:
        if pieces:
            piece = pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(pieces)}
        await hung_up.wait()
        return {"type": "http.disconnect"}

    async def write(message: Message) -> None:
        if drain is not None:
            await drain()
        if message["type"] == "http.response.start":
            reply.status = message["status"]
            reply.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            reply.chunks.append(message["body"])

    await app(scope, receive, write)
    return reply


def call(
    app: Application,
    method: str,
    path: str,
    body: object = b"",
    headers: dict[str, str] | None = None,
    **options: Any,
) -> Reply:
    """``send`` from a plain test function."""
    return asyncio.run(send(app, method, path, body, headers, **options))


async def until(true: Callable[[], bool]) -> None:
    """Give way to other tasks until something holds; a test that waits for ever hangs in CI."""
    for _ in range(100_000):
        if true():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came true")
