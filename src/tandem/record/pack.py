"""A trace as a row of the catalog, and back."""

from __future__ import annotations

import logging
import zlib
from typing import Any

import msgspec

from tandem.core.schema import encode
from tandem.record.redact import Redactor
from tandem.record.span import Span, Trace
from tandem.record.times import from_text, to_text

_log = logging.getLogger("tandem.record")
_decode_spans = msgspec.json.Decoder(list[Span]).decode
_COMPRESS_FROM = 512  # bytes; below that compression costs more than it saves

Row = tuple[Any, ...]


def pack(trace: Trace, redactor: Redactor) -> Row:
    """The row of a trace, redacted, in the order of the table's columns.

    A payload that cannot be encoded or redacted is left out, never stored raw; the root
    span then says why in its attribute ``payload``.
    """
    payload: tuple[str, bytes | None, bytes | None, bytes]
    try:
        payload = _payload(trace, redactor)
    except Exception as error:
        reason = f"dropped: {type(error).__name__}"
        _log.warning("payload of trace %s %s", trace.id, reason)
        payload = _without_payload(trace, reason)
    error_text, input, output, spans = payload
    return (
        trace.id,
        trace.system,
        trace.release,
        trace.channel,
        _storable(trace.subject),
        _storable(trace.session),
        to_text(trace.time),
        trace.duration,
        trace.status,
        _storable(error_text),
        trace.cost,
        trace.tokens_in,
        trace.tokens_out,
        input,
        output,
        spans if len(spans) < _COMPRESS_FROM else zlib.compress(spans, 1),
    )


def _payload(trace: Trace, redactor: Redactor) -> tuple[str, bytes, bytes, bytes]:
    root, *rest = trace.spans
    bare = msgspec.structs.replace(root, input=None, output=None)  # the trace has them
    input, output, spans = encode(trace.input), encode(trace.output), encode([bare, *rest])
    together = b",".join((input, output, spans, trace.error.encode()))
    if not redactor.suspicious(together):
        return trace.error, input, output, spans
    clean = redactor.clean
    return redactor.text(trace.error), clean(input), clean(output), clean(spans)


def _without_payload(trace: Trace, reason: str) -> tuple[str, None, None, bytes]:
    """What is safe to keep of a trace: its shape, its times and the types of its errors."""
    spans = [
        msgspec.structs.replace(
            span, input=None, output=None, attributes={}, error=span.error.partition(":")[0]
        )
        for span in trace.spans
    ]
    for root in spans[:1]:
        root.attributes = {"payload": reason}
    return trace.error.partition(":")[0], None, None, encode(spans)


def _storable(text: str) -> str:
    """Text that every database takes: PostgreSQL refuses NUL, both refuse lone surrogates."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode(errors="replace").decode().replace("\0", "?")


def unpack(row: Any) -> Trace:
    """The trace of a row that has the table's columns as attributes."""
    input = None if row.input is None else msgspec.json.decode(row.input)
    output = None if row.output is None else msgspec.json.decode(row.output)
    compressed = not row.spans.startswith(b"[")
    spans = _decode_spans(zlib.decompress(row.spans) if compressed else row.spans)
    if spans:
        spans[0].input, spans[0].output = input, output
    return Trace(
        id=row.id,
        system=row.system,
        time=from_text(row.time),
        release=row.release,
        channel=row.channel,
        subject=row.subject,
        session=row.session,
        duration=row.duration,
        status=row.status,
        error=row.error,
        tokens_in=row.tokens_in,
        tokens_out=row.tokens_out,
        cost=row.cost,
        input=input,
        output=output,
        spans=spans,
    )
