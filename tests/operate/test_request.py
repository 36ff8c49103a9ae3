from __future__ import annotations

import json

import pytest

from tandem.operate import Limits, create_app_for
from tests.operate.parts import Scorer, call

APP = create_app_for(Scorer(), limits=Limits(body_bytes=100))
GOOD = json.dumps({"age": 30}).encode()


def test_a_body_may_come_in_pieces() -> None:
    reply = call(APP, "POST", "/predict", parts=[GOOD[:3], b"", GOOD[3:]])
    assert (reply.status, reply.json) == (200, 0.2)


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/a+json",
    ],
)
def test_json_is_json_in_all_its_spellings(kind: str) -> None:
    assert call(APP, "POST", "/predict", GOOD, {"content-type": kind}).status == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("content-type", "text/plain"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-type", "multipart/form-data; boundary=x"),
        ("content-type", ""),
        ("content-encoding", "gzip"),
    ],
)
def test_what_is_not_plain_json_is_refused_by_name(name: str, value: str) -> None:
    reply = call(APP, "POST", "/predict", GOOD, {name: value})
    assert reply.status == 415
    assert reply.error["field"].lower() == name
    assert reply.error["got"] == (value or "nothing")


def test_a_body_declared_too_large_is_refused_before_it_is_read() -> None:
    reply = call(APP, "POST", "/predict", b" " * 101)
    assert reply.status == 413
    assert reply.error["expected"] == "at most 100 bytes"
    assert reply.error["got"] == "101 bytes"
    assert "connection" not in reply.headers


def test_a_body_that_grows_too_large_is_read_away_within_bounds() -> None:
    small = call(APP, "POST", "/predict", parts=[b" " * 60] * 3)
    assert (small.status, small.headers.get("connection")) == (413, None)
    endless = call(APP, "POST", "/predict", parts=[b" " * 60] * 10_000)
    assert (endless.status, endless.headers["connection"]) == (413, "close")


def test_who_waits_for_leave_to_send_gets_the_answer_at_once() -> None:
    headers = {"expect": "100-continue", "content-length": "1000"}
    reply = call(APP, "POST", "/predict", b"", headers)
    assert (reply.status, reply.headers["connection"]) == (413, "close")


def test_a_client_that_leaves_while_sending_gets_nothing() -> None:
    import asyncio

    from tests.operate.parts import send

    async def main() -> None:
        gone = asyncio.Event()
        gone.set()
        reply = await send(APP, "POST", "/predict", parts=[], gone=gone)
        assert (reply.status, reply.body) == (0, b"")

    asyncio.run(main())
    assert APP.service.measures.requests.values["/predict", "499", ""] == 1


@pytest.mark.parametrize("at", ["value", "field nobody reads"])
def test_text_that_is_no_text_is_refused_wherever_it_stands(at: str) -> None:
    body = b'{"age": 30, "%b": "\xff"}' % at.encode()
    reply = call(APP, "POST", "/predict", body)
    assert (reply.status, reply.error["expected"]) == (422, "UTF-8 text")
    assert reply.error["got"] == f"byte 0xff at {body.index(255)}"
    assert call(APP, "POST", "/predict", body.replace(b"\xff", "é".encode())).status == 200
