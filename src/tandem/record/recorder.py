"""The recorder: runs a component and writes down what happened, as one trace.

Built for the hot path: a call costs a few microseconds. What is kept, redacted and
stored is decided behind it, by the sinks.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextvars import Token
from datetime import UTC, datetime
from time import perf_counter_ns
from typing import Any, TypeVar

from tandem.core.component import Component, Model
from tandem.core.context import Run, current_run
from tandem.core.tree import paths
from tandem.errors import DefinitionError
from tandem.record.span import Span, Trace

In = TypeVar("In")
Out = TypeVar("Out")
Sink = Callable[[Trace], None]

_log = logging.getLogger("tandem.record")


class Recorder:
    """Runs components of one system (and release) and hands every trace to the sinks.

    ``sample`` is the share of traces that keep inputs and outputs, chosen by trace id;
    traces of failed runs keep them always. A sink that raises is dropped and counted in
    ``sink_errors``: observers never break the observed.
    """

    def __init__(
        self,
        *,
        system: str,
        release: str = "",
        channel: str = "",
        sinks: Sequence[Sink] = (),
        sample: float = 1.0,
    ) -> None:
        self.system = system
        self.release = release
        self.channel = channel
        self.sample = sample
        self.sink_errors = 0
        self._sinks = tuple(sinks)

    async def run(
        self,
        component: Component[In, Out],
        x: In,
        /,
        *,
        channel: str | None = None,
        subject: str = "",
        session: str = "",
        id: str = "",
        attributes: Mapping[str, Any] | None = None,
    ) -> Trace:
        """Run and return the trace; an error of the component is in ``trace.error``.

        ``attributes`` are facts about the whole run, kept on its root span.
        """
        recording = self._begin(component, x, channel, subject, session, id)
        recording.attributes = attributes
        await self._execute(recording, component, x)
        return recording.trace

    async def call(
        self,
        component: Component[In, Out],
        x: In,
        /,
        *,
        channel: str | None = None,
        subject: str = "",
        session: str = "",
        id: str = "",
    ) -> tuple[Out, Trace]:
        """Run and return output and trace; an error is raised with its ``trace_id`` set."""
        recording = self._begin(component, x, channel, subject, session, id)
        error = await self._execute(recording, component, x)
        if error is not None:
            raise _named(error, recording.trace)
        return recording.output, recording.trace

    def predict(
        self,
        model: Model[In, Out],
        x: In,
        /,
        *,
        channel: str | None = None,
        subject: str = "",
        session: str = "",
        id: str = "",
    ) -> tuple[Out, Trace]:
        """Run a model on one input without an event loop: the direct path of a server."""
        recording = self._begin(model, x, channel, subject, session, id)
        step = _Step(recording).enter(model, x)
        token = current_run.set(step)
        try:
            output = model.predict((x,))[0]
        except BaseException as error:
            step.leave(token, error=error)
            self._finish(recording, error)
            raise _named(error, recording.trace) from None
        step.leave(token, output=output)
        self._finish(recording, None)
        return output, recording.trace

    async def batch(
        self,
        component: Component[In, Out],
        xs: Sequence[In],
        /,
        *,
        concurrency: int = 32,
        channel: str | None = None,
        subject: str = "",
        session: str = "",
    ) -> list[Trace]:
        """Run many inputs, one trace a row, in order.

        A model predicts them in one call, whose duration is shared out; if that call
        raises, the rows are tried one by one, so that a bad row fails alone.
        """
        if isinstance(component, Model):
            traces = self._predict_many(component, xs, channel, subject, session)
            if traces is not None:
                return traces
        gate = asyncio.Semaphore(concurrency)

        async def one(x: In) -> Trace:
            async with gate:
                return await self.run(
                    component, x, channel=channel, subject=subject, session=session
                )

        return list(await asyncio.gather(*(one(x) for x in xs)))

    def _predict_many(
        self,
        model: Model[In, Out],
        xs: Sequence[In],
        channel: str | None,
        subject: str,
        session: str,
    ) -> list[Trace] | None:
        recordings = [self._begin(model, x, channel, subject, session, "") for x in xs]
        began = perf_counter_ns()
        try:
            outputs = model.predict(xs)
        except Exception:
            return None
        share = (perf_counter_ns() - began) // max(len(xs), 1)
        if len(outputs) != len(xs):
            raise DefinitionError(
                f"{type(model).__name__}.predict gave {len(outputs)} outputs for {len(xs)} inputs",
                hint="predict returns one output for each input, in order",
            )
        for recording, x, output in zip(recordings, xs, outputs, strict=True):
            step = _Step(recording).enter(model, x)
            step.span.start, step.span.duration, step.span.output = 0, share, output
            self._finish(recording, None, duration=share)
        return [recording.trace for recording in recordings]

    def _begin(
        self,
        component: Component[Any, Any],
        x: Any,
        channel: str | None,
        subject: str,
        session: str,
        id: str,
    ) -> _Recording:
        trace = Trace(
            id or os.urandom(16).hex(),
            self.system,
            datetime.now(UTC),
            self.release,
            self.channel if channel is None else channel,
            subject,
            session,
            input=x,
        )
        return _Recording(trace, paths(component))

    async def _execute(
        self, recording: _Recording, component: Component[In, Out], x: In
    ) -> Exception | None:
        try:
            recording.output = await _Step(recording).call(component, x)
        except Exception as error:
            self._finish(recording, error)
            return error
        except BaseException as error:  # cancelled: recorded, and passed on
            self._finish(recording, error)
            raise
        self._finish(recording, None)
        return None

    def _finish(
        self, recording: _Recording, error: BaseException | None, *, duration: int = -1
    ) -> None:
        trace = recording.trace
        if recording.attributes:
            trace.spans[0].attributes.update(recording.attributes)
        trace.duration = perf_counter_ns() - recording.began if duration < 0 else duration
        if error is not None:
            trace.status = "error"
            trace.error = describe(error)
        else:
            trace.output = trace.spans[0].output
            if self.sample < 1.0 and int(trace.id[:8], 16) >= self.sample * 2**32:
                _forget_payload(trace)
        for sink in self._sinks:
            try:
                sink(trace)
            except Exception:
                self._drop(sink)

    def _drop(self, sink: Sink) -> None:
        _log.exception("a trace sink failed and was dropped")
        self.sink_errors += 1
        self._sinks = tuple(other for other in self._sinks if other is not sink)


class _Recording:
    """What the spans of one run share."""

    __slots__ = ("attributes", "began", "output", "paths", "trace")

    def __init__(self, trace: Trace, paths: dict[int, str]) -> None:
        self.trace = trace
        self.paths = paths
        self.output: Any = None
        self.attributes: Mapping[str, Any] | None = None
        self.began = perf_counter_ns()


_OUTSIDE = Span("", "", "")


class _Step:
    """One span under way: the ``Run`` that the component's own calls go through."""

    __slots__ = ("index", "recording", "span")

    def __init__(self, recording: _Recording, span: Span = _OUTSIDE, index: int = -1) -> None:
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
            if name in ("tokens_in", "tokens_out", "cost"):
                setattr(span, name, getattr(span, name) + value)
                setattr(trace, name, getattr(trace, name) + value)
            else:
                span.attributes[name] = value

    def enter(self, component: Component[Any, Any], x: Any) -> _Step:
        recording = self.recording
        name = type(component).__name__
        path = recording.paths.get(id(component))
        if path is None:  # made inside run, so not a part of the tree
            path = f"{self.span.path}.{name}" if self.span.path else name
        spans = recording.trace.spans
        start = perf_counter_ns() - recording.began
        span = Span(path, name, component.kind, self.index, start, 0, x)
        spans.append(span)
        return _Step(recording, span, len(spans) - 1)

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


def describe(error: BaseException) -> str:
    """``"TypeName: message"``, whatever the error's own ``__str__`` does."""
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:
        return type(error).__name__


def _named(error: BaseException, trace: Trace) -> BaseException:
    """The error with ``trace_id`` set on it, where it takes attributes."""
    try:
        error.trace_id = trace.id  # type: ignore[attr-defined]  # read back with getattr
    except AttributeError:
        _log.debug("%s takes no attributes", type(error).__name__)
    return error


def _forget_payload(trace: Trace) -> None:
    trace.input = trace.output = None
    for span in trace.spans:
        span.input = span.output = None
