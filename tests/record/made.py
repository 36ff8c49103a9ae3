"""Traces made by hand for the tests of what stores them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tandem.record import Span, Trace

START = datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC)


def made(minute: int = 0, **changes: Any) -> Trace:
    """A trace of two spans, ``minute`` minutes after the start."""
    given = {"input": {"text": "how?"}, "output": {"text": "so"}, **changes}
    spans = [
        Span("", "Help", "system", -1, 5, 90, given["input"], given["output"]),
        Span("write", "Chat", "chat", 0, 10, 80, "how?", "so", "", 7, 3, 0.5, {"model": "a:b"}),
    ]
    trace = Trace(
        id=uuid4().hex,
        system="help",
        time=START + timedelta(minutes=minute),
        release="r1",
        channel="live",
        subject="ann",
        session="s1",
        duration=100,
        tokens_in=7,
        tokens_out=3,
        cost=0.5,
        spans=spans,
    )
    for name, value in given.items():
        setattr(trace, name, value)
    return trace
