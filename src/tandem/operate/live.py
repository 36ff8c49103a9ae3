"""One release, ready to answer: its component, its contract and its recorder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

from msgspec.structs import replace

from tandem.core.component import Component, Loop, Model
from tandem.core.schema import contract, decoder
from tandem.features.intake import intake_of
from tandem.record.recorder import Recorder
from tandem.record.span import Trace

SLOW = 0.002
"""Seconds of a prediction above which it is worth a thread: 20 to 40 times what one costs."""


class Live:
    """A loaded component and everything about it that a request would else work out again.

    ``asked`` is the type of what requests bring, which for a component of features is what
    those are made of, where a source of them is connected.
    """

    def __init__(
        self,
        component: Component[Any, Any],
        *,
        system: str = "",
        release: str = "",
        channel: str = "live",
        sinks: Sequence[Callable[[Trace], None]] = (),
        sample: float = 1.0,
    ) -> None:
        self.component = component
        self.model: Model[Any, Any] | None = component if isinstance(component, Model) else None
        self.system = system or type(component).__name__
        self.release = release
        self.contract = contract(type(component))
        self._intake = intake_of(self.contract.input)
        self.asked = self._intake.type
        self._decode = decoder(self.asked)
        self._decode_many = decoder(list[self.asked])  # type: ignore[name-defined]  # a type made at run time
        # Every answer needs its output, so what is not sampled is left out for the sinks only.
        if sample < 1:
            sinks = [_sampled(sink, sample) for sink in sinks]
        self.recorder = Recorder(system=self.system, release=release, channel=channel, sinks=sinks)
        loop = getattr(component, "loop", Loop.PREDICTION)
        self.verb = "predict" if loop == Loop.PREDICTION else "ask"
        self.headers = [
            (b"content-type", b"application/json"),
            (b"x-release", release.encode()),
        ]
        self._seconds = 0.0

    def decode(self, body: bytes) -> Any:
        """The input that a body asks for; raises ``InvalidInput``."""
        return self._intake.inputs((self._decode(body),))[0]

    def decode_many(self, body: bytes) -> Sequence[Any]:
        """The inputs that a list asks for."""
        return self._intake.inputs(self._decode_many(body))

    @property
    def slow(self) -> bool:
        """Whether predictions of late took so long that they would hold up the event loop."""
        return self._seconds > SLOW

    def took(self, nanoseconds: int) -> None:
        """Learn how long a prediction takes, smoothed over some ten of them.

        One that took very long counts for no more than five slow ones: a busy machine
        makes some of any model's predictions late.
        """
        self._seconds += 0.1 * (min(nanoseconds * 1e-9, 5 * SLOW) - self._seconds)


def _sampled(sink: Callable[[Trace], None], share: float) -> Callable[[Trace], None]:
    """A sink that sees inputs and outputs of a share of the runs, and of every failed one."""

    def keep(trace: Trace) -> None:
        if trace.status == "ok" and crc32(trace.id.encode()) >= share * 2**32:
            spans = [replace(span, input=None, output=None) for span in trace.spans]
            trace = replace(trace, input=None, output=None, spans=spans)
        sink(trace)

    return keep
