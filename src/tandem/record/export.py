"""Sending finished traces to an OpenTelemetry collector, off the request path."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tandem.errors import MissingExtra
from tandem.record.background import Background
from tandem.record.otlp import Exported, exported, resource, trace_id
from tandem.record.redact import Redactor
from tandem.record.span import Trace

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan

_log = logging.getLogger("tandem.record")


class OtlpSink:
    """A sink that sends traces by OTLP over HTTP, redacted.

    ``endpoint`` is ``http://host:4318``, or the full address of the traces route. Inputs and
    outputs are sent only with ``content=True``. ``sent`` and ``dropped`` count traces: what
    the collector refuses, after the exporter's own retries, and what the queue cannot hold.
    Needs the extra ``otlp``.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bool = False,
        redactor: Redactor | None = None,
        capacity: int = 10_000,
        timeout: float = 10.0,
    ) -> None:
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        except ModuleNotFoundError as error:
            raise MissingExtra(
                f"sending traces needs {error.name}", hint="pip install 'tandem-ai[otlp]'"
            ) from None
        if urlsplit(endpoint).path in ("", "/"):
            endpoint = endpoint.rstrip("/") + "/v1/traces"
        self.sent = 0
        self.dropped = 0
        self._content = content
        self._redactor = redactor or Redactor()
        self._exporter = OTLPSpanExporter(
            endpoint=endpoint, headers=dict(headers or {}), timeout=timeout
        )
        self._background: Background[Trace] = Background(
            self._send, name="tandem-otlp", capacity=capacity, group=64
        )

    def __call__(self, trace: Trace) -> None:
        """Queue a trace; never blocks."""
        if not self._background.put(trace):
            self.dropped += 1

    def flush(self, timeout: float = 30.0) -> bool:
        """Wait until everything queued was sent or dropped."""
        return self._background.flush(timeout)

    def close(self, timeout: float = 30.0) -> None:
        """Send what is queued and stop."""
        self._background.close(timeout)
        self._exporter.shutdown()  # type: ignore[no-untyped-call]  # theirs has no types

    def _send(self, traces: list[Trace]) -> None:
        from opentelemetry.sdk.trace.export import SpanExportResult

        try:
            spans = [span for trace in traces for span in self._readable(trace)]
            sent = self._exporter.export(spans) is SpanExportResult.SUCCESS
        except Exception:
            _log.exception("traces could not be exported")
            sent = False
        self.sent += len(traces) if sent else 0
        self.dropped += 0 if sent else len(traces)

    def _readable(self, trace: Trace) -> list[ReadableSpan]:
        from opentelemetry.sdk.resources import Resource

        where = Resource(resource(trace))
        id = int(trace_id(trace), 16)
        return [
            _span(span, id, where)
            for span in exported(trace, content=self._content, redactor=self._redactor)
        ]


def _span(span: Exported, trace: int, where: object) -> ReadableSpan:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import SpanContext, SpanKind, TraceFlags
    from opentelemetry.trace.status import Status, StatusCode

    def context(id: str) -> SpanContext:
        sampled = TraceFlags(TraceFlags.SAMPLED)
        return SpanContext(trace, int(id, 16), is_remote=False, trace_flags=sampled)

    return ReadableSpan(
        span.name,
        context=context(span.id),
        parent=context(span.parent) if span.parent else None,
        resource=where,  # type: ignore[arg-type]  # a Resource, imported lazily
        attributes=span.attributes,
        kind=SpanKind.CLIENT if span.client else SpanKind.INTERNAL,
        status=Status(StatusCode.ERROR, span.error) if span.error else Status(StatusCode.OK),
        start_time=span.start,
        end_time=span.end,
    )
