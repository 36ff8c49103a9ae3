"""Tools: any component that a chat model may call while it answers."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

from tandem.core import Component, contract, note
from tandem.core.schema import decoder, encode
from tandem.errors import DefinitionError, InvalidInput, ProviderError
from tandem.llm.chat import Completion
from tandem.llm.message import Message, Request, Tool, ToolCall, conversation
from tandem.llm.schema import object_schema

_NAME = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")
_ALONE = "value"


class ToolChat(Component[str | list[Message], str]):
    """The answer of a chat model that may call ``tools`` on the way.

    A tool is any component: its name is its key, its description the first paragraph of its
    docstring, its arguments the input type. What it returns goes back as JSON. Arguments
    that do not fit are sent back with what is wrong; any other error of a tool is raised. Calls
    that were asked for together run one after the other, each as a span of its own.

    Raises ``ProviderError`` if the model still asks for tools after ``turns`` answers, and
    as ``Chat`` does.
    """

    kind: ClassVar[str] = "chat"

    model: Completion
    tools: Mapping[str, Component[Any, Any]] = dataclasses.field(default_factory=dict)
    turns: int = 8

    async def run(self, x: str | list[Message], /) -> str:
        turns = conversation(x)
        told = [describe(name, tool) for name, tool in self.tools.items()]
        for turn in range(self.turns):
            reply = await self.model(Request(turns, told))
            if not reply.calls:
                note(turns=turn + 1)
                return reply.text
            turns = [*turns, Message("assistant", reply.text, calls=reply.calls)]
            for call in reply.calls:
                turns.append(Message("tool", await self._carry_out(call), call_id=call.id))
        raise ProviderError(
            f"{self.model.model} still asked for tools after {self.turns} answers",
            hint="raise turns, or say in the instructions when to stop",
        )

    async def _carry_out(self, call: ToolCall) -> str:
        tool = self.tools.get(call.name)
        if tool is None:
            return f"There is no tool {call.name!r}; there are {', '.join(self.tools)}."
        try:
            x = arguments(tool, call.arguments)
        except InvalidInput as error:
            note(bad_arguments=call.name)
            return f"The arguments do not fit: {error.message}"
        output = await tool(x)
        return output if isinstance(output, str) else encode(output).decode()


def describe(name: str, tool: Component[Any, Any]) -> Tool:
    """What a model is told of a component. Raises ``DefinitionError`` for a bad name or type."""
    if not _NAME.match(name):
        raise DefinitionError(
            f"a tool is called {name!r}", hint="letters, digits, _ and -, at most 64 of them"
        )
    text = inspect.cleandoc(type(tool).__doc__ or "").partition("\n\n")[0]
    schema = object_schema(contract(type(tool)).input)
    return Tool(name, " ".join(text.split()), schema if _is_record(schema) else _alone(schema))


def arguments(tool: Component[Any, Any], text: str) -> Any:
    """The input of a tool from the JSON that a model wrote."""
    cls = contract(type(tool)).input
    if not _is_record(object_schema(cls)):
        try:
            given = msgspec.json.decode(text or "{}", type=dict[str, msgspec.Raw])
            text = bytes(given[_ALONE]).decode()
        except (msgspec.MsgspecError, KeyError):
            raise InvalidInput(f"one argument {_ALONE!r} is expected") from None
    return decoder(cls)(text.encode())


def _is_record(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "object" and "properties" in schema


def _alone(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A number, text or list as the one argument of a record."""
    inner = {key: value for key, value in schema.items() if key != "$defs"}
    outer: dict[str, Any] = {
        "type": "object",
        "properties": {_ALONE: inner},
        "required": [_ALONE],
        "additionalProperties": False,
    }
    return outer | ({"$defs": schema["$defs"]} if "$defs" in schema else {})
