from __future__ import annotations

import asyncio

from tandem import Component, System, note
from tandem.core import current_run
from tandem.record import Trace
from tandem.record.step import describe
from tests.record.parts import Add, Careful, Chain, Fail, Outer, recorder, run


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


def test_a_note_that_is_no_number_breaks_nothing() -> None:
    class Unsure(Component[int, int]):
        async def run(self, x: int, /) -> int:
            note(tokens_in=None, cost=None)
            return x

    trace = run(Unsure(), 1)
    assert (trace.status, trace.tokens_in, trace.cost) == ("ok", 0, 0.0)
    assert trace.spans[0].attributes == {"tokens_in": None, "cost": None}


def test_an_error_that_the_system_handles_is_the_parts_alone() -> None:
    trace = run(Careful(part=Fail()), 3)
    assert (trace.status, trace.error, trace.output) == ("ok", "", -1)
    assert [span.error for span in trace.spans] == ["", "ValueError: 3 is not allowed"]


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


def test_what_an_error_is_called() -> None:
    assert describe(ValueError("no")) == "ValueError: no"
    assert describe(ValueError()) == "ValueError: "
