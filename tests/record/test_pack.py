from __future__ import annotations

import math
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tandem.record import Redactor, Span, Trace
from tandem.record.pack import pack, unpack
from tandem.record.tables import traces
from tests.record.made import made


def stored(trace: Trace, redactor: Redactor | None = None) -> Trace:
    row = pack(trace, redactor or Redactor())
    return unpack(SimpleNamespace(**dict(zip(traces.columns.keys(), row, strict=True))))


def test_a_trace_comes_back_equal() -> None:
    trace = made(status="error", error="ValueError: no")
    assert stored(trace) == trace


def test_a_trace_without_spans_comes_back_equal() -> None:
    trace = made(spans=[])
    assert stored(trace) == trace


def test_a_long_trace_is_compressed_and_comes_back_equal() -> None:
    spans = [Span("part", "Part", "component", 0, n, 1, "how? " * 20) for n in range(50)]
    trace = made()
    trace.spans = [trace.spans[0], *spans]
    assert len(pack(trace, Redactor())[-1]) < 1500
    assert stored(trace) == trace


def test_objects_come_back_as_plain_data() -> None:
    @dataclass
    class Answer:
        text: str
        scores: Any

    trace = made(output=Answer("so", np.array([1.0, math.nan])))
    back = stored(trace)
    assert back.output == {"text": "so", "scores": [1.0, None]}
    assert back.spans[0].output == back.output


def test_secrets_leave_every_place() -> None:
    secret = "sk-proj-abc123DEF456ghi789JKL"
    trace = made(input={"text": f"my key is {secret}"}, output=[secret], error=f"Bad: {secret}")
    trace.spans[1].input = {"password": "hunter2"}
    trace.spans[1].error = f"KeyError: {secret}"
    trace.spans[1].attributes = {"api_key": "abc", "route": "small"}
    back = stored(trace)
    assert back.input == {"text": "my key is [redacted]"}
    assert back.spans[0].input == back.input
    assert back.output == ["[redacted]"]
    assert back.error == "Bad: [redacted]"
    assert back.spans[1].input == {"password": "[redacted]"}
    assert back.spans[1].error == "KeyError: [redacted]"
    assert back.spans[1].attributes == {"api_key": "[redacted]", "route": "small"}
    assert trace.input == {"text": f"my key is {secret}"}  # the live trace is left alone


class Broken(Redactor):
    def suspicious(self, encoded: bytes) -> bool:
        raise RuntimeError("no idea")


CYCLE: list[Any] = []
CYCLE.append(CYCLE)


@pytest.mark.parametrize("payload", [object(), {"a": object()}, "\ud800", CYCLE])
def test_a_payload_that_cannot_be_written_is_dropped_and_says_so(payload: Any) -> None:
    trace = made(input=payload, error="ValueError: hunter2")
    back = stored(trace)
    assert (back.input, back.output, back.error) == (None, None, "ValueError")
    assert back.spans[0].attributes["payload"].startswith("dropped: ")
    assert [(span.path, span.duration) for span in back.spans] == [("", 90), ("write", 80)]
    assert (back.id, back.tokens_in, back.cost) == (trace.id, 7, 0.5)


def test_a_failing_redactor_drops_the_payload() -> None:
    back = stored(made(error="ValueError: hunter2"), Broken())
    assert (back.input, back.output, back.error) == (None, None, "ValueError")
    assert back.spans[1].attributes == {}
    assert back.spans[0].attributes == {"payload": "dropped: RuntimeError"}


@pytest.mark.parametrize(
    ("subject", "kept"), [("a\0b", "a?b"), ("a\ud800b", "a?b"), ("Zoë", "Zoë"), ("日本", "日本")]
)
def test_text_that_no_database_takes_is_made_storable(subject: str, kept: str) -> None:
    assert stored(made(subject=subject)).subject == kept
