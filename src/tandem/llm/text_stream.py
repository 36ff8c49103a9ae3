"""The words of a chat completion, streamed or whole, read without building more objects of them.

The request is that of pydantic-ai. Its answer is read here where it can hold nothing but text:
for a streamed word the provider's client and pydantic-ai take several times as long as this does.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec

from tandem.llm.message import Request

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models import Model
    from pydantic_ai.settings import ModelSettings

_DATA: Final = "data:"
_DONE: Final = "[DONE]"
_THINKING: Final = ("<think>", "</think>")


class _Delta(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Details(msgspec.Struct):
    cached_tokens: int | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _Details | None = None


class _Chunk(msgspec.Struct):
    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: Any = None


_decode = msgspec.json.Decoder(_Chunk).decode


class Usage(msgspec.Struct):
    """Tokens as pydantic-ai names them."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0

    @classmethod
    def of(cls, said: Any) -> Usage:
        """Of what a completion says of its tokens; nothing where it says nothing."""
        if said is None:
            return cls()
        details = said.prompt_tokens_details
        cached = (details.cached_tokens or 0) if details else 0
        return cls(said.prompt_tokens or 0, said.completion_tokens or 0, cached)


class TextStream:
    """The pieces of an answer as they come; ``usage`` and ``finish`` when it has ended."""

    def __init__(self, lines: AsyncIterator[str], model: Any) -> None:
        self._lines = cast("AsyncGenerator[str]", lines)
        self._name: str = model.model_name
        self._opens, self._closes = model.profile.get("thinking_tags", _THINKING)
        self.usage, self.finish, self.text = Usage(), "", ""

    async def pieces(self) -> AsyncGenerator[str]:
        """Texts. Raises errors of pydantic-ai where the stream breaks off or holds an error."""
        from httpx2 import TransportError
        from pydantic_ai.exceptions import ModelConnectionError

        thinking = False
        try:
            async with aclosing(self._lines) as lines:
                async for line in lines:
                    if not line.startswith(_DATA):
                        continue
                    piece = self._read(line[len(_DATA) :].strip())
                    if not thinking and piece == self._opens:
                        thinking = True
                    elif thinking:
                        thinking = piece != self._closes
                    elif piece:
                        self.text += piece
                        yield piece
        except TransportError as error:
            message = f"the connection broke: {error}"
            raise ModelConnectionError(self._name, message) from error

    def _read(self, data: str) -> str:
        """The text of a chunk, and what else it says."""
        from pydantic_ai.exceptions import ModelAPIError

        if data == _DONE:
            return ""
        try:
            chunk = _decode(data)
        except msgspec.MsgspecError as error:
            raise ModelAPIError(self._name, f"not a chunk of an answer: {error}") from error
        if chunk.error:
            raise ModelAPIError(self._name, f"an error in the stream: {chunk.error}")
        if chunk.usage is not None:
            self.usage = Usage.of(chunk.usage)
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self.finish = choice.finish_reason or self.finish
        return (choice.delta.content or "") if choice.delta else ""


def only_text(model: Model, request: Request) -> bool:
    """Whether an answer can be read here: chat completions, with neither tools nor schema."""
    from pydantic_ai.models.openai import OpenAIChatModel

    schema = request.messages[-1].schema if request.messages else None
    return type(model) is OpenAIChatModel and not request.tools and schema is None


async def whole_text(
    model: Any, turns: list[ModelMessage], settings: ModelSettings
) -> tuple[str, str, Usage]:
    """Text, finish and usage of the answer of a model that ``only_text`` holds of."""
    from openai.types.chat import ChatCompletion
    from pydantic_ai.exceptions import UnexpectedModelBehavior
    from pydantic_ai.models import ModelRequestParameters

    merged, asked = model.prepare_request(settings, ModelRequestParameters())
    said = await model._completions_create(turns, False, merged or {}, asked)
    if not isinstance(said, ChatCompletion) or not said.choices:
        raise UnexpectedModelBehavior(f"the provider answered with no completion: {said!r:.200}")
    choice = said.choices[0]
    opens, closes = model.profile.get("thinking_tags", _THINKING)
    thought = re.compile(f"{re.escape(opens)}.*?{re.escape(closes)}", re.DOTALL)
    text = thought.sub("", choice.message.content or "")
    return text, choice.finish_reason or "", Usage.of(said.usage)


@asynccontextmanager
async def text_stream(
    model: Any, turns: list[ModelMessage], settings: ModelSettings
) -> AsyncIterator[TextStream]:
    """Send a request to a model that ``only_text`` holds of; the answer ends with the block."""
    from openai import AsyncStream
    from pydantic_ai.exceptions import UnexpectedModelBehavior
    from pydantic_ai.models import ModelRequestParameters

    merged, asked = model.prepare_request(settings, ModelRequestParameters())
    sent = await model._completions_create(turns, True, merged or {}, asked)
    if not isinstance(sent, AsyncStream):
        raise UnexpectedModelBehavior("the provider gave no stream")
    async with sent:
        yield TextStream(sent.response.aiter_lines(), model)
