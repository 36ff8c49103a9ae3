"""What goes to pydantic-ai, where no test through HTTP would see it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tandem.llm import Message, Request
from tandem.llm.translate import messages, parameters


def held(**profile: bool) -> Any:
    asked = Request([Message("user", "x", schema={"type": "object"})])
    return parameters(SimpleNamespace(profile=profile), asked)  # type: ignore[arg-type]  # only its profile is read


def test_a_schema_is_held_the_best_way_that_the_model_has() -> None:
    assert held(supports_json_schema_output=True).output_mode == "native"
    tool = held(supports_json_schema_output=False, supports_tools=True)
    assert (tool.output_mode, tool.allow_text_output) == ("tool", False)
    assert held(supports_tools=False).output_mode == "prompted"


def test_nothing_asked_for_is_nothing_sent() -> None:
    request = Request([Message("user", "x")])
    assert parameters(SimpleNamespace(profile={}), request) is None  # type: ignore[arg-type]  # only its profile is read


def test_the_result_of_a_tool_has_the_name_of_its_call() -> None:
    from tandem.llm import ToolCall

    turns = [
        Message("assistant", calls=[ToolCall("c", "weather")]),
        Message("tool", "rain", call_id="c"),
    ]
    part = messages(turns)[1].parts[0]
    assert (part.tool_name, part.tool_call_id, part.content) == ("weather", "c", "rain")  # type: ignore[union-attr]  # a result
