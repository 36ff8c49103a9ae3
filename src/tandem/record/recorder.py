"""The recorder: runs a component and writes down what happened, as one trace.

Built for the hot path: a call costs a few microseconds. What is kept, redacted and
stored is decided behind it, by the sinks.
"""

from __future__ import annotations

import asyncio
import logging
import os
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from time import perf_counter_ns
from typing import Any, TypeVar

from tandem.core.component import Component, Model
from tandem.core.context import current_run
from tandem.core.tree import paths
from tandem.errors import DefinitionError
from tandem.record.span import Trace
from tandem.record.step import BatchRun, Recording, Step, describe

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

    @property
    def watched(self) -> bool:
        """Whether anybody is handed the traces."""
        return bool(self._sinks)

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
            _name(error, recording.trace)
            raise error
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
        step = Step(recording).enter(model, x)
        token = current_run.set(step)
        try:
            output = model.predict((x,))[0]
        except BaseException as error:
            step.leave(token, error=error)
            self._finish(recording, error)
            _name(error, recording.trace)
            raise
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
        raises, each half of the rows is tried by itself, and so on, until a bad row fails
        alone.
        """
        if isinstance(component, Model):
            return await self._halve(component, xs, channel, subject, session)
        gate = asyncio.Semaphore(concurrency)

        async def one(x: In) -> Trace:
            async with gate:
                return await self.run(
                    component, x, channel=channel, subject=subject, session=session
                )

        return list(await asyncio.gather(*(one(x) for x in xs)))

    async def _halve(
        self,
        model: Model[In, Out],
        xs: Sequence[In],
        channel: str | None,
        subject: str,
        session: str,
    ) -> list[Trace]:
        traces = self._predict_many(model, xs, channel, subject, session)
        if traces is not None:
            return traces
        if len(xs) == 1:
            one = self.run(model, xs[0], channel=channel, subject=subject, session=session)
            return [await one]
        middle = len(xs) // 2
        return [
            trace
            for half in (xs[:middle], xs[middle:])
            for trace in await self._halve(model, half, channel, subject, session)
        ]

    def _predict_many(
        self,
        model: Model[In, Out],
        xs: Sequence[In],
        channel: str | None,
        subject: str,
        session: str,
    ) -> list[Trace] | None:
        recordings = [self._begin(model, x, channel, subject, session, "") for x in xs]
        run = BatchRun()
        token = current_run.set(run)
        began = perf_counter_ns()
        try:
            outputs = model.predict(xs)
        except Exception:
            return None
        finally:
            current_run.reset(token)
        share = (perf_counter_ns() - began) // max(len(xs), 1)
        if len(outputs) != len(xs):
            raise DefinitionError(
                f"{type(model).__name__}.predict gave {len(outputs)} outputs for {len(xs)} inputs",
                hint="predict returns one output for each input, in order",
            )
        for recording, x, output in zip(recordings, xs, outputs, strict=True):
            step = Step(recording).enter(model, x)
            step.span.start, step.span.duration, step.span.output = 0, share, output
            if noted := run.about(x):
                step.note(noted)
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
    ) -> Recording:
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
        return Recording(trace, paths(component))

    async def _execute(
        self, recording: Recording, component: Component[In, Out], x: In
    ) -> Exception | None:
        try:
            recording.output = await Step(recording).call(component, x)
        except Exception as error:
            self._finish(recording, error)
            return error
        except BaseException as error:  # cancelled: recorded, and passed on
            self._finish(recording, error)
            raise
        self._finish(recording, None)
        return None

    def _finish(
        self, recording: Recording, error: BaseException | None, *, duration: int = -1
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
            if self.sample < 1.0 and zlib.crc32(trace.id.encode()) >= self.sample * 2**32:
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


def _name(error: BaseException, trace: Trace) -> None:
    """Set ``trace_id`` on an error, where it takes attributes."""
    try:
        error.trace_id = trace.id  # type: ignore[attr-defined]  # read back with getattr
    except AttributeError:
        _log.debug("%s takes no attributes", type(error).__name__)


def _forget_payload(trace: Trace) -> None:
    trace.input = trace.output = None
    for span in trace.spans:
        span.input = span.output = None
