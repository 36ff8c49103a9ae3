"""OpenAI's chat completions, as a server speaks them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from tandem.llm.fake.script import Called, Fault, Said, Turns, pieces
from tandem.llm.fake.wire import Body, Wire, event


def turns(body: Body) -> Turns:
    """The messages."""
    found: Turns = body["messages"]
    return found


def tool(body: Body) -> str:
    """The tool that must be called: the named one, or the only one where one is required."""
    choice, tools = body.get("tool_choice"), body.get("tools") or []
    if isinstance(choice, dict):
        return str((choice.get("function") or choice).get("name", ""))
    return str(tools[0]["function"]["name"]) if choice == "required" and tools else ""


def whole(body: Body, said: Said) -> Body:
    """A ``chat.completion``."""
    message: Body = {"role": "assistant", "content": said.text}
    if said.calls:
        message |= {"content": said.text or None, "tool_calls": [_call(c) for c in said.calls]}
    choice = {"index": 0, "message": message, "finish_reason": _finish(said)}
    return {**_head(body, "chat.completion"), "choices": [choice], "usage": _usage(body, said)}


def events(body: Body, said: Said) -> Iterator[bytes]:
    """``chat.completion.chunk`` after chunk, usage if it was asked for, and ``[DONE]``."""
    head = _head(body, "chat.completion.chunk")

    def chunk(delta: Body, finish: str | None = None) -> bytes:
        choice: Body = {"index": 0, "delta": delta}
        return event(head | {"choices": [choice | ({"finish_reason": finish} if finish else {})]})

    for piece in pieces(said.text):
        yield chunk({"role": "assistant", "content": piece})
    for i, call in enumerate(said.calls):
        named = _call(call)
        arguments = named["function"].pop("arguments")
        named["function"]["arguments"] = ""
        yield chunk({"role": "assistant", "tool_calls": [{"index": i, **named}]})
        for piece in pieces(arguments):
            yield chunk({"tool_calls": [{"index": i, "function": {"arguments": piece}}]})
    yield chunk({}, _finish(said))
    if (body.get("stream_options") or {}).get("include_usage"):
        yield event(head | {"choices": [], "usage": _usage(body, said)})
    yield b"data: [DONE]\n\n"


def error(fault: Fault) -> Body:
    """The document of an error."""
    return {"error": {"message": fault.message, "type": "fake_error", "code": None}}


def _head(body: Body, kind: str) -> Body:
    return {"id": "chatcmpl-fake", "object": kind, "created": 0, "model": body.get("model", "")}


def _call(call: Called) -> Body:
    function: dict[str, Any] = {"name": call.name, "arguments": json.dumps(call.arguments)}
    return {"id": call.id, "type": "function", "function": function}


def _finish(said: Said) -> str:
    return "tool_calls" if said.calls else said.finish


def _usage(body: Body, said: Said) -> dict[str, int]:
    sent, got = said.tokens(turns(body))
    return {"prompt_tokens": sent, "completion_tokens": got, "total_tokens": sent + got}


WIRE: Final = Wire(turns, tool, whole, events, error)
