"""Runs made by hand."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from tandem.improve import Feedback
from tandem.improve.feedback import Judged
from tandem.record import Span, Trace

START = datetime(2026, 3, 1, tzinfo=UTC)
KNOWN = (
    "how do i build promote release serve evaluate model gate rollback store trace canary "
    "share limits docs question fit project channel suite metric system component"
).split()
NEW = ["kafka", "topic", "offset"]


def run(
    number: int = 0,
    *,
    input: Any = None,
    output: Any = None,
    channel: str = "live",
    minutes: float = 0,
    spans: list[Span] | None = None,
    **more: Any,
) -> Trace:
    """A run of the system ``desk``; its id is its number."""
    return Trace(
        **{
            "id": f"{number:032x}",
            "system": "desk",
            "release": "r1",
            "channel": channel,
            "time": START + timedelta(minutes=minutes),
            "input": input,
            "output": output,
            "spans": spans or [Span(path="", name="Desk", kind="system")],
            **more,
        }
    )


def inputs(*values: Any, channel: str = "live") -> list[Trace]:
    """One run for each input."""
    return [run(number, input=value, channel=channel) for number, value in enumerate(values)]


def outputs(*values: Any) -> list[Trace]:
    """One run for each output."""
    return [run(number, output=value) for number, value in enumerate(values)]


def questions(count: int, *, seed: int, new: int = 0) -> list[dict[str, str]]:
    """Questions of eight known words; in the last ``new`` three of them are new ones."""
    rng = random.Random(seed)
    texts = [rng.choices(KNOWN, k=8) for _ in range(count)]
    for text in texts[count - new :]:
        text[2:5] = rng.sample(NEW, 3)
    return [{"text": " ".join(text)} for text in texts]


def judged(trace: Trace, value: Any, kind: Any = "label", path: str = "", **more: Any) -> Judged:
    """What was said about a run."""
    said = {"time": trace.time, **more}
    return Judged(Feedback(trace=trace.id, value=value, kind=kind, path=path, **said), trace)
