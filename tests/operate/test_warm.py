from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem import Component, Model
from tandem.errors import StoreError
from tandem.llm import Chat, FakeChat
from tandem.llm.connections import _loops as connections
from tandem.operate import Live
from tandem.operate.warm import warm
from tandem.record import Recorder, Store, Trace, TraceStore
from tests.operate.parts import Customer


class Remembers(Model[Customer, int]):
    seen: Any

    def predict(self, xs: Sequence[Customer], /) -> list[int]:
        self.seen.extend(x.age for x in xs)
        if any(x.age > 100 for x in xs):
            raise ValueError("a library is missing")
        return [0 for _ in xs]


class Loops(Component[Customer, int]):
    seen: Any

    async def run(self, x: Customer, /) -> int:
        self.seen.append(asyncio.get_running_loop())
        return 0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store") as opened:
        yield opened


def evaluated(store: Store, ages: Sequence[int], **changes: Any) -> None:
    """Traces of an evaluation on inputs of these ages."""
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    given = {"release": "r1", "channel": "evaluation", "status": "ok"} | changes
    TraceStore(store.catalog).add(
        Trace(f"{n:032x}", "s", begin + timedelta(seconds=n), input={"age": age}, **given)
        for n, age in enumerate(ages)
    )


def warmed(live: Live, store: Store) -> None:
    async def main() -> None:
        await asyncio.to_thread(warm, live, store, asyncio.get_running_loop())

    asyncio.run(main())


def test_a_release_is_warmed_with_inputs_of_its_own_evaluation(store: Store) -> None:
    evaluated(store, range(50))
    traces: list[Trace] = []
    seen: list[int] = []
    warmed(Live(Remembers(seen=seen), release="r1", sinks=[traces.append]), store)
    assert 1 <= len(seen) <= 10
    assert set(seen) <= set(range(50))
    assert traces == []  # a warm-up is no request


def test_one_that_fails_on_all_it_answered_before_is_refused(store: Store) -> None:
    evaluated(store, [101, 102])
    with pytest.raises(StoreError, match=r"fails on 2 inputs .* ValueError: a library is missing"):
        warmed(Live(Remembers(seen=[]), release="r1"), store)


def test_one_failure_among_answers_is_no_reason_to_refuse(store: Store) -> None:
    evaluated(store, [1, 101])
    warmed(Live(Remembers(seen=[]), release="r1"), store)


@pytest.mark.parametrize(
    "changes", [{"release": "other"}, {"channel": "live"}, {"status": "error"}]
)
def test_only_what_it_answered_in_evaluation_counts(store: Store, changes: dict[str, str]) -> None:
    evaluated(store, [101], **changes)
    warmed(Live(Remembers(seen=[]), release="r1"), store)


def test_a_payload_that_was_not_kept_is_passed_over(store: Store) -> None:
    evaluated(store, [])
    TraceStore(store.catalog).add(
        [Trace("a" * 32, "s", datetime.now(UTC), release="r1", channel="evaluation")]
    )
    warmed(Live(Remembers(seen=[]), release="r1"), store)


def test_coroutines_are_warmed_on_the_loop_they_will_run_on(store: Store) -> None:
    evaluated(store, [1])
    seen: list[asyncio.AbstractEventLoop] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        await asyncio.to_thread(warm, Live(Loops(seen=seen), release="r1"), store, loop)
        assert seen == [loop]

    asyncio.run(main())


def test_a_chat_model_is_made_ready_and_not_asked(store: Store) -> None:
    with FakeChat(["said"]) as server:
        chat = Chat(model=server.model, base_url=server.url)
        TraceStore(store.catalog).add([said(chat)])
        connections.clear()
        warmed(Live(chat, release="r1"), store)
        assert len(server.requests) == 1
        assert len(connections) == 1


def said(chat: Chat) -> Trace:
    recorder = Recorder(system="s", release="r1", channel="evaluation")
    return asyncio.run(recorder.run(chat, "hi"))
