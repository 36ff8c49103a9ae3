from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tandem.record import Span, Trace, to_otlp
from tandem.record.otlp import trace_id
from tests.record.made import made

ID = "0af7651916cd43dd8448eb211c80319c"  # the example of W3C trace context


def spans(trace: Trace, **options: Any) -> list[dict[str, Any]]:
    body = to_otlp(trace, **options)
    found: list[dict[str, Any]] = body["resourceSpans"][0]["scopeSpans"][0]["spans"]
    return found


def plain(attributes: list[dict[str, Any]]) -> dict[str, Any]:
    return {item["key"]: next(iter(item["value"].values())) for item in attributes}


def span(kind: str, **changes: Any) -> dict[str, Any]:
    """The exported attributes, and name, of a span of that kind."""
    trace = made(id=ID)
    trace.spans = [Span("part", "Part", kind, **changes)]
    options = {"content": True} if "input" in changes else {}
    (found,) = spans(trace, **options)
    return {"name": found["name"], "kind": found["kind"], **plain(found["attributes"])}


def test_the_whole_body_by_hand() -> None:
    trace = Trace(
        id=ID,
        system="help",
        time=datetime(2026, 1, 1, tzinfo=UTC),  # 1767225600 seconds
        release="r1",
        duration=9,
        spans=[Span("", "Help", "system", -1, 5, 4, error="ValueError: no")],
    )
    (root,) = spans(trace)
    body = to_otlp(trace)
    assert body["resourceSpans"][0]["resource"]["attributes"] == [
        {"key": "service.name", "value": {"stringValue": "help"}},
        {"key": "service.version", "value": {"stringValue": "r1"}},
    ]
    attributes = plain(root.pop("attributes"))
    assert len(root.pop("spanId")) == 16
    assert root == {
        "traceId": ID,
        "parentSpanId": "",
        "name": "invoke_workflow Help",
        "kind": 1,
        "startTimeUnixNano": "1767225600000000005",
        "endTimeUnixNano": "1767225600000000009",
        "status": {"code": 2, "message": "ValueError: no"},
    }
    assert attributes == {
        "gen_ai.operation.name": "invoke_workflow",
        "openinference.span.kind": "CHAIN",
        "tandem.component": "Help",
        "error.type": "ValueError",
        "langfuse.release": "r1",
        "tandem.release": "r1",
    }


def test_parents_and_identity() -> None:
    root, chat = spans(made(id=ID))
    assert chat["parentSpanId"] == root["spanId"] != chat["spanId"]
    assert root["traceId"] == chat["traceId"] == ID
    said = plain(root["attributes"])
    assert (said["session.id"], said["user.id"], said["tandem.channel"]) == ("s1", "ann", "live")
    assert "session.id" not in plain(chat["attributes"])
    assert root["status"] == {"code": 1}


def test_a_chat_call() -> None:
    said = span(
        "chat",
        tokens_in=7,
        tokens_out=3,
        cost=0.5,
        attributes={"model": "openai:gpt-4o", "finish": "stop", "temperature": 0.2, "tools": ["a"]},
    )
    assert said["name"] == "chat gpt-4o"
    assert said["kind"] == 3
    assert said["openinference.span.kind"] == "LLM"
    assert said["gen_ai.operation.name"] == "chat"
    assert said["gen_ai.provider.name"] == "openai"
    assert said["gen_ai.request.model"] == said["llm.model_name"] == "gpt-4o"
    assert said["gen_ai.response.finish_reasons"] == {"values": [{"stringValue": "stop"}]}
    assert said["gen_ai.usage.input_tokens"] == said["llm.token_count.prompt"] == "7"
    assert said["gen_ai.usage.output_tokens"] == said["llm.token_count.completion"] == "3"
    assert said["gen_ai.usage.cost"] == said["llm.cost.total"] == 0.5
    assert said["tandem.temperature"] == 0.2
    assert said["tandem.tools"] == '["a"]'


@pytest.mark.parametrize(
    ("kind", "inference", "name"),
    [
        ("retriever", "RETRIEVER", "retrieval part"),
        ("reranker", "RERANKER", "part"),
        ("guard", "GUARDRAIL", "part"),
        ("judge", "EVALUATOR", "part"),
        ("tool", "TOOL", "execute_tool part"),
        ("agent", "AGENT", "invoke_agent part"),
        ("embedder", "EMBEDDING", "embeddings part"),
        ("model", "CHAIN", "part"),
    ],
)
def test_every_kind_is_told_in_both_vocabularies(kind: str, inference: str, name: str) -> None:
    said = span(kind)
    assert (said["openinference.span.kind"], said["name"]) == (inference, name)


def test_an_agent_has_no_totals_of_usage() -> None:
    said = span("agent", tokens_in=7, cost=0.5)
    assert not [name for name in said if "usage" in name or "cost" in name]


def test_content_is_sent_only_when_asked_for() -> None:
    assert not [name for name in plain(spans(made())[0]["attributes"]) if "value" in name]
    assert plain(spans(made(), content=True)[0]["attributes"])["input.value"] == '{"text":"how?"}'


def test_content_of_a_chat_call_and_of_a_retriever() -> None:
    chat = span("chat", input=[{"role": "system", "content": "be brief"}], output="so")
    assert chat["gen_ai.input.messages"] == (
        '[{"role":"system","parts":[{"type":"text","content":"be brief"}]}]'
    )
    assert chat["gen_ai.output.messages"] == (
        '[{"role":"assistant","parts":[{"type":"text","content":"so"}]}]'
    )
    hits = [{"id": "a#b", "score": 0.5, "text": "long"}, {"id": "c"}]
    retriever = span("retriever", input="how?", output=hits)
    assert retriever["gen_ai.retrieval.query.text"] == "how?"
    assert retriever["gen_ai.retrieval.documents"] == '[{"id":"a#b","score":0.5},{"id":"c"}]'


def test_no_secret_is_sent() -> None:
    trace = made(input={"password": "hunter2"}, output="sk-proj-abc123DEF456ghi789JKL")
    trace.spans[0].error = "Bad: sk-proj-abc123DEF456ghi789JKL"
    trace.spans[0].attributes = {"api_key": "hunter2", "url": "http://bob:hunter2@x"}
    sent = str(to_otlp(trace, content=True))
    assert "hunter2" not in sent
    assert "sk-proj" not in sent


@pytest.mark.parametrize("id", ["abc", "0" * 32, "g" * 32])
def test_an_id_that_is_none_becomes_one(id: str) -> None:
    found = trace_id(made(id=id))
    assert len(found) == 32
    assert int(found, 16)
    assert found == trace_id(made(id=id))
