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


def pack(trace: Trace, redactor: Redactor | None) -> dict[str, Any]:
    """The row of a trace, redacted; a payload that cannot be is left out, never stored raw."""
    payload: tuple[str, bytes | None, bytes | None, bytes]
    try:
        payload = _payload(trace, redactor)
    except Exception as error:
        _log.warning("the payload of trace %s was dropped: %s", trace.id, type(error).__name__)
        payload = _without_payload(trace)
    text, input, output, spans = payload
    return {
        "id": trace.id,
        "system": trace.system,
        "release": trace.release,
        "channel": trace.channel,
        "subject": trace.subject,
        "session": trace.session,
        "time": to_text(trace.time),
        "duration": trace.duration,
        "status": trace.status,
        "error": text,
        "cost": trace.cost,
        "tokens_in": trace.tokens_in,
        "tokens_out": trace.tokens_out,
        "input": input,
        "output": output,
        "spans": zlib.compress(spans, 1),
    }


def _payload(trace: Trace, redactor: Redactor | None) -> tuple[str, bytes, bytes, bytes]:
    root, *rest = trace.spans
    bare = msgspec.structs.replace(root, input=None, output=None)  # the trace has them
    input, output, spans = encode(trace.input), encode(trace.output), encode([bare, *rest])
    if redactor is None:
        return trace.error, input, output, spans
    clean = redactor.clean
    return redactor.text(trace.error), clean(input), clean(output), clean(spans)


def _without_payload(trace: Trace) -> tuple[str, None, None, bytes]:
    replace = msgspec.structs.replace
    kind = trace.error.partition(":")[0]
    spans = [
        replace(span, input=None, output=None, attributes={}, error=span.error.partition(":")[0])
        for span in trace.spans
    ]
    return kind, None, None, encode(spans)


def unpack(row: Any) -> Trace:
    """The trace of a row."""
    input = None if row.input is None else msgspec.json.decode(row.input)
    output = None if row.output is None else msgspec.json.decode(row.output)
    spans = _decode_spans(zlib.decompress(row.spans))
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
