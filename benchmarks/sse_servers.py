"""The servers that ``sse.py`` measures: ``python sse_servers.py NAME PORT``.

Each streams TOKENS short texts. ``one`` gives way to other tasks after every token, ``eight``
after every eighth, as when a model hands over what it has. Peers import nothing of Tandem.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

TOKENS = 1_000
TEXT = " token"


def uvicorn_run(app: Any, port: int) -> None:
    """uvicorn with the quick loop and parser and without access log, for everybody."""
    import uvicorn

    uvicorn.run(
        app, port=port, loop="uvloop", http="httptools", access_log=False, log_level="warning"
    )


def tandem(port: int, burst: int) -> None:
    """The whole way: validated request, trace, metrics, events, result."""
    from collections import deque

    from tandem import System, Token, emit
    from tandem.operate import Server, create_app_for

    class Speaker(System[str, int]):
        async def run(self, x: str, /) -> int:
            for n in range(TOKENS):
                emit(Token(TEXT))
                if n % burst == 0:
                    await asyncio.sleep(0)
            return TOKENS

    ring: deque[Any] = deque(maxlen=10_000)
    Server(create_app_for(Speaker(), sinks=[ring.append]), port=port).run()


async def texts(burst: int) -> AsyncIterator[str]:
    """The tokens, for peers."""
    for n in range(TOKENS):
        yield TEXT
        if n % burst == 0:
            await asyncio.sleep(0)


def asgi(port: int, burst: int) -> None:
    """One write a token straight to the server: the floor without coalescing."""
    import msgspec

    encode = msgspec.json.Encoder().encode

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async for text in texts(burst):
            data = b'event: token\ndata: {"text":%b}\n\n' % encode(text)
            await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    uvicorn_run(app, port)


def starlette(port: int, burst: int) -> None:
    """StreamingResponse with events written by hand, as FastAPI's documentation has it."""
    import json

    from fastapi import FastAPI
    from fastapi.responses import StreamingResponse

    app = FastAPI()

    async def events() -> AsyncIterator[str]:
        async for text in texts(burst):
            yield f"event: token\ndata: {json.dumps({'text': text})}\n\n"

    async def ask() -> StreamingResponse:
        return StreamingResponse(events(), media_type="text/event-stream")

    app.post("/ask/stream")(ask)
    uvicorn_run(app, port)


def sse_starlette(port: int, burst: int) -> None:
    """EventSourceResponse of sse-starlette."""
    import json

    from fastapi import FastAPI
    from sse_starlette.sse import (  # type: ignore[import-not-found]  # a peer, in its own environment
        EventSourceResponse,
    )

    app = FastAPI()

    async def events() -> AsyncIterator[dict[str, str]]:
        async for text in texts(burst):
            yield {"event": "token", "data": json.dumps({"text": text})}

    async def ask() -> Any:
        return EventSourceResponse(events())

    app.post("/ask/stream", response_class=EventSourceResponse)(ask)
    uvicorn_run(app, port)


if __name__ == "__main__":
    servers = {
        "asgi": asgi,
        "tandem": tandem,
        "fastapi": starlette,
        "sse-starlette": sse_starlette,
    }
    servers[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))
