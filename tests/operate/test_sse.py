from __future__ import annotations

import asyncio

from tandem import Model
from tandem.operate import Limits, create_app_for
from tandem.record import Trace
from tests.operate.parts import SECRET, Door, Slow, Speaker, call, send, until


def test_tokens_come_first_then_the_result_with_its_trace() -> None:
    traces: list[Trace] = []
    app = create_app_for(Speaker(), sinks=[traces.append], release="r1")
    reply = call(app, "POST", "/ask/stream", {"text": "good day"}, {"x-subject": "ann"})
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-trace-id"] == traces[0].id
    assert reply.events == [
        ("token", {"text": "good"}),
        ("token", {"text": "day"}),
        ("result", {"output": "GOOD DAY", "trace": traces[0].id, "release": "r1"}),
    ]
    assert traces[0].subject == "ann"


def test_ask_streams_to_who_accepts_a_stream() -> None:
    app = create_app_for(Speaker())
    accept = {"accept": "text/event-stream"}
    streamed = call(app, "POST", "/ask", {"text": "hi"}, accept)
    assert [name for name, _ in streamed.events] == ["token", "result"]
    assert call(app, "POST", "/ask", {"text": "hi"}).json == "HI"


def test_a_failure_after_the_first_token_is_an_event_with_the_trace() -> None:
    traces: list[Trace] = []
    app = create_app_for(Speaker(), sinks=[traces.append])
    reply = call(app, "POST", "/ask/stream", {"text": "so boom"})
    assert reply.status == 200
    assert reply.events[-1] == (
        "error",
        {"error": {"message": "internal error", "trace": traces[0].id}},
    )
    assert SECRET not in reply.body.decode()


def test_a_failure_before_any_token_is_an_ordinary_error() -> None:
    app = create_app_for(Speaker())
    assert call(app, "POST", "/ask/stream", {"text": 1}).status == 422

    class Silent(Speaker):
        async def run(self, x, /):  # type: ignore[no-untyped-def]  # as its base
            raise ValueError(SECRET)

    reply = call(create_app_for(Silent()), "POST", "/ask/stream", {"text": "a"})
    assert (reply.status, reply.error["message"]) == (500, "internal error")


def test_a_stream_has_its_own_time_and_its_error_event() -> None:
    door = Door()
    app = create_app_for(Slow(door=door), limits=Limits(stream_seconds=0.01))
    reply = call(app, "POST", "/ask/stream", "hello")
    assert reply.events[-1][1]["error"]["message"] == "no answer within 0.01 seconds"
    assert door.cancelled == 1


def test_a_client_that_leaves_takes_its_run_along_and_gives_its_place_back() -> None:
    door, traces = Door(), list[Trace]()
    app = create_app_for(Slow(door=door), sinks=[traces.append])

    async def main() -> None:
        gone = asyncio.Event()
        task = asyncio.create_task(send(app, "POST", "/ask/stream", "hello", gone=gone))
        await until(lambda: door.entered == 1)
        gone.set()
        assert (await task).events == [("token", {"text": "hello"})]

    asyncio.run(main())
    assert door.cancelled == 1
    assert app.service.admission.inside == 0
    assert traces[0].status == "error"


def test_a_model_answers_no_stream() -> None:
    class One(Model[str, str]):
        def predict(self, xs, /):  # type: ignore[no-untyped-def]  # a stand-in
            return list(xs)

    assert call(create_app_for(One()), "POST", "/ask/stream", "a").status == 404
