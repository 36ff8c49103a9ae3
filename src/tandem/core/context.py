"""The thin line between a component and whatever records it.

Floor 0 knows only ``Run``: something that carries out a call on a component's behalf.
``tandem.record`` implements it. Outside a run a call is a plain function call.
"""

from __future__ import annotations

from collections.abc import Coroutine
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from tandem.core.component import Component


class Run(Protocol):
    """What a call is carried out by while a run is active."""

    def call(self, component: Component[Any, Any], x: Any, /) -> Coroutine[Any, Any, Any]:
        """Carry out ``component.run(x)``."""

    def note(self, attributes: dict[str, Any], /) -> None:
        """Add facts (tokens, cost, scores) to the call that is under way."""

    def note_input(self, x: Any, attributes: dict[str, Any], /) -> None:
        """Add facts to the row of a batch whose input is ``x``; alone, to the call."""


current_run: ContextVar[Run | None] = ContextVar("tandem.run", default=None)


def note(**attributes: Any) -> None:
    """Add facts to the current span: ``note(tokens_in=120, cost=0.0004, route="small")``.

    ``tokens_in``, ``tokens_out`` and ``cost`` (US dollars) are summed over the trace; any
    other name is kept as an attribute. Without an active run nothing happens.
    """
    run = current_run.get()
    if run is not None:
        run.note(attributes)


def note_input(x: Any, /, **attributes: Any) -> None:
    """Like ``note``, about one input of the batch that ``predict`` was given.

    In a batch the facts go to the row of that very object; facts about objects that are not
    among the inputs of the batch are left out.
    """
    run = current_run.get()
    if run is not None:
        run.note_input(x, attributes)
