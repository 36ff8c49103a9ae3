from __future__ import annotations

import asyncio

import pytest

import tandem
from tandem import Component, batch
from tandem.errors import DefinitionError
from tests.core.parts import Add, Mean


def test_the_sync_door_refuses_inside_a_loop_with_the_right_call() -> None:
    async def main() -> None:
        tandem.run(Add(), 1)

    with pytest.raises(DefinitionError, match="await component"):
        asyncio.run(main())


def test_a_batch_keeps_order_and_bounds_concurrency() -> None:
    running, most = 0, 0

    class Slow(Component[int, int]):
        async def run(self, x: int, /) -> int:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1
            return -x

    assert asyncio.run(batch(Slow(), list(range(50)), concurrency=4)) == [-x for x in range(50)]
    assert most == 4


def test_a_model_is_called_once_for_a_batch() -> None:
    assert asyncio.run(batch(Mean().evolve(value=1.0), [1.0, 2.0])) == [2.0, 3.0]
