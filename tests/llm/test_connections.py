from __future__ import annotations

import asyncio

from tandem.llm import FakeChat
from tandem.llm.connections import _loops, connection
from tandem.llm.providers import Address


def test_an_event_loop_has_one_client_and_one_model_for_an_address() -> None:
    async def twice(at: Address) -> None:
        first, second = await asyncio.gather(
            *(connection(at, failures=1, seconds=1.0) for _ in range(2))
        )
        other = await connection(
            Address("openai", "other", at.base_url, ""), failures=1, seconds=1.0
        )
        assert first is second is not other
        assert len([loop for loop in _loops if not loop.is_closed()]) == 1

    with FakeChat() as server:
        asyncio.run(twice(Address("openai", "fake", server.url, "")))
