"""A step: one span under way, through which the component's own calls go."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import Token
from time import perf_counter_ns
from typing import Any

from tandem.core.component import Component
from tandem.core.context import Run, current_run
from tandem.record.span import Span, Trace


class Recording:
    """What the spans of one run share."""

    __slots__ = ("attributes", "began", "output", "paths", "trace")

    def __init__(self, trace: Trace, paths: dict[int, str]) -> None:
        self.trace = trace
        self.paths = paths
        self.output: Any = None
        self.attributes: Mapping[str, Any] | None = None
        self.began = perf_counter_ns()


_OUTSIDE = Span("", "", "")
_SUMMED = frozenset({"tokens_in", "tokens_out", "cost"})


class Step:
    """One span under way: the ``Run`` that the component's own calls go through."""

    __slots__ = ("index", "recording", "span")

    def __init__(self, recording: Recording, span: Span = _OUTSIDE, index: int = -1) -> None:
        self.recording = recording
        self.span = span
        self.index = index

    async def call(self, component: Component[Any, Any], x: Any, /) -> Any:
        """Run a component inside this step, as a span of its own."""
        step = self.enter(component, x)
        token = current_run.set(step)
        try:
            output = await component.run(x)
        except BaseException as error:
            step.leave(token, error=error)
            raise
        step.leave(token, output=output)
        return output

    def note(self, attributes: dict[str, Any], /) -> None:
        """Add tokens and cost to span and trace, and anything else as attributes."""
        span, trace = self.span, self.recording.trace
        for name, value in attributes.items():
            if name in _SUMMED and isinstance(value, (int, float)):
                setattr(span, name, getattr(span, name) + value)
                setattr(trace, name, getattr(trace, name) + value)
            else:
                span.attributes[name] = value

    def note_input(self, x: Any, attributes: dict[str, Any], /) -> None:
        """Add facts to the span: a call has one input."""
        self.note(attributes)

    def enter(self, component: Component[Any, Any], x: Any) -> Step:
        recording = self.recording
        name = type(component).__name__
        path = recording.paths.get(id(component))
        if path is None:  # made inside run, so not a part of the tree
            path = f"{self.span.path}.{name}" if self.span.path else name
        spans = recording.trace.spans
        start = perf_counter_ns() - recording.began
        span = Span(path, name, component.kind, self.index, start, 0, x)
        spans.append(span)
        return Step(recording, span, len(spans) - 1)

    def leave(
        self,
        token: Token[Run | None],
        *,
        output: Any = None,
        error: BaseException | None = None,
    ) -> None:
        current_run.reset(token)
        span = self.span
        span.duration = perf_counter_ns() - self.recording.began - span.start
        span.output = output
        if error is not None:
            span.error = describe(error)


class BatchRun:
    """The ``Run`` inside ``predict`` of a whole batch: facts wait for the spans of their rows."""

    def __init__(self) -> None:
        self._notes: dict[int, dict[str, Any]] = {}

    async def call(self, component: Component[Any, Any], x: Any, /) -> Any:
        """Run a component unrecorded: which row it is for cannot be known."""
        return await component.run(x)

    def note(self, attributes: dict[str, Any], /) -> None:
        """Leave out what belongs to no row."""

    def note_input(self, x: Any, attributes: dict[str, Any], /) -> None:
        """Keep facts for the row whose input is this very object."""
        self._notes.setdefault(id(x), {}).update(attributes)

    def about(self, x: Any) -> dict[str, Any] | None:
        """What was noted about an input."""
        return self._notes.get(id(x))


def describe(error: BaseException) -> str:
    """``"TypeName: message"``, whatever the error's own ``__str__`` does."""
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:
        return type(error).__name__
