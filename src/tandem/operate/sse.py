"""``POST /ask/stream``: an answer as server-sent events, ``token`` ..., then ``result`` or
``error``. A failure before the first event is an ordinary HTTP error with its status."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from tandem.core.emit import observed
from tandem.operate.answer import failed, read, written
from tandem.operate.events import EventStream
from tandem.operate.request import Disconnected, Header, Request
from tandem.operate.service import Service
from tandem.operate.work import in_turn

_HEADERS: list[Header] = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx: pass every event on at once
]


async def answer_stream(service: Service, request: Request, verb: str) -> None:
    """Run one input, send what it emits while it runs, then its result."""
    limits = service.limits
    body = await request.json(limits)
    identity = service.identify(request.headers)
    live = service.choose(request, identity, verb)
    x = read(live, body)
    trace, release = identity.trace.encode(), live.release.encode()
    stream = EventStream(
        request,
        [*_HEADERS, (b"x-release", release), (b"x-trace-id", trace)],
        unread_bytes=limits.unread_bytes,
    )

    async def call(value: Any) -> bytes:
        output, run = await live.recorder.call(live.component, value, **identity.ids)
        service.measures.used(run, live.release)
        return b'event: result\ndata: {"output":%b,"trace":"%b","release":"%b"}\n\n' % (
            written(output, identity.trace),
            trace,
            release,
        )

    def work() -> Awaitable[bytes]:
        return in_turn(
            service.admission, limits.stream_seconds, lambda: observed(call, x, stream.put)
        )

    try:
        # The work has its own clock; this one is for a client that stops reading.
        async with asyncio.timeout(limits.stream_seconds + limits.send_seconds):
            await stream.run(work)
    except Disconnected:
        raise
    except Exception as error:
        problem = failed(error, identity.trace)
        if not request.status:
            raise problem from None
        await stream.send(b"event: error\ndata: %b\n\n" % problem.body, more=False)
