"""Span and Trace: the one record of a run, read by streaming, storage, replay, evaluation
and labelling alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

Status = Literal["ok", "error"]


class Span(msgspec.Struct, omit_defaults=True):
    """One call of one component.

    ``parent`` is the index of the calling span in ``Trace.spans``, -1 for the root.
    ``start`` counts nanoseconds from the start of the trace, ``duration`` nanoseconds.
    """

    path: str
    name: str
    kind: str
    parent: int = -1
    start: int = 0
    duration: int = 0
    input: Any = None
    output: Any = None
    error: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    attributes: dict[str, Any] = {}


class Trace(msgspec.Struct, omit_defaults=True, weakref=True):
    """One run of a system: its identity, its totals and its spans, root first.

    ``id`` is 32 hexadecimal digits (W3C trace context), ``time`` aware UTC, ``duration``
    nanoseconds, ``cost`` US dollars. ``error`` is ``"TypeName: message"``. Live traces hold
    inputs and outputs as the objects they were; stored ones as builtins, redacted.
    """

    id: str
    system: str
    time: datetime
    release: str = ""
    channel: str = ""
    subject: str = ""
    session: str = ""
    duration: int = 0
    status: Status = "ok"
    error: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    input: Any = None
    output: Any = None
    spans: list[Span] = []

    def find(self, path: str) -> Span | None:
        """The first span at ``path``, or ``None`` if that part did not run."""
        return next((span for span in self.spans if span.path == path), None)
