"""What recording costs a call: untraced, traced, three steps, a model's direct path.

    python benchmarks/calls.py

Processor time of the calling thread a call, best of several rounds. The peer is
OpenTelemetry's SDK with a batch processor, which is in the extra ``otlp``; Haystack is tried
where it is installed (``pip install haystack-ai``, best in an environment of its own).
"""

from __future__ import annotations

import asyncio
import importlib
import os
import platform
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from tandem import Component, Model, System
from tandem.record import Recorder, Trace

ROUNDS, CALLS = 15, 4_000


class Step(Component[int, int]):
    async def run(self, x: int, /) -> int:
        return x + 1


class Three(System[int, int]):
    a: Step
    b: Step
    c: Step

    async def run(self, x: int, /) -> int:
        return await self.c(await self.b(await self.a(x)))


class Double(Model[float, float]):
    def predict(self, xs: Sequence[float], /) -> list[float]:
        return [2 * x for x in xs]


async def _plain(x: int) -> int:
    return x + 1


async def cost(call: Callable[[int], Awaitable[object]]) -> float:
    """Microseconds of processor a call: the best round."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.thread_time_ns()
        for i in range(CALLS):
            await call(i)
        best = min(best, (time.thread_time_ns() - began) / CALLS / 1000)
    return best


def sync(call: Callable[[int], object]) -> Callable[[int], Awaitable[object]]:
    async def awaited(x: int) -> object:
        return call(x)

    return awaited


def otel() -> Callable[[str], Callable[[int], Awaitable[object]]] | None:
    """A maker of calls of three spans or one, with ten attributes each as ours carry."""
    try:
        from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
        from opentelemetry.sdk.trace.export import (
            BatchSpanProcessor,
            SpanExporter,
            SpanExportResult,
        )
    except ModuleNotFoundError:
        return None

    class Nowhere(SpanExporter):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            return SpanExportResult.SUCCESS

    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(Nowhere(), max_queue_size=2_000_000))
    tracer = provider.get_tracer("bench")
    attributes = {f"key{i}": "value" for i in range(10)}

    async def step(x: int) -> int:
        with tracer.start_as_current_span("step", attributes=attributes):
            return x + 1

    async def three(x: int) -> int:
        with tracer.start_as_current_span("three", attributes=attributes):
            return await step(await step(await step(x)))

    return lambda which: step if which == "one" else three


def haystack() -> Callable[[int], Awaitable[object]] | None:
    """Three components in a pipeline of theirs."""
    try:
        theirs: Any = importlib.import_module("haystack")
    except ModuleNotFoundError:
        return None

    def run(self: object, x: int) -> dict[str, int]:
        return {"x": x + 1}

    plus = theirs.component(type("Plus", (), {"run": theirs.component.output_types(x=int)(run)}))
    pipeline = theirs.Pipeline()
    for name in "abc":
        pipeline.add_component(name, plus())
    pipeline.connect("a.x", "b.x")
    pipeline.connect("b.x", "c.x")
    return sync(lambda x: pipeline.run({"a": {"x": x}}))


async def measure() -> None:
    step, model = Step(), Double()
    three = Three(a=Step(), b=Step(), c=Step())
    seen: list[Trace] = []
    recorder = Recorder(system="bench", release="0" * 64, channel="live", sinks=[seen.append])

    async def traced(x: int) -> object:
        seen.clear()
        return await recorder.call(step, x)

    async def traced_three(x: int) -> object:
        seen.clear()
        return await recorder.call(three, x)

    def predict(x: int) -> object:
        seen.clear()
        return recorder.predict(model, x)

    async def inner() -> float:
        """One more traced call inside of a run: two steps against one."""
        return (await cost(traced_three) - await cost(traced)) / 3

    plain = await cost(_plain)
    bare = await cost(step.run)
    rows = [
        ("a plain async function", plain, ""),
        ("a component, untraced", await cost(step), f"{await cost(step) - bare:+.2f} on its run"),
        ("three steps, untraced", await cost(three), ""),
        ("a component, traced", await cost(traced), "budget 15"),
        ("a call inside a trace", await inner(), ""),
        ("three steps, traced", await cost(traced_three), "budget 40"),
        ("a model's predict, traced", await cost(sync(predict)), ""),
    ]
    peer = otel()
    if peer is None:
        rows.append(("OpenTelemetry", float("nan"), "not installed"))
    else:
        one, four = await cost(peer("one")), await cost(peer("three"))
        rows.append(("OpenTelemetry, one span", one, f"{one / rows[3][1]:.1f} x ours"))
        rows.append(("OpenTelemetry, three steps", four, f"{four / rows[5][1]:.1f} x ours"))
    steps = haystack()
    if steps is None:
        rows.append(("Haystack, three steps", float("nan"), "not installed"))
    else:
        theirs = await cost(steps)
        rows.append(("Haystack, three steps", theirs, f"{theirs / rows[5][1]:.1f} x ours"))
    for name, microseconds, remark in rows:
        print(f"{name:28} {microseconds:8.2f} us   {remark}")


def main() -> None:
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, best of {ROUNDS} rounds")
    asyncio.run(measure())


if __name__ == "__main__":
    main()
