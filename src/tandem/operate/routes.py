"""The routes: path, verb, handler. What is not listed here does not exist."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tandem.operate import pages
from tandem.operate.answer import answer
from tandem.operate.many import answer_many
from tandem.operate.opinion import take_feedback
from tandem.operate.request import Request
from tandem.operate.service import Service
from tandem.operate.sse import answer_stream

Handler = Callable[[Service, Request, str], Awaitable[None]]


@dataclass(frozen=True)
class Route:
    """One path. ``public`` ones need no API key; ``work`` ones count against the limits."""

    path: str
    method: str
    handler: Handler
    verb: str = ""
    public: bool = False
    work: bool = False


async def ask(service: Service, request: Request, verb: str) -> None:
    """A stream where the caller accepts one, a plain answer otherwise."""
    wanted = b"text/event-stream" in request.headers.get(b"accept", b"")
    await (answer_stream if wanted else answer)(service, request, verb)


ROUTES: dict[str, Route] = {
    route.path: route
    for route in (
        Route("/predict", "POST", answer, "predict", work=True),
        Route("/predict/batch", "POST", answer_many, "predict", work=True),
        Route("/ask", "POST", ask, "ask", work=True),
        Route("/ask/batch", "POST", answer_many, "ask", work=True),
        Route("/ask/stream", "POST", answer_stream, "ask", work=True),
        Route("/feedback", "POST", take_feedback, work=True),
        Route("/health", "GET", pages.health, public=True),
        Route("/ready", "GET", pages.ready),
        Route("/metrics", "GET", pages.metrics),
        Route("/openapi.json", "GET", pages.openapi),
        Route("/docs", "GET", pages.docs),
        Route("/", "GET", pages.home),
    )
}
