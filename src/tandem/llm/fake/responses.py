"""OpenAI's responses, as a server speaks them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from tandem.llm.fake.completions import error
from tandem.llm.fake.script import Called, Said, Turns, pieces
from tandem.llm.fake.wire import Body, Wire, event


def turns(body: Body) -> Turns:
    """Instructions and input as messages."""
    found: Turns = []
    if body.get("instructions"):
        found.append({"role": "system", "content": body["instructions"]})
    given = body["input"]
    if isinstance(given, str):
        return [*found, {"role": "user", "content": given}]
    for item in given:
        if item.get("type") == "function_call_output":
            found.append({"role": "tool", "content": item["output"]})
        elif "role" in item:
            found.append({"role": item["role"], "content": item.get("content", "")})
    return found


def tool(body: Body) -> str:
    """The tool that must be called: the named one, or the only one where one is required."""
    choice, tools = body.get("tool_choice"), body.get("tools") or []
    if isinstance(choice, dict):
        return str(choice.get("name", ""))
    return str(tools[0]["name"]) if choice == "required" and tools else ""


def whole(body: Body, said: Said) -> Body:
    """A ``response``."""
    sent, got = said.tokens(turns(body))
    output: list[Body] = [_message(said.text, "completed")] if said.text else []
    output += [_call(call) for call in said.calls]
    cut = said.finish == "length"
    return {
        "id": "resp_fake",
        "object": "response",
        "created_at": 0,
        "model": body.get("model", ""),
        "status": "incomplete" if cut else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "error": None,
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": sent,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": got,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": sent + got,
        },
    }


def events(body: Body, said: Said) -> Iterator[bytes]:
    """The typed events of a response, numbered."""
    number = iter(range(1_000_000))

    def typed(kind: str, **fields: object) -> bytes:
        return event({"type": kind, "sequence_number": next(number), **fields}, kind)

    document = whole(body, said)
    began = {**document, "status": "in_progress", "output": [], "usage": None}
    yield typed("response.created", response=began)
    if said.text:
        at = {"item_id": "msg_fake", "output_index": 0, "content_index": 0}
        begun = _message("", "in_progress") | {"content": []}
        yield typed("response.output_item.added", output_index=0, item=begun)
        yield typed("response.content_part.added", **at, part=_part(""))
        for piece in pieces(said.text):
            yield typed("response.output_text.delta", **at, delta=piece, logprobs=[])
        yield typed("response.output_text.done", **at, text=said.text, logprobs=[])
        yield typed("response.content_part.done", **at, part=_part(said.text))
        done = _message(said.text, "completed")
        yield typed("response.output_item.done", output_index=0, item=done)
    for place, call in enumerate(said.calls, start=int(bool(said.text))):
        item = _call(call)
        at = {"item_id": item["id"], "output_index": place}
        begun = {**item, "arguments": "", "status": "in_progress"}
        yield typed("response.output_item.added", output_index=place, item=begun)
        for piece in pieces(item["arguments"]):
            yield typed("response.function_call_arguments.delta", **at, delta=piece)
        full = {"arguments": item["arguments"], "name": call.name}
        yield typed("response.function_call_arguments.done", **at, **full)
        yield typed("response.output_item.done", output_index=place, item=item)
    last = "response.incomplete" if said.finish == "length" else "response.completed"
    yield typed(last, response=document)


def _message(text: str, status: str) -> Body:
    content = [_part(text)]
    fixed = {"id": "msg_fake", "type": "message", "role": "assistant"}
    return fixed | {"status": status, "content": content}


def _part(text: str) -> Body:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _call(call: Called) -> Body:
    return {
        "id": f"fc_{call.id}",
        "type": "function_call",
        "status": "completed",
        "call_id": call.id,
        "name": call.name,
        "arguments": json.dumps(call.arguments),
    }


WIRE: Final = Wire(turns, tool, whole, events, error)
