"""Messages: what goes to a chat model and what comes back, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from tandem.errors import DefinitionError


@dataclass(frozen=True)
class Image:
    """A picture, by its bytes and their media type or by an address that the provider reads."""

    data: bytes = b""
    media_type: str = "image/png"
    url: str = ""

    def __post_init__(self) -> None:
        if bool(self.data) == bool(self.url):
            raise DefinitionError("an Image has either data or a url")


@dataclass(frozen=True)
class ToolCall:
    """A call of a tool that a model asks for; ``arguments`` are a text of JSON."""

    id: str
    name: str
    arguments: str = "{}"


@dataclass(frozen=True)
class Message:
    """One turn of a conversation.

    A turn of a ``tool`` is the result of the call ``call_id``, which an ``assistant`` asked
    for in ``calls``. ``schema`` is a JSON schema that the answer to this message must fit.
    """

    role: Literal["system", "user", "assistant", "tool"]
    content: str = ""
    images: list[Image] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    call_id: str = ""
    schema: dict[str, Any] | None = None


@dataclass(frozen=True)
class Tool:
    """What a model is told of a tool: its name, what it does, the JSON schema of its input."""

    name: str
    description: str
    schema: dict[str, Any]


@dataclass(frozen=True)
class Request:
    """Everything that one call of a provider depends on besides the model's settings."""

    messages: list[Message]
    tools: list[Tool] = field(default_factory=list)


@dataclass(frozen=True)
class Reply:
    """What a model said: text, calls of tools, or both. ``cost`` is US dollars, if known."""

    text: str
    calls: list[ToolCall] = field(default_factory=list)
    finish: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None


def conversation(x: str | list[Message], instructions: str = "") -> list[Message]:
    """The messages that a text, or a list of messages, and instructions make."""
    turns = [Message("user", x)] if isinstance(x, str) else list(x)
    return [Message("system", instructions), *turns] if instructions else turns
