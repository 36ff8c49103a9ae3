"""Anthropic's messages, as a server speaks them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from tandem.llm.fake.script import Fault, Said, Turns, pieces
from tandem.llm.fake.wire import Body, Wire, event

_FINISH: Final = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use"}


def turns(body: Body) -> Turns:
    """The system prompt and the messages."""
    system = [{"role": "system", "content": body["system"]}] if body.get("system") else []
    return [*system, *body["messages"]]


def tool(body: Body) -> str:
    """The tool that must be called: the named one, or the only one where one is required."""
    choice, tools = body.get("tool_choice") or {}, body.get("tools") or []
    if choice.get("type") == "any" and tools:
        return str(tools[0]["name"])
    return str(choice.get("name", ""))


def whole(body: Body, said: Said) -> Body:
    """A ``message``."""
    sent, got = said.tokens(turns(body))
    content: list[Body] = [{"type": "text", "text": said.text}] if said.text else []
    for call in said.calls:
        content.append(
            {"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments}
        )
    return {
        "id": "msg_fake",
        "type": "message",
        "role": "assistant",
        "model": body.get("model", ""),
        "content": content,
        "stop_reason": _FINISH["tool_calls" if said.calls else said.finish],
        "stop_sequence": None,
        "usage": {"input_tokens": sent, "output_tokens": got},
    }


def events(body: Body, said: Said) -> Iterator[bytes]:
    """The typed events of a message."""

    def typed(kind: str, **fields: object) -> bytes:
        return event({"type": kind, **fields}, kind)

    document = whole(body, said)
    usage = document["usage"]
    began = {**document, "content": [], "stop_reason": None, "usage": {**usage, "output_tokens": 0}}
    yield typed("message_start", message=began)
    for i, block in enumerate(document["content"]):
        if block["type"] == "text":
            begun, kind, text = {**block, "text": ""}, "text_delta", block["text"]
        else:
            text = json.dumps(block["input"])
            begun, kind = {**block, "input": {}}, "input_json_delta"
        yield typed("content_block_start", index=i, content_block=begun)
        for piece in pieces(text):
            key = "text" if kind == "text_delta" else "partial_json"
            yield typed("content_block_delta", index=i, delta={"type": kind, key: piece})
        yield typed("content_block_stop", index=i)
    stop = {"stop_reason": document["stop_reason"], "stop_sequence": None}
    yield typed("message_delta", delta=stop, usage={"output_tokens": usage["output_tokens"]})
    yield typed("message_stop")


def error(fault: Fault) -> Body:
    """The document of an error."""
    return {"type": "error", "error": {"type": "api_error", "message": fault.message}}


WIRE: Final = Wire(turns, tool, whole, events, error)
