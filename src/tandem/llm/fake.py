"""A real HTTP server on loopback that plays OpenAI: chat, embeddings, faults included.

It exists for tests: of this project, and of yours. Nothing is patched: the client under
test opens a socket, sends JSON and reads server-sent events as it does in production.
"""

from __future__ import annotations

import json
import sys
import threading
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self

Turns = list[dict[str, Any]]


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong.

    ``error`` answers with ``status`` and ``message``; ``drop`` closes the connection after
    ``after`` pieces of ``text``; ``silence`` sends ``after`` pieces, then nothing until the
    server closes; ``garbage`` answers with what is not JSON; ``empty`` with no text.
    """

    kind: Literal["error", "drop", "silence", "garbage", "empty"]
    status: int = 500
    message: str = "the fake was told to fail"
    after: int = 0
    text: str = "this answer is never finished"
    retry_after: float | None = None


Reply = str | Fault | Callable[[Turns], "str | Fault"]


def echo(turns: Turns) -> str:
    """The last message, said back."""
    return str(turns[-1]["content"])


@dataclass
class FakeChat:
    """A chat server for a ``with`` block.

    ``replies`` are given in order, the last one again and again; a function gets the
    messages. ``requests`` holds the bodies that came in, ``headers`` their headers.

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

    def __enter__(self) -> Self:
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """What ``base_url`` takes."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def wait_for_close(self) -> None:
        """Hold a connection open without a word until the ``with`` block ends."""
        self._closing.wait()

    def reply(self, body: dict[str, Any], headers: dict[str, str]) -> str | Fault:
        """Take one request down and say what comes back."""
        reply = self._next(body, headers)
        return reply(body["messages"]) if callable(reply) else reply

    def embed(self, body: dict[str, Any], headers: dict[str, str]) -> list[list[float]] | Fault:
        """Take one request for vectors down; of the replies only a fault counts."""
        reply = self._next(body, headers)
        return reply if isinstance(reply, Fault) else [fake_vector(t) for t in body["input"]]

    def _next(self, body: dict[str, Any], headers: dict[str, str]) -> Reply:
        with self._lock:
            reply = self.replies[min(len(self.requests), len(self.replies) - 1)]
            self.requests.append(body)
            self.headers.append(headers)
        return reply


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, fake: FakeChat) -> None:
        self.fake = fake
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # clients may go away
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    # Small writes must leave at once, or streaming would wait for the kernel's timer.
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: tests read what they assert, not a log."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path not in ("/v1/chat/completions", "/v1/embeddings"):
            return self._json(404, {"error": {"message": f"no route {self.path}"}})
        body, headers = json.loads(raw), {k.lower(): v for k, v in self.headers.items()}
        fake = self.server.fake
        reply: Any = fake.embed(body, headers) if "input" in body else fake.reply(body, headers)
        if isinstance(reply, Fault) and reply.kind == "error":
            extra = {} if reply.retry_after is None else {"retry-after": f"{reply.retry_after:g}"}
            error = {"message": reply.message, "type": "fake_error", "code": None}
            return self._json(reply.status, {"error": error}, extra)
        if isinstance(reply, Fault) and reply.kind == "garbage":
            return self._bytes(200, b"<html>gateway</html>", {"content-type": "text/html"})
        if "input" in body:
            return self._vectors(body, reply)
        return self._stream(body, reply) if body.get("stream") else self._whole(body, reply)

    def _vectors(self, body: dict[str, Any], reply: list[list[float]] | Fault) -> None:
        if isinstance(reply, Fault) and reply.kind != "empty":
            return self._break(reply)
        rows = [] if isinstance(reply, Fault) else list(enumerate(reply))
        data = [{"object": "embedding", "index": i, "embedding": row} for i, row in rows]
        tokens = sum(len(text.split()) for text in body["input"])
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return self._json(200, {"object": "list", "data": data, "usage": usage})

    def _whole(self, body: dict[str, Any], reply: str | Fault) -> None:
        if isinstance(reply, Fault) and reply.kind != "empty":
            return self._break(reply)
        text = reply if isinstance(reply, str) else ""
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        document = {**_head(body, "chat.completion"), "choices": [choice]}
        return self._json(200, document | {"usage": _usage(body, text)})

    def _stream(self, body: dict[str, Any], reply: str | Fault) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        text = reply if isinstance(reply, str) else "" if reply.kind == "empty" else reply.text
        fault = reply if isinstance(reply, Fault) and reply.kind != "empty" else None
        head = _head(body, "chat.completion.chunk")
        for i, piece in enumerate(_pieces(text)):
            if fault and i == fault.after:
                return self._break(fault)
            delta = {"index": 0, "delta": {"role": "assistant", "content": piece}}
            self._event(head | {"choices": [delta]})
        if fault:
            return self._break(fault)
        self._event(head | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        if (body.get("stream_options") or {}).get("include_usage"):
            self._event(head | {"choices": [], "usage": _usage(body, text)})
        self._chunk(b"data: [DONE]\n\n")
        return self._chunk(b"")

    def _break(self, fault: Fault) -> None:
        if fault.kind == "silence":
            self.server.fake.wait_for_close()
        self.close_connection = True

    def _event(self, document: dict[str, Any]) -> None:
        self._chunk(b"data: " + json.dumps(document).encode() + b"\n\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _json(self, status: int, document: Any, extra: dict[str, str] | None = None) -> None:
        headers = {"content-type": "application/json", **(extra or {})}
        self._bytes(status, json.dumps(document).encode(), headers)

    def _bytes(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def fake_vector(text: str) -> list[float]:
    """Words counted in 32 places: texts of the same words lie together."""
    vector = [0.01] * 32
    for word in text.lower().split():
        vector[zlib.crc32(word.encode()) % 32] += 1.0
    return vector


def _head(body: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-fake", "object": kind, "created": 0, "model": body.get("model", "")}


def _pieces(text: str) -> Iterable[str]:
    words = text.split(" ")
    return (word if i == 0 else f" {word}" for i, word in enumerate(words))


def _usage(body: dict[str, Any], text: str) -> dict[str, int]:
    """Words stand for tokens, so that tests can count by hand."""
    sent = sum(len(str(turn.get("content", "")).split()) for turn in body["messages"])
    got = len(text.split())
    return {"prompt_tokens": sent, "completion_tokens": got, "total_tokens": sent + got}
