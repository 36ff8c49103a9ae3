"""Google's protocol by its documents; its own client reads them in ``test_providers``."""

from __future__ import annotations

import httpx

from tandem.llm import Called, FakeChat, Said
from tandem.llm.fake.google import tool

BODY = {
    "systemInstruction": {"parts": [{"text": "Be brief."}]},
    "contents": [{"role": "user", "parts": [{"text": "Weather in Ulm?"}]}],
}


def test_a_whole_answer() -> None:
    reply = Said("Let me see.", (Called("weather", {"town": "Ulm"}),))
    with FakeChat([reply]) as server:
        url = f"{server.origin}/v1beta/models/gemini-x:generateContent"
        document = httpx.post(url, json=BODY, timeout=10).json()
    parts = document["candidates"][0]["content"]["parts"]
    assert parts[0] == {"text": "Let me see."}
    assert parts[1]["functionCall"]["args"] == {"town": "Ulm"}
    assert document["usageMetadata"]["promptTokenCount"] == 5


def test_the_tool_that_must_be_called() -> None:
    tools = [{"functionDeclarations": [{"name": "a"}, {"name": "b"}]}]
    any_of = {"functionCallingConfig": {"mode": "ANY"}}
    named = {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["b"]}}
    assert tool({"tools": tools}) == ""
    assert tool({"tools": tools, "toolConfig": any_of}) == "a"
    assert tool({"tools": tools, "toolConfig": named}) == "b"
