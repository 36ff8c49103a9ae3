from __future__ import annotations

import asyncio

from tandem.llm import FakeChat, metering
from tandem.llm.meter import used
from tests.llm.test_chat import chat


def test_blocks_nest_and_unknown_prices_are_counted() -> None:
    with metering() as outer:
        used(10, 2, 0.5)
        with metering() as inner:
            used(1, 1, None)
    used(99, 99, 99.0)
    assert (outer.calls, outer.tokens_in, outer.tokens_out) == (2, 11, 3)
    assert (outer.cost, outer.unpriced) == (0.5, 1)
    assert (inner.calls, inner.unpriced) == (1, 1)


def test_calls_in_tasks_are_counted() -> None:
    async def two() -> None:
        with metering() as meter:
            await asyncio.gather(component("one two"), component("three"))
        assert (meter.calls, meter.tokens_in, meter.tokens_out) == (2, 3, 3)

    with FakeChat() as server:
        component = chat(server)
        asyncio.run(two())
