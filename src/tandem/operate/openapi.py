"""OpenAPI 3.1 from the contract of what is served: every route, header, answer and refusal."""

from __future__ import annotations

import inspect
from typing import Any

import msgspec

from tandem.core.schema import json_schema
from tandem.operate.opinion import Opinion, Received
from tandem.operate.problem import Detail, Refusal
from tandem.operate.service import Service

Json = dict[str, Any]

_REFUSALS = {
    400: "The request is not HTTP that this server reads.",
    401: "No API key, or not one of this server's.",
    402: "The budget for language models does not allow it; `trace` names the recorded run.",
    403: "The Host or Origin is not one that this server answers to.",
    404: "The system that is live answers elsewhere.",
    413: "The body is larger than this server takes.",
    415: "The body is not JSON.",
    422: "The body or a header does not fit its type: field, expected, got.",
    500: "The component failed; `trace` names the recorded run.",
    502: "A language model did not answer; `trace` names the recorded run.",
    503: "Busy, or nothing is live yet: come back after Retry-After seconds.",
    504: "No answer within the time limit; the work was cancelled.",
}
_HEADERS = {
    "X-Subject": "Who this is about. A split between releases sticks to it.",
    "X-Session": "The conversation or visit that it belongs to.",
    "traceparent": "W3C trace context; its trace id is taken over where it is new.",
}


def describe(service: Service) -> bytes:
    """The document, for the release with the largest share."""
    return msgspec.json.encode(document(service))


def document(service: Service) -> Json:
    """The same as builtins."""
    live = service.releases.split().main
    (given, output, refusal, detail, opinion, received), components = json_schema(
        live.asked, live.contract.output, Refusal, Detail, Opinion, Received
    )
    many = {"type": "array", "items": given, "maxItems": service.limits.batch_rows}
    verb = live.verb
    events = {"text/event-stream": {"schema": {"type": "string"}}}
    answers: Json = {"application/json": {"schema": output}}
    if verb == "ask":
        answers |= events
    paths: Json = {
        f"/{verb}": _post("One input in, one output back.", given, answers, refusal),
        f"/{verb}/batch": _post(
            "Many inputs in, one result a row back.",
            many,
            {"application/json": {"schema": _rows(output, detail)}},
            refusal,
        ),
    }
    if verb == "ask":
        paths["/ask/stream"] = _post(
            "The answer as events: token, then result or error.", given, events, refusal
        )
    if service.feedback is not None:
        about = [{"required": [name]} for name in ("trace", "subject")]
        components[Opinion.__name__]["oneOf"] = about
        feedback = _post(
            "What turned out to be true, or how an answer was received.",
            opinion,
            {"application/json": {"schema": received}},
            refusal,
        )
        feedback["post"]["responses"]["201"] = feedback["post"]["responses"]["200"]
        del feedback["post"]["parameters"]
        paths["/feedback"] = feedback
    paths["/health"] = _get("The process is up.", "application/json")
    paths["/ready"] = _get("What is served.", "application/json")
    paths["/metrics"] = _get("Prometheus text.", "text/plain")
    text = inspect.cleandoc(type(live.component).__doc__ or "")
    if text.startswith(f"{type(live.component).__name__}("):
        text = ""  # what dataclasses write where the author wrote nothing
    found: Json = {
        "openapi": "3.1.0",
        "info": {"title": live.system, "version": live.release or "0", "description": text},
        "paths": paths,
        "components": {"schemas": components},
    }
    if service.protected:
        found["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        found["security"] = [{"key": []}]
    return found


def _rows(output: Json, detail: Json) -> Json:
    """The schema of ``many.Rows`` with the system's own output type in it."""
    row = {"trace": {"type": "string"}, "output": output, "error": detail}
    items = {"type": "object", "properties": row, "required": ["trace"]}
    return {
        "type": "object",
        "properties": {"results": {"type": "array", "items": items}},
        "required": ["results"],
    }


def _post(summary: str, given: Json, answers: Json, refusal: Json) -> Json:
    parameters = [
        {"name": name, "in": "header", "description": text, "schema": {"type": "string"}}
        for name, text in _HEADERS.items()
    ]
    responses: Json = {"200": {"description": "The answer.", "content": answers}}
    for status, text in _REFUSALS.items():
        content = {"application/json": {"schema": refusal}}
        responses[str(status)] = {"description": text, "content": content}
    return {
        "post": {
            "summary": summary,
            "parameters": parameters,
            "requestBody": {"required": True, "content": {"application/json": {"schema": given}}},
            "responses": responses,
        }
    }


def _get(summary: str, kind: str) -> Json:
    content = {kind: {"schema": {"type": "string"} if kind == "text/plain" else {"type": "object"}}}
    responses: Json = {"200": {"description": summary, "content": content}}
    if summary == "What is served.":
        responses["503"] = {"description": "Nothing is served yet.", "content": content}
    return {"get": {"summary": summary, "responses": responses}}
