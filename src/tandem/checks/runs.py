"""Rules 3, 7 and 8: replays do not diverge, observers do no harm, one trace a row."""

from __future__ import annotations

import asyncio
from typing import Any

from tandem.checks.subject import Subject
from tandem.core import Component, current_run, tree
from tandem.core.schema import encode_canonical, to_builtins
from tandem.record import Recorder, Trace


class _Replay:
    """A run in which leaf components give what they gave before."""

    def __init__(self, recorded: dict[str, list[Any]] | None = None) -> None:
        self.replaying = recorded is not None
        self.leaves: dict[str, list[Any]] = recorded or {}
        self.calls: list[str] = []

    async def call(self, component: Component[Any, Any], x: Any, /) -> Any:
        key = f"{type(component).__name__} {encode_canonical(to_builtins(x)).decode()}"
        self.calls.append(key)
        if tree.children(component):
            return await component.run(x)
        if self.replaying:
            return self.leaves[key].pop(0)
        output = await component.run(x)
        self.leaves.setdefault(key, []).append(output)
        return output

    def note(self, attributes: dict[str, Any], /) -> None:
        """Facts do not change a result."""

    def note_input(self, x: Any, attributes: dict[str, Any], /) -> None:
        """Nor do facts about one input."""


async def _under(run: _Replay, component: Component[Any, Any], x: Any) -> Any:
    token = current_run.set(run)
    try:
        return await component(x)
    finally:
        current_run.reset(token)


def check_replay(subject: Subject) -> None:
    """With its leaves' outputs given, a component makes the same calls and the same result.

    So a clock, a random number or a network call sits in a leaf, or the replay diverges.
    """
    if not tree.children(subject.component):
        return
    for x in subject.inputs:
        first = _Replay()
        before = asyncio.run(_under(first, subject.component, x))
        second = _Replay({key: list(values) for key, values in first.leaves.items()})
        try:
            after = asyncio.run(_under(second, subject.component, x))
        except (KeyError, IndexError) as error:
            subject.fail(f"a replay made a call that the run did not make: {error}")
        if first.calls != second.calls:
            subject.fail("a replay made its calls in another order")
        if encode_canonical(before) != encode_canonical(after):
            subject.fail("a replay gave another result: non-determinism outside a leaf")


def check_observers(subject: Subject) -> None:
    """A trace, or a sink that fails, changes no result."""

    def broken(trace: Trace) -> None:
        raise OSError("this sink always fails")

    for x in subject.inputs:
        bare = asyncio.run(_call(subject.component, x))
        recorder = Recorder(system="check", sinks=[broken])
        trace = asyncio.run(recorder.run(subject.component, x))
        if trace.status != "ok":
            subject.fail(f"a failing sink broke the run: {trace.error}")
        if encode_canonical(trace.output) != encode_canonical(bare):
            subject.fail("the traced result differs from the bare one")


def check_one_trace_a_row(subject: Subject) -> None:
    """A batch gives one trace a row, with the result that the row gives alone."""
    recorder = Recorder(system="check")
    traces = asyncio.run(recorder.batch(subject.component, list(subject.inputs)))
    if len(traces) != len(subject.inputs):
        subject.fail(f"{len(subject.inputs)} rows gave {len(traces)} traces")
    if len({trace.id for trace in traces}) != len(traces):
        subject.fail("two rows share a trace id")
    for x, trace in zip(subject.inputs, traces, strict=True):
        alone = asyncio.run(recorder.run(subject.component, x))
        if encode_canonical(alone.output) != encode_canonical(trace.output):
            subject.fail(f"a row gives another result in a batch: {x!r}")


async def _call(component: Component[Any, Any], x: Any) -> Any:
    return await component(x)
