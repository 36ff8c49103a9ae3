from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from msgspec import UNSET

from tandem.errors import DefinitionError
from tandem.improve.reach import reach
from tandem.record import Span, Trace
from tests.improve.runs import run


@dataclass
class Ticket:
    text: str
    tags: list[str]
    age: float | None = None


def spans() -> list[Span]:
    return [
        Span(path="", name="Desk", kind="system"),
        Span(path="a", name="A", kind="model", output={"b": {"output": 1}}),
        Span(path="a.b", name="B", kind="chat", parent=1, duration=3_500_000, output={"p": 0.25},
             attributes={"route": "small", "scores": {"best": 0.9}}),
    ]  # fmt: skip


def trace() -> Trace:
    return run(
        input=Ticket("hello", ["x", "y"]), output=4, duration=2_000_000, cost=0.5, tokens_in=7,
        spans=spans(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("input", {"text": "hello", "tags": ["x", "y"], "age": None}),
        ("input.text", "hello"),
        ("input.tags.1", "y"),
        ("input.tags.2", None),
        ("input.age", None),
        ("input.age.years", None),
        ("input.size", None),
        ("output", 4),
        ("error", False),
        ("latency_ms", 2.0),
        ("cost", 0.5),
        ("tokens_in", 7),
        ("tokens_out", 0),
        ("spans.a.b.output.p", 0.25),
        ("spans.a.b.latency_ms", 3.5),
        ("spans.a.b.route", "small"),
        ("spans.a.b.scores.best", 0.9),
        ("spans.a.b.missing", UNSET),
        ("spans.a.b.input", UNSET),
        ("spans.c.output", UNSET),
        ("spans.a.output.b.output", 1),
    ],
)
def test_names(name: str, value: Any) -> None:
    assert reach(trace(), name) == value


def test_a_failed_run_has_no_output() -> None:
    failed = run(input="x", error="ValueError: no", status="error")
    assert reach(failed, "error") is True
    assert reach(failed, "output.topic") is UNSET


def test_other_names_are_refused() -> None:
    with pytest.raises(DefinitionError, match="no value 'topic'"):
        reach(trace(), "topic")
