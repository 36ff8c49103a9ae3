"""Traces stored durably in SQLite a second, and what storing them costs a request.

    python benchmarks/traces.py [--traces 20000]

A trace has ten spans with inputs and outputs (about 4 kB of JSON), is redacted, and counts
once its commit has reached the disk (``PRAGMA synchronous = FULL``). MLflow 3.17, measured on
such a machine with its SQLite store, kept 6 such traces a second.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tandem import Component, System
from tandem.record import Recorder, Store, Trace, TraceStore, TraceWriter

WORDS = "how do i promote the release that passed its gate and roll it back when it fails".split()


@dataclass(frozen=True)
class Passage:
    id: str
    text: str
    score: float


class Step(Component[str, list[Passage]]):
    """A part with the payload of a search step: three passages of some sixty characters."""

    number: int
    busy: float = 0.0  # seconds of computation, so that a request resembles one

    async def run(self, x: str, /) -> list[Passage]:
        until = time.perf_counter() + self.busy
        while time.perf_counter() < until:
            pass
        text = " ".join(WORDS[(self.number + i) % len(WORDS)] for i in range(12))
        return [Passage(f"how-to/serve#{i}", text, 1.0 / (self.number + i + 3)) for i in range(3)]


class Nine(System[str, str]):
    steps: tuple[Step, ...]

    async def run(self, x: str, /) -> str:
        for step in self.steps:
            await step(x)
        return " ".join(WORDS)


def system(busy: float = 0.0) -> Nine:
    return Nine(steps=tuple(Step(number=i, busy=busy) for i in range(9)))


async def make(count: int) -> list[Trace]:
    recorder, nine = Recorder(system="bench"), system()
    return [await recorder.run(nine, " ".join(WORDS[i % 5 :])) for i in range(count)]


def throughput(traces: list[Trace], folder: Path) -> None:
    with Store.open(folder) as store:
        writer = TraceWriter(store.catalog, capacity=len(traces), durable=True)
        began, cpu = time.perf_counter(), time.process_time()
        for trace in traces:
            writer.put(trace)
        writer.flush(600)
        wall, cpu = time.perf_counter() - began, time.process_time() - cpu
        writer.close()
        stored = TraceStore(store.catalog).count("bench")
    assert stored == len(traces) == writer.written, (stored, writer.written, writer.dropped)
    size = (folder / "catalog.db").stat().st_size
    print(f"stored, ten spans each        {stored / wall:10,.0f} traces/s")
    print(f"processor                     {cpu / stored * 1e6:10.1f} us a trace")
    print(f"size                          {size / stored:10,.0f} bytes a trace, indexes included")


async def requests(sink: Callable[[Trace], None] | None, count: int, rate: float) -> list[float]:
    """Seconds each of ``count`` requests took, sent at ``rate`` a second."""
    recorder = Recorder(system="bench", sinks=[] if sink is None else [sink])
    nine, taken = system(busy=100e-6), []
    start = time.perf_counter()
    for i in range(count):
        await asyncio.sleep(max(0.0, start + i / rate - time.perf_counter()))
        began = time.perf_counter()
        await recorder.call(nine, "how do i promote a release")
        taken.append(time.perf_counter() - began)
    return taken


def slowdown(folder: Path, *, rounds: int = 20, count: int = 200, rate: float = 400.0) -> None:
    """Rounds with and without storing take turns, so that noise of the machine hits both."""
    without: list[float] = []
    storing: list[float] = []
    with Store.open(folder) as store, TraceWriter(store.catalog) as writer:
        asyncio.run(requests(writer.put, count, rate))
        for _ in range(rounds):
            without += asyncio.run(requests(None, count, rate))
            storing += asyncio.run(requests(writer.put, count, rate))
            writer.flush()
    print(f"requests of ten spans and 0.9 ms work at {rate:.0f}/s, {len(without)} each way:")
    for name, pick in (
        ("mean", statistics.fmean),
        ("p50", statistics.median),
        ("p95", lambda xs: statistics.quantiles(xs, n=20)[-1]),
        ("p99", lambda xs: statistics.quantiles(xs, n=100)[-1]),
    ):
        a, b = pick(without) * 1e6, pick(storing) * 1e6
        print(
            f"  {name:5} untouched {a:8.0f} us   storing {b:8.0f} us   {100 * (b / a - 1):+6.1f} %"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traces", type=int, default=20_000)
    options = parser.parse_args()
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {sys.platform}, SQLite FULL"
    )
    with tempfile.TemporaryDirectory() as folder:
        throughput(asyncio.run(make(options.traces)), Path(folder) / "throughput")
        slowdown(Path(folder) / "slowdown")


if __name__ == "__main__":
    main()
