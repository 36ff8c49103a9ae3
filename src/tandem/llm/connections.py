"""Connections: one HTTP client an event loop, shared by every component, and its models."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tandem.errors import MissingExtra
from tandem.llm.breaker import Breaker
from tandem.llm.providers import Address, open_model

if TYPE_CHECKING:
    from pydantic_ai.models import Model


@dataclass(frozen=True)
class Connection:
    """A model that can be asked, and the breaker of its server."""

    at: Address
    model: Model
    breaker: Breaker


@dataclass
class _Loop:
    """What an event loop holds: its HTTP client, kept open by the generator that made it."""

    opened: AsyncGenerator[Any]
    http: Any
    connections: dict[Address, Connection] = field(default_factory=dict)


_loops: dict[asyncio.AbstractEventLoop, _Loop] = {}


async def connection(at: Address, *, failures: int, seconds: float) -> Connection:
    """The connection to an address in the running event loop, kept until the loop ends.

    The first one of a process imports the provider's package in a thread, so that other
    work of the loop goes on meanwhile.
    """
    for ended in [loop for loop in _loops if loop.is_closed()]:
        _loops.pop(ended, None)
    running = asyncio.get_running_loop()
    held = _loops.get(running)
    if held is None:
        opened = _open_http()
        held = _Loop(opened, await anext(opened))
        if _loops.setdefault(running, held) is not held:
            await opened.aclose()  # another call was first
            held = _loops[running]
    found = held.connections.get(at)
    if found is None:
        model = await asyncio.to_thread(open_model, at, held.http)
        made = Connection(at, model, Breaker(failures, seconds))
        found = held.connections.setdefault(at, made)
    return found


async def _open_http() -> AsyncGenerator[Any]:
    """Yield a client whose connections close with the event loop.

    A loop that ends normally closes the asynchronous generators that began in it, which is
    the only moment at which connections of that loop can still be closed properly.
    """
    try:
        from httpx2 import AsyncClient, Limits
    except ImportError as error:
        raise MissingExtra(
            "a chat model needs pydantic-ai", hint="pip install 'tandem-ai[llm]'"
        ) from error
    limits = Limits(max_connections=None, max_keepalive_connections=100)
    async with AsyncClient(timeout=None, limits=limits) as http:
        yield http
