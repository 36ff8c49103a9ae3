"""Google's generated contents, as a server speaks them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tandem.llm.fake.script import Fault, Said, Turns, pieces
from tandem.llm.fake.wire import Body, Wire, event

_ROLES: Final = {"model": "assistant"}


def turns(body: Body) -> Turns:
    """The system instruction and the contents, as messages."""
    found: Turns = []
    if system := body.get("systemInstruction"):
        found.append({"role": "system", "content": system["parts"]})
    for content in body["contents"]:
        role = content.get("role", "user")
        found.append({"role": _ROLES.get(role, role), "content": content["parts"]})
    return found


def tool(body: Body) -> str:
    """The tool that must be called: the only one allowed where calls are required."""
    calling = (body.get("toolConfig") or {}).get("functionCallingConfig") or {}
    if calling.get("mode") != "ANY":
        return ""
    declared = [d["name"] for t in body.get("tools") or [] for d in t["functionDeclarations"]]
    return str([*calling.get("allowedFunctionNames", []), *declared, ""][0])


def whole(body: Body, said: Said) -> Body:
    """A ``GenerateContentResponse``."""
    return _document(body, said, _parts(said), done=True)


def events(body: Body, said: Said) -> Iterator[bytes]:
    """A response for each piece; the last has usage and the reason of the end."""
    for piece in pieces(said.text):
        yield event(_document(body, said, [{"text": piece}], done=False))
    yield event(_document(body, said, _parts(Said(calls=said.calls)), done=True))


def error(fault: Fault) -> Body:
    """The document of an error."""
    return {"error": {"code": fault.status, "message": fault.message, "status": "FAKE"}}


def _parts(said: Said) -> list[Body]:
    parts: list[Body] = [{"text": said.text}] if said.text else []
    for call in said.calls:
        parts.append({"functionCall": {"id": call.id, "name": call.name, "args": call.arguments}})
    return parts


def _document(body: Body, said: Said, parts: list[Body], *, done: bool) -> Body:
    sent, got = said.tokens(turns(body))
    candidate: Body = {"index": 0, "content": {"role": "model", "parts": parts}}
    if done:
        candidate["finishReason"] = "MAX_TOKENS" if said.finish == "length" else "STOP"
    usage = {
        "promptTokenCount": sent,
        "candidatesTokenCount": got,
        "totalTokenCount": sent + got,
    }
    return {
        "responseId": "fake",
        "modelVersion": "fake",
        "candidates": [candidate],
        "usageMetadata": usage,
    }


WIRE: Final = Wire(turns, tool, whole, events, error)
