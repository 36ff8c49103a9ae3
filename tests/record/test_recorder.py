from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Component, Model, note
from tandem.core import current_run, note_input
from tandem.errors import DefinitionError
from tandem.record import Recorder, Trace
from tests.record.parts import Add, Chain, Fail, Half, recorder, run


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


def test_an_error_keeps_its_cause() -> None:
    class Caused(Model[float, float]):
        def predict(self, xs: Sequence[float], /) -> list[float]:
            raise ValueError("outer") from KeyError("inner")

    with pytest.raises(ValueError, match="outer") as caught:
        recorder().predict(Caused(), 1.0)
    assert isinstance(caught.value.__cause__, KeyError)
    with pytest.raises(ValueError, match="outer") as caught:
        asyncio.run(recorder().call(Caused(), 1.0))
    assert isinstance(caught.value.__cause__, KeyError)


def test_an_id_may_be_any_text() -> None:
    assert run(Add(), 1, sample=0.5).output in (2, None)
    trace = asyncio.run(recorder(sample=0.5).run(Add(), 1, id="order 7"))
    assert (trace.id, trace.status) == ("order 7", "ok")


def test_an_error_is_told_not_raised() -> None:
    trace = run(Fail(), 3)
    assert (trace.status, trace.error) == ("error", "ValueError: 3 is not allowed")
    assert (trace.input, trace.output) == (3, None)
    assert trace.spans[0].error == trace.error


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
        return [await ours.run(Add(), 1, id=f"{n:032x}") for n in range(400)]

    kept = [trace for trace in asyncio.run(many()) if trace.input is not None]
    assert abs(len(kept) / 400 - sample) < 0.08
    again = [trace for trace in asyncio.run(many()) if trace.input is not None]
    assert [trace.id for trace in again] == [trace.id for trace in kept]
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


class Remarks(Model[str, str]):
    """Notes the length of each input, and of one that is no input."""

    def predict(self, xs: Sequence[str], /) -> list[str]:
        for x in xs:
            note_input(x, length=len(x))
        note_input("".join(["made ", "inside"]), length=0)
        note(rows=len(xs))
        return list(xs)


def test_a_note_about_an_input_lands_on_its_row() -> None:
    traces = asyncio.run(recorder().batch(Remarks(), ["a", "bb", "ccc"]))
    assert [trace.spans[0].attributes for trace in traces] == [
        {"length": 1},
        {"length": 2},
        {"length": 3},
    ]
    assert current_run.get() is None


def test_a_note_about_the_input_of_one_call_lands_on_its_span() -> None:
    _, trace = recorder().predict(Remarks(), "bb")
    assert trace.spans[0].attributes == {"length": 0, "rows": 1}


def test_a_component_called_inside_predict_of_a_batch_still_runs() -> None:
    class Outer(Model[float, float]):
        inner: Half

        def predict(self, xs: Sequence[float], /) -> list[float]:
            call: Any = self.inner(xs[0])  # a coroutine, carried out by hand
            try:
                call.send(None)
            except StopIteration as done:
                return [done.value] * len(xs)
            return []

    traces = asyncio.run(recorder().batch(Outer(inner=Half()), [1.0, 2.0]))
    assert [trace.output for trace in traces] == [0.5, 0.5]


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


def test_the_others_of_a_bad_row_are_still_predicted_together() -> None:
    calls: list[int] = []

    class Counted(Half):
        def predict(self, xs: Sequence[float], /) -> list[float]:
            calls.append(len(xs))
            return super().predict(xs)

    xs = [float(i) for i in range(1024)]
    xs[700] = -1.0
    traces = asyncio.run(recorder().batch(Counted(), xs))
    assert [place for place, trace in enumerate(traces) if trace.status == "error"] == [700]
    assert [trace.input for trace in traces] == xs
    assert len(calls) < 25  # 1,024, then two halves of each half that fails


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
