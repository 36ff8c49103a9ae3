"""A run on the input of a trace in which nothing is asked that costs money or a person's time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Coroutine
from typing import Any, Final

from tandem.core import Component, current_run, tree
from tandem.core.schema import contract, convert
from tandem.errors import ProviderError
from tandem.record.span import Trace

ASIDE: Final = frozenset({"chat", "limit", "cache", "human"})
"""Kinds of components that are not run again: what they said is in the trace."""


class NotSaid(ProviderError):
    """The run asked what the trace has no answer to, as after another seed or a failed call."""


class Rehearsal:
    """Carries out calls; parts of the kinds in ``ASIDE`` say again what they said in the trace.

    Nothing is recorded, no provider is asked, and neither limits nor kept answers change.
    """

    def __init__(self, component: Component[Any, Any], trace: Trace) -> None:
        self._component, self._paths = component, tree.paths(component)
        self._said: defaultdict[str, list[Any]] = defaultdict(list)
        for span in reversed(trace.spans):
            if span.kind in ASIDE and not span.error:
                self._said[span.path].append(span.output)

    async def run(self, x: Any) -> Any:
        """The output for an input. Raises ``NotSaid`` where that is not known."""
        token = current_run.set(self)
        try:
            return await self._component(x)
        finally:
            current_run.reset(token)

    def call(self, component: Component[Any, Any], x: Any, /) -> Coroutine[Any, Any, Any]:
        """Say again, or run."""
        return self._again(component) if component.kind in ASIDE else component.run(x)

    def note(self, attributes: dict[str, Any], /) -> None:
        """Nothing is recorded."""

    def note_input(self, x: Any, attributes: dict[str, Any], /) -> None:
        """Nothing is recorded."""

    async def _again(self, component: Component[Any, Any]) -> Any:
        path = self._paths.get(id(component), "")
        if not self._said[path]:
            raise NotSaid(f"what {path or type(component).__name__} says was not kept")
        return convert(self._said[path].pop(), contract(type(component)).output)
