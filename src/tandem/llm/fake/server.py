"""A real HTTP server on loopback that plays a provider of chat models, faults included.

It exists for tests: of this project, and of yours. Nothing is patched: the client under
test opens a socket, sends JSON and reads server-sent events as it does in production.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from tandem.llm.fake import anthropic, completions, embeddings, google, responses
from tandem.llm.fake.batches import Batches
from tandem.llm.fake.http import Exchange, Gone, Server
from tandem.llm.fake.script import Fault, Reply, Scripted, Turns, answer, echo
from tandem.llm.fake.wire import Wire

_WIRES: Final = {
    "/chat/completions": completions.WIRE,
    "/responses": responses.WIRE,
    "/messages": anthropic.WIRE,
}
_GOOGLE: Final = re.compile(r"^/v1beta/models/(?P<model>[^:]+):(?P<verb>\w+)$")
_JSON: Final = {"content-type": "application/json"}


@dataclass
class FakeChat:
    """A server of chat models for a ``with`` block.

    It speaks OpenAI's chat completions, responses, embeddings, files and batches,
    Anthropic's messages and Google's generated contents, whole and streamed. ``replies`` are
    given in order, the last one again and again; a function gets the messages. ``requests``
    holds the bodies that came in, ``headers`` their headers; ``abandoned`` counts clients that
    went away before their answer was whole. A batch is done after ``looks`` looks.

    >>> from tandem import run
    >>> from tandem.llm import Chat, FakeChat
    >>> with FakeChat(["Hello, you."]) as server:
    ...     run(Chat(model=server.model, base_url=server.url), "Hello?")
    'Hello, you.'
    """

    replies: Sequence[Reply] = (echo,)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    model: str = "openai:fake"
    looks: int = 1
    abandoned: int = 0

    def __enter__(self) -> Self:
        self._lock, self._left = threading.Lock(), threading.Event()
        self._batches = Batches(self._batched, self.looks)
        self._server = Server(self._handle, self._leave)
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        """What ``base_url`` takes."""
        return f"{self.origin}/v1"

    @property
    def origin(self) -> str:
        """What ``base_url`` takes for models of Anthropic and Google: scheme, host and port."""
        return f"http://127.0.0.1:{self._server.port}"

    def wait_until_abandoned(self, seconds: float = 10.0) -> bool:
        """Wait until a client has gone away before its answer was whole; whether one has."""
        return self._left.wait(seconds)

    def _leave(self) -> None:
        self.abandoned += 1
        self._left.set()

    def _next(self, body: dict[str, Any], headers: dict[str, str]) -> Reply:
        with self._lock:
            reply = self.replies[min(len(self.requests), len(self.replies) - 1)]
            self.requests.append(body)
            self.headers.append(headers)
        return reply

    def _scripted(self, body: dict[str, Any], turns: Turns, headers: dict[str, str]) -> Scripted:
        reply = self._next(body, headers)
        return reply(turns) if callable(reply) else reply

    async def _handle(self, exchange: Exchange) -> None:
        try:
            await self._answer(exchange)
        except (Gone, ConnectionError):
            raise
        except Exception as error:  # of a function among the replies, or of a request: told
            said = f"{type(error).__name__}: {error}"
            await _json(exchange, 500, {"error": {"message": said}})

    async def _answer(self, exchange: Exchange) -> None:
        request = exchange.request
        path = request.path.removeprefix("/v1")
        if path.startswith(("/files", "/batches")):
            return await self._batch(exchange, path)
        found = _GOOGLE.match(request.path)
        wire = google.WIRE if found else _WIRES.get(path)
        if request.method != "POST" or (wire is None and path != "/embeddings"):
            return await _json(exchange, 404, {"error": {"message": f"no route {request.path}"}})
        body = json.loads(request.body)
        if wire is None:
            return await self._embed(exchange, body)
        reply = self._scripted(body, wire.turns(body), request.headers)
        if await _failed(exchange, reply, wire.error):
            return None
        streamed = found["verb"] == "streamGenerateContent" if found else body.get("stream")
        if streamed:
            return await _stream(exchange, wire, body, reply)
        return await _whole(exchange, reply, wire.whole(body, answer(reply, wire.tool(body))))

    async def _embed(self, exchange: Exchange, body: dict[str, Any]) -> None:
        """Of the replies only a fault counts for vectors."""
        reply = self._next(body, exchange.request.headers)
        scripted: Scripted = "" if callable(reply) else reply
        if await _failed(exchange, scripted, completions.error):
            return
        empty = isinstance(reply, Fault) and reply.kind == "empty"
        rows = [] if empty else [embeddings.fake_vector(t) for t in embeddings.texts(body)]
        await _whole(exchange, scripted, embeddings.document(body, rows))

    async def _batch(self, exchange: Exchange, path: str) -> None:
        request, batches = exchange.request, self._batches
        kind, _, rest = path.removeprefix("/").partition("/")
        name, _, verb = rest.partition("/")
        document: dict[str, Any] | None = None
        if kind == "files" and verb == "content" and name in batches.files:
            return await exchange.send(200, batches.files[name], {"content-type": "text/plain"})
        if kind == "files" and request.method == "POST":
            document = batches.upload(request.body, request.headers["content-type"])
        elif kind == "files" and request.method == "DELETE" and name in batches.files:
            del batches.files[name]
            document = {"id": name, "object": "file", "deleted": True}
        elif kind == "batches" and request.method == "POST" and not name:
            document = batches.create(json.loads(request.body))
        elif kind == "batches" and name:
            document = batches.cancel(name) if verb == "cancel" else batches.look(name)
        if document is None:
            return await _json(exchange, 404, {"error": {"message": f"no {path}"}})
        return await _json(exchange, 200, document)

    def _batched(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and document of one line of a batch."""
        wire = _WIRES[path]
        reply = self._scripted(body, wire.turns(body), {})
        if isinstance(reply, Fault) and reply.kind == "error":
            return reply.status, wire.error(reply)
        return 200, wire.whole(body, answer(reply, wire.tool(body)))


async def _failed(exchange: Exchange, reply: Scripted, error: Any) -> bool:
    """Carry out a fault that is over before any answer; whether it was one."""
    match reply:
        case Fault(kind="error"):
            extra = {} if reply.retry_after is None else {"retry-after": f"{reply.retry_after:g}"}
            await _json(exchange, reply.status, error(reply), extra)
        case Fault(kind="garbage"):
            await exchange.send(200, b"<html>gateway</html>", {"content-type": "text/html"})
        case _:
            return False
    return True


async def _whole(exchange: Exchange, reply: Scripted, document: dict[str, Any]) -> None:
    match reply:
        case Fault(kind="drop"):
            return exchange.drop()
        case Fault(kind="silence"):
            await exchange.wait(None)
            return exchange.drop()
        case Fault(kind="slow", seconds=seconds):
            await exchange.wait(seconds)
    return await _json(exchange, 200, document)


async def _stream(exchange: Exchange, wire: Wire, body: dict[str, Any], reply: Scripted) -> None:
    fault = reply if isinstance(reply, Fault) else None
    if fault and fault.kind == "slow":
        await exchange.wait(fault.seconds)
    exchange.begin({"content-type": "text/event-stream"})
    for i, piece in enumerate(wire.events(body, answer(reply, wire.tool(body)))):
        if fault and fault.kind in ("drop", "silence") and i == fault.after:
            if fault.kind == "silence":
                await exchange.wait(None)
            return exchange.drop()
        await exchange.chunk(piece)
        if fault and fault.pause:
            await exchange.wait(fault.pause)
    return await exchange.chunk(b"")


async def _json(
    exchange: Exchange, status: int, document: Any, extra: dict[str, str] | None = None
) -> None:
    await exchange.send(status, json.dumps(document).encode(), _JSON | (extra or {}))
