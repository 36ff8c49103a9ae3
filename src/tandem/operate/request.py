"""One HTTP request in ASGI terms: its headers, its bounded body and its one response."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from tandem.operate.limits import Limits
from tandem.operate.nesting import deeper
from tandem.operate.problem import Problem, refuse

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Header = tuple[bytes, bytes]

JSON: Header = (b"content-type", b"application/json")
_DRAIN = 8  # bodies up to so many times the limit are read away, so that the client hears us


class Disconnected(Exception):
    """The client went away before it had sent its request."""


class Request:
    """What a handler gets. Headers are in lower case; of a repeated one the last counts."""

    __slots__ = ("headers", "receive", "release", "scope", "send", "status")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.status = 0
        self.release = ""

    async def json(self, limits: Limits) -> bytes:
        """The body, once its declared type, its size and its nesting are ones we read."""
        body = await self._body(limits.body_bytes)
        # The decoder does not look into fields that it skips; text that is no text stays out.
        if not body.isascii():
            _check_text(body)
        if deeper(body, limits.depth):
            expected = f"at most {limits.depth} levels of nesting"
            raise refuse(422, "$", expected=expected, got="a deeper body")
        return body

    async def _body(self, limit: int) -> bytes:
        kind = self.headers.get(b"content-type")
        # The equality is the fast path; the parsing below is for charset parameters and the like.
        if kind is not None and kind != b"application/json":
            _check_json(kind)
        if b"content-encoding" in self.headers:
            _check_plain(self.headers[b"content-encoding"])
        length = self.headers.get(b"content-length")
        if length is not None and int(length) > limit:  # the HTTP parser let digits through only
            raise await self._too_large(length.decode(), limit)
        # A request that came in one packet, which most do, takes one receive and no copy.
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        body: bytes = message["body"]
        if message["more_body"] or len(body) > limit:
            return await self._rest(body, message["more_body"], limit)
        return body

    async def _rest(self, first: bytes, more: bool, limit: int) -> bytes:
        parts, size = [first], len(first)
        while more and size <= limit:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
        if size > limit:
            raise await self._too_large(f"at least {size}", limit, more=more)
        return b"".join(parts)

    async def _too_large(self, got: str, limit: int, *, more: bool = True) -> Problem:
        """413. What is still under way is read away within bounds, lest the client sees a reset
        connection instead of the answer; a client that waits for 100 Continue sends nothing."""
        unread = limit * _DRAIN if b"expect" not in self.headers else 0
        while more and unread > 0:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                break
            unread -= len(message.get("body", b""))
            more = message.get("more_body", False)
        problem = refuse(413, "body", expected=f"at most {limit} bytes", got=f"{got} bytes")
        if more:
            problem.headers.append((b"connection", b"close"))
        return problem

    async def respond(self, status: int, body: bytes, headers: list[Header]) -> None:
        """Send the whole response."""
        self.status = status
        headers.append((b"content-length", b"%d" % len(body)))
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})

    async def refuse(self, problem: Problem) -> None:
        """Send a problem."""
        await self.respond(problem.status, problem.body, [JSON, *problem.headers])


def _check_json(kind: bytes) -> None:
    name = kind.split(b";", 1)[0].strip().lower()
    if name != b"application/json" and not (
        name.startswith(b"application/") and name.endswith(b"+json")
    ):
        raise refuse(
            415,
            "Content-Type",
            expected="application/json",
            got=kind.decode("latin-1")[:80] or "nothing",
            hint="curl: add -H 'Content-Type: application/json'",
        )


def _check_plain(encoding: bytes) -> None:
    if encoding.strip().lower() not in (b"", b"identity"):
        raise refuse(
            415, "Content-Encoding", expected="identity", got=encoding.decode("latin-1")[:80]
        )


def _check_text(body: bytes) -> None:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        got = f"byte {body[error.start]:#04x} at {error.start}"
        raise refuse(422, "$", expected="UTF-8 text", got=got) from None
