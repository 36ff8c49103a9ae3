from __future__ import annotations

import re

import pytest

from tandem.operate import create_app_for
from tandem.operate.identity import _REMEMBERED, TraceIds, new_id
from tandem.record import Trace
from tests.operate.parts import Scorer, call

ID = "4bf92f3577b34da6a3ce929d0e0e4736"


def parent(id: str) -> dict[bytes, bytes]:
    return {b"traceparent": f"00-{id}-00f067aa0ba902b7-01".encode()}


def test_the_callers_trace_id_is_taken_over_once() -> None:
    ids = TraceIds()
    assert ids.of(parent(ID)) == ID
    again = ids.of(parent(ID))
    assert again != ID
    assert re.fullmatch("[0-9a-f]{32}", again)


@pytest.mark.parametrize(
    "header",
    [b"", b"hello", b"00-" + b"0" * 32 + b"-00f067aa0ba902b7-01", b"00-xyz-1-01", b"\xff" * 60],
)
def test_an_unreadable_parent_is_ignored(header: bytes) -> None:
    assert re.fullmatch("[0-9a-f]{32}", TraceIds().of({b"traceparent": header}))


def test_only_so_many_ids_are_remembered() -> None:
    ids = TraceIds()
    for _ in range(_REMEMBERED + 10):
        ids.of(parent(new_id()))
    assert len(ids._taken) == _REMEMBERED


def test_subject_and_session_reach_the_trace_and_its_id_the_caller() -> None:
    traces: list[Trace] = []
    app = create_app_for(Scorer(), sinks=[traces.append], release="abc")
    headers = {"X-Subject": "ann", "X-Session": "s1", "traceparent": f"00-{ID}-{'1' * 16}-01"}
    reply = call(app, "POST", "/predict", {"age": 3}, headers)
    assert (reply.headers["x-trace-id"], reply.headers["x-release"]) == (ID, "abc")
    (trace,) = traces
    assert (trace.id, trace.subject, trace.session) == (ID, "ann", "s1")
    assert (trace.release, trace.channel, trace.system) == ("abc", "live", "Scorer")


def test_a_subject_too_long_to_be_one_is_refused() -> None:
    reply = call(create_app_for(Scorer()), "POST", "/predict", {"age": 3}, {"X-Subject": "a" * 201})
    assert (reply.status, reply.error["field"]) == (422, "X-Subject")
    assert (reply.error["expected"], reply.error["got"]) == ("at most 200 bytes", "201 bytes")
