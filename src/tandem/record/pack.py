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
_Shape = tuple[str, str, str, int, int, int, int, int, float]
_Content = tuple[Any, Any, str, dict[str, Any]]
_decode = msgspec.json.Decoder(tuple[list[_Shape], list[_Content]]).decode
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
    contents = [(span.input, span.output, span.error, span.attributes) for span in trace.spans]
    if contents:
        contents[0] = (None, None, *contents[0][2:])  # the trace has them
    input, output, content = encode(trace.input), encode(trace.output), encode(contents)
    error = trace.error
    if redactor.suspicious(b",".join((input, output, content, error.encode()))):
        clean = redactor.clean
        input, output, content, error = (
            clean(input),
            clean(output),
            clean(content),
            redactor.text(error),
        )
    return error, input, output, _join(trace, content)


def _without_payload(trace: Trace, reason: str) -> tuple[str, None, None, bytes]:
    """What is safe to keep of a trace: its shape, its times and the types of its errors."""
    contents: list[tuple[None, None, str, dict[str, str]]] = [
        (None, None, span.error.partition(":")[0], {}) for span in trace.spans
    ]
    for _, _, _, attributes in contents[:1]:
        attributes["payload"] = reason
    return trace.error.partition(":")[0], None, None, _join(trace, encode(contents))


def _join(trace: Trace, content: bytes) -> bytes:
    """The spans as two JSON lists: shapes, which hold no user data, and contents."""
    shapes = [
        (
            span.path,
            span.name,
            span.kind,
            span.parent,
            span.start,
            span.duration,
            span.tokens_in,
            span.tokens_out,
            span.cost,
        )
        for span in trace.spans
    ]
    return b"[%b,%b]" % (encode(shapes), content)


def _split(data: bytes) -> list[Span]:
    shapes, contents = _decode(data)
    return [
        Span(
            *shape[:6],
            *content[:3],
            tokens_in=shape[6],
            tokens_out=shape[7],
            cost=shape[8],
            attributes=content[3],
        )
        for shape, content in zip(shapes, contents, strict=True)
    ]


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
    spans = _split(zlib.decompress(row.spans) if compressed else row.spans)
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
