"""Two ways in from outside: the one synchronous door, and many inputs at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, TypeVar

from tandem.core.component import Component, Model
from tandem.errors import DefinitionError

In = TypeVar("In")
Out = TypeVar("Out")


def run(component: Component[In, Out], x: In, /) -> Out:
    """Call a component from synchronous code.

    >>> from tandem import Component, run
    >>> class Double(Component[int, int]):
    ...     async def run(self, x: int, /) -> int:
    ...         return 2 * x
    >>> run(Double(), 21)
    42
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        raise DefinitionError(
            "tandem.run was called while an event loop runs", hint="write `await component(x)`"
        )

    async def call() -> Out:
        return await component(x)

    return asyncio.run(call())


async def batch(
    component: Component[In, Out], xs: Sequence[In], /, *, concurrency: int = 32
) -> list[Out]:
    """Outputs for many inputs, in order: vectorised for a model, concurrent otherwise."""
    if isinstance(component, Model):
        return list(component.predict(xs))
    gate = asyncio.Semaphore(concurrency)

    async def one(x: Any) -> Out:
        async with gate:
            return await component(x)

    return list(await asyncio.gather(*(one(x) for x in xs)))
