"""A trace in OpenTelemetry's words, so that any tracing back end can show it.

Names are our own constants: the GenAI conventions move and the packaged constants lag. Two
vocabularies are written side by side, because consumers differ: OpenTelemetry GenAI
(https://opentelemetry.io/docs/specs/semconv/gen-ai/) and OpenInference span kinds
(https://github.com/Arize-ai/openinference), which Phoenix, Langfuse and MLflow all read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tandem.core.schema import encode, to_builtins
from tandem.record.redact import Redactor
from tandem.record.span import Span, Trace

OPERATIONS: Final = {
    "agent": "invoke_agent",
    "chat": "chat",
    "embedder": "embeddings",
    "retriever": "retrieval",
    "system": "invoke_workflow",
    "tool": "execute_tool",
}
"""``gen_ai.operation.name`` by kind of component."""

KINDS: Final = {
    "agent": "AGENT",
    "chat": "LLM",
    "embedder": "EMBEDDING",
    "guard": "GUARDRAIL",
    "judge": "EVALUATOR",
    "reranker": "RERANKER",
    "retriever": "RETRIEVER",
    "tool": "TOOL",
}
"""``openinference.span.kind`` by kind of component; any other is a ``CHAIN``."""

_INTERNAL, _CLIENT = 1, 3  # OTLP's span kinds
_OK, _ERROR = 1, 2  # and status codes


@dataclass(frozen=True)
class Exported:
    """One span ready to be sent; times in nanoseconds since 1970, ids in hexadecimal."""

    id: str
    parent: str
    name: str
    client: bool
    start: int
    end: int
    error: str
    attributes: dict[str, Any] = field(default_factory=dict)


def trace_id(trace: Trace) -> str:
    """The trace's id as 32 hexadecimal digits, whatever it is called here."""
    id = trace.id.lower()
    if len(id) == 32 and not set(id) - set("0123456789abcdef") and id.strip("0"):
        return id
    return hashlib.sha256(trace.id.encode()).hexdigest()[:32]


def resource(trace: Trace) -> dict[str, Any]:
    """What the trace ran in: system, release and channel."""
    return _present(
        {
            "service.name": trace.system,
            "service.version": trace.release,
            "deployment.environment.name": trace.channel,
        }
    )


def exported(
    trace: Trace, *, content: bool = False, redactor: Redactor | None = None
) -> list[Exported]:
    """The spans of a trace with their attributes, redacted; inputs and outputs if asked for."""
    redactor = redactor or Redactor()
    began = int(trace.time.timestamp() * 1e6) * 1000
    spans = []
    for index, span in enumerate(trace.spans):
        attributes = _attributes(span)
        if span.parent < 0:
            attributes.update(_identity(trace))
        if content:
            attributes.update(_content(span, redactor))
        spans.append(
            Exported(
                id=_span_id(trace, index),
                parent=_span_id(trace, span.parent) if span.parent >= 0 else "",
                name=_name(span),
                client=span.kind in ("chat", "embedder"),
                start=began + span.start,
                end=began + span.start + span.duration,
                error=redactor.text(span.error),
                attributes=redactor.redact(_present(attributes)),
            )
        )
    return spans


def to_otlp(
    trace: Trace, *, content: bool = False, redactor: Redactor | None = None
) -> dict[str, Any]:
    """The OTLP/JSON body (``ExportTraceServiceRequest``) of one trace."""
    spans = [
        {
            "traceId": trace_id(trace),
            "spanId": span.id,
            "parentSpanId": span.parent,
            "name": span.name,
            "kind": _CLIENT if span.client else _INTERNAL,
            "startTimeUnixNano": str(span.start),
            "endTimeUnixNano": str(span.end),
            "attributes": _listed(span.attributes),
            "status": {"code": _ERROR, "message": span.error} if span.error else {"code": _OK},
        }
        for span in exported(trace, content=content, redactor=redactor)
    ]
    scope = {"scope": {"name": "tandem"}, "spans": spans}
    return {
        "resourceSpans": [
            {"resource": {"attributes": _listed(resource(trace))}, "scopeSpans": [scope]}
        ]
    }


def _span_id(trace: Trace, index: int) -> str:
    return hashlib.sha256(f"{trace.id}/{index}".encode()).hexdigest()[:16]


def _name(span: Span) -> str:
    operation = OPERATIONS.get(span.kind)
    if span.kind == "chat":
        return f"chat {_model(span)[1]}".rstrip()
    return f"{operation} {span.path or span.name}" if operation else span.path or span.name


def _model(span: Span) -> tuple[str, str]:
    """Provider and name of ``openai:gpt-4o``."""
    provider, colon, name = str(span.attributes.get("model", "")).partition(":")
    return (provider, name) if colon else ("", provider)


def _identity(trace: Trace) -> dict[str, Any]:
    return {
        "session.id": trace.session,
        "gen_ai.conversation.id": trace.session,
        "user.id": trace.subject,
        "langfuse.release": trace.release,
        "tandem.release": trace.release,
        "tandem.channel": trace.channel,
    }


def _attributes(span: Span) -> dict[str, Any]:
    found: dict[str, Any] = {
        "gen_ai.operation.name": OPERATIONS.get(span.kind),
        "openinference.span.kind": KINDS.get(span.kind, "CHAIN"),
        "tandem.path": span.path,
        "tandem.component": span.name,
        "error.type": span.error.partition(":")[0],
    }
    if span.kind == "chat":
        provider, model = _model(span)
        found["gen_ai.provider.name"] = provider
        found["gen_ai.request.model"] = found["llm.model_name"] = model
        if finish := span.attributes.get("finish"):
            found["gen_ai.response.finish_reasons"] = [str(finish)]
    if span.kind == "agent":
        found["gen_ai.agent.name"] = span.name
    elif span.tokens_in or span.tokens_out or span.cost:  # on an agent, Langfuse drops them
        found["gen_ai.usage.input_tokens"] = found["llm.token_count.prompt"] = span.tokens_in
        found["gen_ai.usage.output_tokens"] = found["llm.token_count.completion"] = span.tokens_out
        found["gen_ai.usage.cost"] = found["llm.cost.total"] = span.cost
    if span.kind == "tool":
        found["gen_ai.tool.name"] = span.name
    for name, value in span.attributes.items():
        found[f"tandem.{name}"] = value if isinstance(value, (str, int, float)) else _json(value)
    return found


def _content(span: Span, redactor: Redactor) -> dict[str, Any]:
    input, output = (redactor.redact(to_builtins(value)) for value in (span.input, span.output))
    if span.kind == "chat":
        return {
            "gen_ai.input.messages": _json(_messages(input, "user")),
            "gen_ai.output.messages": _json(_messages(output, "assistant")),
        }
    found = {"input.value": _json(input), "output.value": _json(output)}
    if span.kind == "retriever" and isinstance(output, list):
        hits = [item for item in output if isinstance(item, dict) and "id" in item]
        found["gen_ai.retrieval.query.text"] = _json(input)
        found["gen_ai.retrieval.documents"] = _json(
            [{key: hit[key] for key in ("id", "score") if key in hit} for hit in hits]
        )
    return found


def _messages(value: Any, role: str) -> list[dict[str, Any]]:
    if isinstance(value, list) and all(isinstance(item, dict) and "role" in item for item in value):
        return [_message(item.get("content", item), item["role"]) for item in value]
    return [_message(value, role)]


def _message(value: Any, role: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"type": "text", "content": _json(value)}]}


def _json(value: Any) -> str:
    return value if isinstance(value, str) else encode(value).decode()


def _present(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value not in (None, "")}


def _listed(attributes: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": name, "value": _value(value)} for name, value in attributes.items()]


def _value(value: str | bool | int | float | Sequence[str]) -> dict[str, Any]:
    match value:
        case str():
            return {"stringValue": value}
        case bool():
            return {"boolValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": value}
    return {"arrayValue": {"values": [_value(item) for item in value]}}
