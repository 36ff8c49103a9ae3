from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Component, Model, System, note
from tandem.core import current_run
from tandem.errors import DefinitionError
from tandem.record import Recorder, Trace


class Add(Component[int, int]):
    amount: int = 1

    async def run(self, x: int, /) -> int:
        note(tokens_in=x, cost=0.25, route="small")
        note(tokens_in=1, tokens_out=2)
        return x + self.amount


class Chain(System[int, int]):
    first: Add
    second: Add

    async def run(self, x: int, /) -> int:
        return await self.second(await self.first(x))


class Outer(System[int, int]):
    inner: Chain
    steps: tuple[Add, ...]

    async def run(self, x: int, /) -> int:
        return sum(await asyncio.gather(self.inner(x), *(step(x) for step in self.steps)))


class Fail(Component[int, int]):
    async def run(self, x: int, /) -> int:
        raise ValueError(f"{x} is not allowed")


class Careful(System[int, int]):
    part: Fail

    async def run(self, x: int, /) -> int:
        try:
            return await self.part(x)
        except ValueError:
            return -1


class Half(Model[float, float]):
    def predict(self, xs: Sequence[float], /) -> list[float]:
        if any(x < 0 for x in xs):
            raise ValueError("below zero")
        return [x / 2 for x in xs]


def recorder(**options: Any) -> Recorder:
    return Recorder(system="test", **options)


def run(component: Component[Any, Any], x: Any, **options: Any) -> Trace:
    return asyncio.run(recorder(**options).run(component, x))


def test_a_trace_says_what_ran_and_for_whom() -> None:
    recorder = Recorder(system="help", release="abc", channel="live")
    trace = asyncio.run(recorder.run(Add(), 1, subject="ann", session="s1"))
    assert (trace.system, trace.release, trace.channel) == ("help", "abc", "live")
    assert (trace.subject, trace.session, trace.status) == ("ann", "s1", "ok")
    assert (trace.input, trace.output, trace.error) == (1, 2, "")
    assert len(trace.id) == 32
    assert set(trace.id) <= set("0123456789abcdef")
    assert trace.time.tzinfo is not None


def test_id_and_channel_can_be_given() -> None:
    trace = asyncio.run(recorder(channel="live").run(Add(), 1, id="f" * 32, channel="shadow"))
    assert (trace.id, trace.channel) == ("f" * 32, "shadow")


def test_calls_nest_under_their_paths() -> None:
    outer = Outer(inner=Chain(first=Add(), second=Add(amount=2)), steps=(Add(), Add()))
    trace = run(outer, 1)
    assert trace.output == 8
    spans = [(span.path, span.name, span.kind, span.parent) for span in trace.spans]
    assert spans[0] == ("", "Outer", "system", -1)
    assert set(spans[1:]) == {
        ("inner", "Chain", "system", 0),
        ("inner.first", "Add", "component", 1),
        ("inner.second", "Add", "component", 1),
        ("steps.0", "Add", "component", 0),
        ("steps.1", "Add", "component", 0),
    }
    assert trace.spans[1].path == "inner"
    second = trace.find("inner.second")
    assert second is not None
    assert (second.input, second.output) == (2, 4)


def test_a_component_made_inside_run_is_named_by_its_class() -> None:
    class Makes(Component[int, int]):
        async def run(self, x: int, /) -> int:
            return await Add()(x)

    class Holds(System[int, int]):
        part: Makes

        async def run(self, x: int, /) -> int:
            return await self.part(x)

    assert [span.path for span in run(Makes(), 1).spans] == ["", "Add"]
    assert [span.path for span in run(Holds(part=Makes()), 1).spans] == ["", "part", "part.Add"]


def test_times_are_inside_the_parent() -> None:
    trace = run(Chain(first=Add(), second=Add()), 1)
    root, first, second = trace.spans
    assert 0 <= root.start <= first.start
    assert first.start + first.duration <= second.start
    assert second.start + second.duration <= root.start + root.duration <= trace.duration


def test_notes_are_summed_over_span_and_trace() -> None:
    trace = run(Chain(first=Add(), second=Add()), 1)
    first = trace.find("first")
    assert first is not None
    assert (first.tokens_in, first.tokens_out, first.cost) == (2, 2, 0.25)
    assert first.attributes == {"route": "small"}
    assert (trace.tokens_in, trace.tokens_out, trace.cost) == (5, 4, 0.5)
    assert trace.spans[0].attributes == {}


def test_an_error_is_told_not_raised() -> None:
    trace = run(Fail(), 3)
    assert (trace.status, trace.error) == ("error", "ValueError: 3 is not allowed")
    assert (trace.input, trace.output) == (3, None)
    assert trace.spans[0].error == trace.error


def test_an_error_that_the_system_handles_is_the_parts_alone() -> None:
    trace = run(Careful(part=Fail()), 3)
    assert (trace.status, trace.error, trace.output) == ("ok", "", -1)
    assert [span.error for span in trace.spans] == ["", "ValueError: 3 is not allowed"]


def test_call_gives_the_output_and_raises_the_error_with_its_trace() -> None:
    kept: list[Trace] = []
    ours = recorder(sinks=[kept.append])
    output, trace = asyncio.run(ours.call(Add(), 1))
    assert (output, trace) == (2, kept[0])
    with pytest.raises(ValueError, match="3 is not allowed") as caught:
        asyncio.run(ours.call(Fail(), 3))
    assert caught.value.trace_id == kept[1].id  # type: ignore[attr-defined]  # set by the recorder


def test_an_error_that_cannot_be_printed_or_marked_breaks_nothing() -> None:
    class Silent(Exception):
        __slots__ = ()

        def __str__(self) -> str:
            raise RuntimeError("no words")

        def __setattr__(self, name: str, value: object) -> None:
            raise AttributeError(name)

    class Fails(Component[int, int]):
        async def run(self, x: int, /) -> int:
            raise Silent

    assert run(Fails(), 1).error == "Silent"
    with pytest.raises(Silent):
        asyncio.run(recorder().call(Fails(), 1))


def test_cancelling_is_recorded_and_passed_on() -> None:
    kept: list[Trace] = []

    class Waits(Component[int, int]):
        async def run(self, x: int, /) -> int:
            return await asyncio.get_running_loop().create_future()

    async def cancelled() -> None:
        task = asyncio.create_task(recorder(sinks=[kept.append]).run(Waits(), 1))
        await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    assert [(trace.status, trace.error[:14]) for trace in kept] == [("error", "CancelledError")]


def test_runs_side_by_side_do_not_mix() -> None:
    async def many() -> list[Trace]:
        ours, chain = recorder(), Chain(first=Add(), second=Add())
        return await asyncio.gather(*(ours.run(chain, n) for n in range(50)))

    for n, trace in enumerate(asyncio.run(many())):
        assert [span.input for span in trace.spans] == [n, n, n + 1]
    assert len({trace.id for trace in asyncio.run(many())}) == 50


def test_no_run_is_active_before_or_after() -> None:
    async def check() -> None:
        assert current_run.get() is None
        await recorder().run(Add(), 1)
        await recorder().run(Fail(), 1)
        assert current_run.get() is None

    asyncio.run(check())


def test_ids_do_not_follow_a_users_seed() -> None:
    random.seed(1)
    first = run(Add(), 1).id
    random.seed(1)
    assert run(Add(), 1).id != first


def test_a_failing_sink_is_dropped_and_counted() -> None:
    kept: list[Trace] = []
    seen: list[Trace] = []

    def broken(trace: Trace) -> None:
        seen.append(trace)
        raise OSError("disk full")

    ours = recorder(sinks=[broken, kept.append])
    for _ in range(3):
        assert asyncio.run(ours.run(Add(), 1)).output == 2
    assert (len(seen), len(kept), ours.sink_errors) == (1, 3, 1)


@given(st.floats(0, 1))
def test_sampling_keeps_that_share_of_payloads_and_every_error(sample: float) -> None:
    ours = recorder(sample=sample)

    async def many() -> list[Trace]:
        # Ids spread evenly, so that the share is exact.
        ids = [f"{n << 24:08x}{n:024x}" for n in range(256)]
        return [await ours.run(Add(), 1, id=id) for id in ids]

    kept = [trace for trace in asyncio.run(many()) if trace.input is not None]
    assert abs(len(kept) - 256 * sample) <= 1
    assert all((trace.input, trace.output) == (1, 2) for trace in kept)


def test_what_is_not_sampled_keeps_its_shape() -> None:
    trace = run(Chain(first=Add(), second=Add()), 1, sample=0.0)
    assert [(span.path, span.input, span.output) for span in trace.spans] == [
        ("", None, None),
        ("first", None, None),
        ("second", None, None),
    ]
    assert (trace.input, trace.output, trace.tokens_in) == (None, None, 5)
    failed = run(Fail(), 3, sample=0.0)
    assert (failed.input, failed.spans[0].input) == (3, 3)


def test_the_output_is_given_even_when_it_is_not_kept() -> None:
    output, trace = asyncio.run(recorder(sample=0.0).call(Add(), 1))
    assert (output, trace.output) == (2, None)
    assert recorder(sample=0.0).predict(Half(), 3.0)[0] == 1.5


def test_predict_is_the_same_without_a_loop() -> None:
    kept: list[Trace] = []
    ours = recorder(sinks=[kept.append])
    output, trace = ours.predict(Half(), 3.0, subject="ann")
    assert (output, trace.output, trace.subject, kept) == (1.5, 1.5, "ann", [trace])
    assert [(span.name, span.kind) for span in trace.spans] == [("Half", "model")]
    with pytest.raises(ValueError, match="below zero") as caught:
        ours.predict(Half(), -1.0)
    assert caught.value.trace_id == kept[1].id  # type: ignore[attr-defined]  # set by the recorder
    assert kept[1].error == "ValueError: below zero"
    assert current_run.get() is None


def test_a_note_inside_predict_lands_on_its_span() -> None:
    class Notes(Model[float, float]):
        def predict(self, xs: Sequence[float], /) -> list[float]:
            note(rows=len(xs))
            return list(xs)

    _, trace = recorder().predict(Notes(), 1.0)
    assert trace.spans[0].attributes == {"rows": 1}


def test_a_batch_of_a_model_is_one_call_and_a_trace_a_row() -> None:
    calls: list[int] = []

    class Counted(Half):
        def predict(self, xs: Sequence[float], /) -> list[float]:
            calls.append(len(xs))
            return super().predict(xs)

    traces = asyncio.run(recorder(channel="evaluation").batch(Counted(), [1.0, 2.0, 3.0]))
    assert calls == [3]
    assert [trace.output for trace in traces] == [0.5, 1.0, 1.5]
    assert len({trace.id for trace in traces}) == 3
    assert len({trace.duration for trace in traces}) == 1
    assert all(trace.spans[0].duration == trace.duration for trace in traces)
    assert all(trace.channel == "evaluation" for trace in traces)


def test_a_bad_row_fails_alone() -> None:
    kept: list[Trace] = []
    traces = asyncio.run(recorder(sinks=[kept.append]).batch(Half(), [1.0, -1.0, 3.0]))
    assert [trace.status for trace in traces] == ["ok", "error", "ok"]
    assert [trace.output for trace in traces] == [0.5, None, 1.5]
    assert kept == traces


def test_a_model_that_gives_too_few_outputs_is_told_so() -> None:
    class Short(Model[float, float]):
        def predict(self, xs: Sequence[float], /) -> list[float]:
            return list(xs[1:])

    with pytest.raises(DefinitionError, match="gave 2 outputs for 3 inputs"):
        asyncio.run(recorder().batch(Short(), [1.0, 2.0, 3.0]))


def test_an_empty_batch_is_no_trace() -> None:
    assert asyncio.run(recorder().batch(Half(), [])) == []
    assert asyncio.run(recorder().batch(Add(), [])) == []


def test_a_batch_of_a_system_keeps_order_and_its_limit() -> None:
    running = 0
    most = 0

    class Slow(Component[int, int]):
        async def run(self, x: int, /) -> int:
            nonlocal running, most
            running += 1
            most = max(most, running)
            for _ in range(10 - x % 10):
                await asyncio.sleep(0)
            running -= 1
            return x

    traces = asyncio.run(recorder().batch(Slow(), range(20), concurrency=4))
    assert [trace.output for trace in traces] == list(range(20))
    assert most == 4
