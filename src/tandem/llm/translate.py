"""Our messages and tools in the words of pydantic-ai."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from tandem.llm.message import Image, Message, Request, ToolCall

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models import Model, ModelRequestParameters

ANSWER: Final = "answer"
"""The tool through which a model answers with data where it cannot be held to a schema."""


def messages(turns: Sequence[Message]) -> list[ModelMessage]:
    """The messages of a conversation."""
    from pydantic_ai.messages import (
        ModelRequest,
        ModelResponse,
        SystemPromptPart,
        TextPart,
        ToolCallPart,
        ToolReturnPart,
        UserPromptPart,
    )

    names = {call.id: call.name for turn in turns for call in turn.calls}
    found: list[ModelMessage] = []
    for turn in turns:
        match turn.role:
            case "assistant":
                said: list[Any] = [TextPart(turn.content)] if turn.content else []
                said += [ToolCallPart(c.name, c.arguments, c.id) for c in turn.calls]
                found.append(ModelResponse(parts=said))
            case "system":
                found.append(ModelRequest(parts=[SystemPromptPart(turn.content)]))
            case "tool":
                name = names.get(turn.call_id, ANSWER)
                part = ToolReturnPart(name, turn.content, turn.call_id)
                found.append(ModelRequest(parts=[part]))
            case "user":
                content: Any = turn.content
                if turn.images:
                    content = [turn.content, *map(_image, turn.images)]
                found.append(ModelRequest(parts=[UserPromptPart(content)]))
    return found


def _image(image: Image) -> Any:
    from pydantic_ai.messages import BinaryContent, ImageUrl

    if image.url:
        return ImageUrl(image.url)
    return BinaryContent(image.data, media_type=image.media_type)


def parameters(model: Model, request: Request) -> ModelRequestParameters | None:
    """Tools, and how the answer is held to the schema of the last message."""
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.tools import ToolDefinition

    schema = request.messages[-1].schema if request.messages else None
    if schema is None and not request.tools:
        return None
    tools = [
        ToolDefinition(
            name=tool.name,
            description=tool.description,
            parameters_json_schema=dict(tool.schema),
        )
        for tool in request.tools
    ]
    held = {} if schema is None else _held(model, schema)
    return ModelRequestParameters(function_tools=tools, **held)


def _held(model: Model, schema: Mapping[str, Any]) -> dict[str, Any]:
    """By the provider's own schema mode, else by a tool that must be called, else by words."""
    from pydantic_ai.output import OutputObjectDefinition
    from pydantic_ai.tools import ToolDefinition

    profile = model.profile
    asked = OutputObjectDefinition(json_schema=dict(schema), name=ANSWER)
    if profile.get("supports_json_schema_output", False):
        return {"output_mode": "native", "output_object": asked}
    if profile.get("supports_tools", True):
        tool = ToolDefinition(
            name=ANSWER,
            description="Give the answer.",
            parameters_json_schema=dict(schema),
            kind="output",
        )
        return {"output_mode": "tool", "output_tools": [tool], "allow_text_output": False}
    return {"output_mode": "prompted", "output_object": asked}


def said(response: Any) -> tuple[str, list[ToolCall]]:
    """Text and calls of a response; arguments of the tool of the answer are its text."""
    from pydantic_ai.messages import TextPart, ToolCallPart

    parts = response.parts
    asked = [part for part in parts if isinstance(part, ToolCallPart)]
    calls = [ToolCall(p.tool_call_id, p.tool_name, p.args_as_json_str()) for p in asked]
    answers = [call.arguments for call in calls if call.name == ANSWER]
    text = "".join(part.content for part in parts if isinstance(part, TextPart))
    return answers[0] if answers else text, [call for call in calls if call.name != ANSWER]
