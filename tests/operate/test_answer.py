from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from tandem import Component, Loop
from tandem.errors import InvalidInput, Overloaded
from tandem.llm import Chat, FakeChat, Fault, Limited, Message
from tandem.operate import Limits, create_app_for
from tandem.record import Trace
from tests.operate.parts import (
    SECRET,
    Broken,
    Door,
    Scorer,
    Slow,
    Speaker,
    call,
    send,
    until,
)


class Odd(Component[str, Any]):
    """Raises or returns what the input names."""

    loop = Loop.PREDICTION

    async def run(self, x: str, /) -> Any:
        match x:
            case "month":
                raise InvalidInput("the month is over", field="$.month", hint="next month")
            case "busy":
                raise Overloaded("the chat model is busy", retry_after=7)
            case "late":
                raise TimeoutError("somewhere inside")
            case "object":
                return object()
            case "surrogate":
                return "\ud800"
        return float("nan")


def test_a_prediction_is_the_output_alone() -> None:
    reply = call(create_app_for(Scorer(), release="r1"), "POST", "/predict", {"age": 75})
    assert (reply.status, reply.body) == (200, b"0.5")
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["x-release"] == "r1"
    assert len(reply.headers["x-trace-id"]) == 32


def test_a_bad_field_is_named_and_nothing_runs() -> None:
    traces: list[Trace] = []
    app = create_app_for(Scorer(), sinks=[traces.append])
    reply = call(app, "POST", "/predict", {"age": "old"})
    assert reply.status == 422
    assert {name: reply.error[name] for name in ("field", "expected", "got")} == {
        "field": "$.age",
        "expected": "int",
        "got": "str",
    }
    assert traces == []
    assert "x-trace-id" not in reply.headers


@pytest.mark.parametrize("path", ["/ask", "/ask/batch", "/ask/stream"])
def test_the_other_verb_says_which_is_the_right_one(path: str) -> None:
    reply = call(create_app_for(Scorer()), "POST", path, {"age": 1})
    assert (reply.status, reply.error["hint"]) == (404, "POST /predict")


@pytest.mark.parametrize("component", [Broken(), Speaker()])
def test_a_component_that_raises_gives_its_trace_and_no_secret(
    component: Component[Any, Any], caplog: pytest.LogCaptureFixture
) -> None:
    traces: list[Trace] = []
    app = create_app_for(component, sinks=[traces.append])
    body = {"age": 13} if isinstance(component, Broken) else {"text": "boom"}
    path = "/predict" if isinstance(component, Broken) else "/ask"
    with caplog.at_level(logging.DEBUG):
        reply = call(app, "POST", path, body)
    assert reply.status == 500
    assert reply.json == {"error": {"message": "internal error", "trace": traces[0].id}}
    assert traces[0].status == "error"
    for shown in (reply.body.decode(), str(reply.headers), caplog.text):
        assert SECRET not in shown
        assert "Traceback" not in shown
    assert traces[0].id in caplog.text
    assert "ValueError" in caplog.text
    assert call(app, "GET", "/health").status == 200


@pytest.mark.parametrize(
    ("x", "status", "message"),
    [
        ("month", 422, "the month is over"),
        ("busy", 503, "the chat model is busy"),
        ("late", 500, "internal error"),
        ("object", 500, "internal error"),
        ("surrogate", 500, "internal error"),
    ],
)
def test_what_a_component_raises_on_purpose_reaches_the_caller(
    x: str, status: int, message: str
) -> None:
    reply = call(create_app_for(Odd()), "POST", "/predict", x)
    assert (reply.status, reply.error["message"]) == (status, message)
    assert len(reply.error["trace"]) == 32
    if status == 503:
        assert reply.headers["retry-after"] == "7"


def test_nan_is_null_as_json_has_no_other_word() -> None:
    assert call(create_app_for(Odd()), "POST", "/predict", "nan").body == b"null"


def test_too_long_a_run_is_cancelled_and_says_so() -> None:
    door, traces = Door(), list[Trace]()
    app = create_app_for(Slow(door=door), sinks=[traces.append], limits=Limits(seconds=0.01))
    reply = call(app, "POST", "/ask", "hello")
    assert (reply.status, reply.error["message"]) == (504, "no answer within 0.01 seconds")
    assert reply.error["trace"] == traces[0].id
    assert (door.cancelled, traces[0].status) == (1, "error")


def test_a_caller_that_leaves_takes_its_run_along() -> None:
    door = Door()
    app = create_app_for(Slow(door=door))

    async def main() -> None:
        gone = asyncio.Event()
        task = asyncio.create_task(send(app, "POST", "/ask", "hello", gone=gone))
        await until(lambda: door.entered == 1)
        gone.set()
        assert (await task).status == 0

    asyncio.run(main())
    assert door.cancelled == 1
    assert app.service.admission.inside == 0


def test_overload_sheds_with_a_time_to_come_back_and_recovers() -> None:
    door = Door()
    app = create_app_for(Slow(door=door), limits=Limits(concurrent=4, queue=6))

    async def main() -> None:
        tasks = [asyncio.create_task(send(app, "POST", "/ask", "hello")) for _ in range(200)]
        await until(lambda: sum(task.done() for task in tasks) == 190 and door.entered >= 4)
        assert door.entered == 4  # at work; six wait for their turn, none of them has begun
        assert app.service.admission.inside == 10
        shed = [task.result() for task in tasks if task.done()]
        assert {reply.status for reply in shed} == {503}
        assert all(1 <= int(reply.headers["retry-after"]) <= 60 for reply in shed)
        assert call_error(shed[0].json) == "the server is busy with 10 requests"
        waiting = [task for task in tasks if not task.done()]
        while not all(task.done() for task in waiting):
            door.open()
            await asyncio.sleep(0)
        assert {task.result().status for task in waiting} == {200}
        again = asyncio.create_task(send(app, "POST", "/ask", "hello"))
        await until(lambda: door.entered == 11)
        door.open()
        assert (await again).status == 200

    asyncio.run(main())
    assert app.service.admission.inside == 0


def test_who_never_gets_a_turn_is_told_to_come_back() -> None:
    door = Door()
    app = create_app_for(Slow(door=door), limits=Limits(concurrent=1, queue=1, seconds=0.05))

    async def main() -> None:
        first = asyncio.create_task(send(app, "POST", "/ask", "a"))
        await until(lambda: door.entered == 1)
        # The first holds the only turn for as long as the second may wait.
        app.service.limits = Limits(concurrent=1, queue=1, seconds=0.01)
        second = await send(app, "POST", "/ask", "b")
        assert (second.status, second.headers["retry-after"]) == (503, "1")
        assert second.error["message"] == "no turn within 0.01 seconds"
        assert (await first).status == 504

    asyncio.run(main())


def call_error(body: dict[str, dict[str, str]]) -> str:
    return body["error"]["message"]


def test_tokens_and_cost_are_counted() -> None:
    app = create_app_for(Speaker(), release="r1")
    assert call(app, "POST", "/ask", {"text": "a b"}).json == "A B"
    page = call(app, "GET", "/metrics").body.decode()
    assert 'tandem_tokens_total{direction="in",release="r1"} 2' in page
    assert 'tandem_tokens_total{direction="out",release="r1"} 3' in page
    assert 'tandem_cost_dollars_total{release="r1"} 0.5' in page


class Desk(Component[str, str]):
    """A chat model and nothing that stands in for it."""

    loop = Loop.INTERACTION

    chat: Component[str | list[Message], str]

    async def run(self, x: str, /) -> str:
        return await self.chat(x)


@pytest.mark.parametrize(("price", "status", "asked"), [((1e6, 1e6), 402, 0), ((0.1, 0.1), 502, 1)])
def test_what_may_not_be_paid_is_402_and_a_model_that_is_down_502(
    price: tuple[float, float], status: int, asked: int
) -> None:
    traces: list[Trace] = []
    with FakeChat([Fault("error", 500)]) as server:
        model = Chat(model=server.model, base_url=server.url, price=price, max_tokens=5, retries=0)
        desk = Desk(chat=Limited(chat=model, dollars_a_call=0.01))
        reply = call(create_app_for(desk, sinks=[traces.append]), "POST", "/ask", "hello")
        assert len(server.requests) == asked
    assert reply.status == status
    assert reply.json["error"]["trace"] == traces[0].id
    assert "127.0.0.1" not in reply.body.decode()
    assert "0.01" not in reply.body.decode()
    assert traces[0].error.startswith("BudgetExceeded" if status == 402 else "ProviderError")
