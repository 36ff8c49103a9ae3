"""Fallback: when the first component fails, the second answers, and the trace says so."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from tandem.core import Component, Result, emit, note, stream
from tandem.errors import DefinitionError, NotFitted

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

In = TypeVar("In")
Out = TypeVar("Out")


@dataclass(frozen=True)
class Restart:
    """The tokens sent so far belong to an answer that failed: what follows replaces them.

    ``reason`` is the type of the error; what it says is in the trace, not sent to everybody.
    """

    reason: str


class Fallback(Component[In, Out]):
    """The output of ``first``, or of ``second`` when ``first`` raises.

    ``seconds`` bounds how long ``first`` may take. What ``first`` emits passes through as
    it comes; if it fails after that, ``Restart`` is emitted before ``second`` begins. The
    span's attribute ``answered_by`` says who answered, ``fallback`` why it was ``second``, and
    the failed call stays in the trace, so that nothing is hidden. A part that is not fitted
    or declared wrongly is a mistake of the system, not an outage, and is raised.
    """

    kind: ClassVar[str] = "strategy"

    first: Component[In, Out]
    second: Component[In, Out]
    seconds: float | None = None

    async def run(self, x: In, /) -> Out:
        sent = False
        try:
            events = cast("AsyncGenerator[Any]", stream(self.first, x))
            async with asyncio.timeout(self.seconds), aclosing(events):
                async for event in events:
                    if isinstance(event, Result):
                        output: Out = event.value
                        note(answered_by="first")
                        return output
                    emit(event)
                    sent = True
        except (DefinitionError, NotFitted):
            raise
        except Exception as error:
            late = isinstance(error, TimeoutError) and not str(error)
            what = f"no answer within {self.seconds:g} s" if late and self.seconds else str(error)
            reason = f"{type(error).__name__}: {what}"
            note(fallback=reason, answered_by="second")
            if sent:
                emit(Restart(type(error).__name__))
        return await self.second(x)
