from __future__ import annotations

import asyncio
import logging

import pytest

from tandem.operate import FixedRelease, Live, create_app_for
from tandem.operate.app import application
from tandem.operate.request import Message
from tests.operate.parts import SECRET, Scorer, call


def lifespan(app: object, *messages: str) -> list[str]:
    """Drive the lifespan protocol and give back the types of what the app sent."""
    given = [{"type": f"lifespan.{name}"} for name in messages]
    sent: list[str] = []

    async def receive() -> Message:
        return given.pop(0)

    async def send(message: Message) -> None:
        sent.append(message["type"])

    asyncio.run(app({"type": "lifespan"}, receive, send))  # type: ignore[operator]  # an application
    return sent


def test_starting_and_stopping_load_and_close() -> None:
    events: list[str] = []

    class Watched(FixedRelease):
        async def start(self) -> None:
            events.append("start")

        async def stop(self) -> None:
            events.append("stop")

    def broken() -> None:
        events.append("broken")
        raise OSError("disk")

    app = application(Watched(Live(Scorer())), closers=[broken, lambda: events.append("closed")])
    assert lifespan(app, "startup", "shutdown") == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    # One that fails does not keep the next from closing: traces are flushed in any case.
    assert events == ["start", "stop", "broken", "closed"]


def test_a_start_that_fails_is_reported() -> None:
    class Dead(FixedRelease):
        async def start(self) -> None:
            raise OSError("no catalog")

    assert lifespan(application(Dead(Live(Scorer()))), "startup") == ["lifespan.startup.failed"]


def test_a_mistake_of_the_server_is_500_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    class Strange(FixedRelease):
        def split(self):  # type: ignore[no-untyped-def]  # it never returns
            raise KeyError(SECRET)

    app = application(Strange(Live(Scorer())))
    with caplog.at_level(logging.CRITICAL):
        reply = call(app, "POST", "/predict", {"age": 1})
    assert (reply.status, reply.json) == (500, {"error": {"message": "internal error"}})
    assert app.service.admission.inside == 0


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/predict", 405, "POST"),
        ("DELETE", "/predict", 405, "POST"),
        ("POST", "/metrics", 405, "GET"),
        ("GET", "/none", 404, None),
        ("GET", "/predict/", 404, None),
        ("GET", "/../etc/passwd", 404, None),
    ],
)
def test_what_is_not_a_route_is_told_so(
    method: str, path: str, status: int, allow: str | None
) -> None:
    reply = call(create_app_for(Scorer()), method, path)
    assert (reply.status, reply.headers.get("allow")) == (status, allow)
    assert reply.error["expected"]
    assert reply.error["got"]


def test_no_other_protocol_is_spoken() -> None:
    with pytest.raises(RuntimeError, match="websocket"):
        asyncio.run(create_app_for(Scorer())({"type": "websocket"}, None, None))  # type: ignore[arg-type]  # never used
