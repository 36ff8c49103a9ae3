"""Chat: text in, text out, from any server that speaks OpenAI's chat completions."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from tandem.core import Component, Token, emit, note
from tandem.errors import DeadlineExceeded, DefinitionError, MissingExtra, ProviderError
from tandem.record.cost import cost

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.settings import ModelSettings

_PREFIX = "openai:"


@dataclass(frozen=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


class Chat(Component[str | list[Message], str]):
    """The answer of a chat model; its tokens are emitted as they arrive.

    ``model`` is ``"openai:NAME"``; with ``base_url`` any server of the same protocol is
    meant (vLLM, Ollama, llama.cpp). The key is read from the environment variable
    ``api_key_variable`` at the time of the call, so no release holds it. ``seconds`` bounds
    the whole call, retries included.

    Raises ``ProviderError`` when the server refuses, fails or answers nothing, and
    ``DeadlineExceeded`` when it is too slow. Tokens, cost and model are noted in the trace.
    """

    kind: ClassVar[str] = "chat"

    model: str
    base_url: str = ""
    api_key_variable: str = "OPENAI_API_KEY"
    instructions: str = ""
    temperature: float | None = None
    max_tokens: int | None = None
    seconds: float = 60.0
    retries: int = 2

    async def run(self, x: str | list[Message], /) -> str:
        from pydantic_ai.direct import model_request_stream
        from pydantic_ai.exceptions import AgentRunError, UserError
        from pydantic_ai.messages import PartDeltaEvent, PartStartEvent, TextPart, TextPartDelta

        pieces: list[str] = []
        note(model=self.model)
        try:
            async with asyncio.timeout(self.seconds):
                model = await self._model()
                request = model_request_stream(
                    model, self._messages(x), model_settings=self._settings(), instrument=False
                )
                async with request as stream:
                    async for event in stream:
                        match event:
                            case PartStartEvent(part=TextPart(content=text)):
                                pass
                            case PartDeltaEvent(delta=TextPartDelta(content_delta=text)):
                                pass
                            case _:
                                continue
                        if text:
                            pieces.append(text)
                            emit(Token(text))
                    _note_usage(self.model, stream.get())
        except TimeoutError:
            raise DeadlineExceeded(
                f"{self.model} did not finish its answer within {self.seconds:g} s"
            ) from None
        except (AgentRunError, UserError) as error:
            raise ProviderError(f"{self.model} at {self._where()}: {error}") from error
        if not pieces:
            raise ProviderError(f"{self.model} at {self._where()} answered with no text")
        return "".join(pieces)

    def _where(self) -> str:
        return self.base_url or "OpenAI"

    def _settings(self) -> ModelSettings:
        settings: ModelSettings = {"timeout": self.seconds, "max_retries": self.retries}
        if self.temperature is not None:
            settings["temperature"] = self.temperature
        if self.max_tokens is not None:
            settings["max_tokens"] = self.max_tokens
        return settings

    def _messages(self, x: str | list[Message]) -> list[ModelMessage]:
        from pydantic_ai.messages import (
            ModelRequest,
            ModelResponse,
            SystemPromptPart,
            TextPart,
            UserPromptPart,
        )

        turns: Sequence[Message] = [Message("user", x)] if isinstance(x, str) else x
        if self.instructions:
            turns = [Message("system", self.instructions), *turns]
        messages: list[ModelMessage] = []
        for turn in turns:
            match turn.role:
                case "assistant":
                    messages.append(ModelResponse(parts=[TextPart(turn.content)]))
                case "system":
                    messages.append(ModelRequest(parts=[SystemPromptPart(turn.content)]))
                case "user":
                    messages.append(ModelRequest(parts=[UserPromptPart(turn.content)]))
        return messages

    async def _model(self) -> OpenAIChatModel:
        """The client for the running event loop; connections are kept until the loop ends."""
        for ended in [loop for loop in _clients if loop.is_closed()]:
            _clients.pop(ended, None)
        clients = _clients.setdefault(asyncio.get_running_loop(), {})
        key = (self.model, self.base_url, os.environ.get(self.api_key_variable, ""))
        if key not in clients:
            opened = _open_client(*key, variable=self.api_key_variable)
            entry = opened, await anext(opened)
            if clients.setdefault(key, entry) is not entry:
                await opened.aclose()  # another call was first
        return clients[key][1]


_Opened = tuple["AsyncGenerator[OpenAIChatModel]", "OpenAIChatModel"]
_clients: dict[asyncio.AbstractEventLoop, dict[tuple[str, str, str], _Opened]] = {}


async def _open_client(
    name: str, base_url: str, key: str, *, variable: str
) -> AsyncGenerator[OpenAIChatModel]:
    """Yield a model whose connections close with the event loop.

    A loop that ends normally closes the asynchronous generators that began in it, which is
    the only moment at which connections of that loop can still be closed properly.
    """
    if not name.startswith(_PREFIX) or name == _PREFIX:
        raise DefinitionError(
            f"Chat got the model {name!r}",
            hint='write "openai:NAME", and base_url for another server of the same protocol',
        )
    if not key and not base_url:
        raise ProviderError(
            f"{name} needs an API key", hint=f"set the environment variable {variable}"
        )
    try:
        from httpx2 import AsyncClient
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider
        from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
    except ImportError as error:
        raise MissingExtra("Chat needs pydantic-ai", hint="pip install 'tandem-ai[llm]'") from error
    async with AsyncClient(timeout=None) as http:
        provider: Any = (
            OpenAICompatibleProvider(
                "openai-compatible", base_url=base_url, api_key=key or None, http_client=http
            )
            if base_url
            else OpenAIProvider(api_key=key, http_client=http)
        )
        yield OpenAIChatModel(name.removeprefix(_PREFIX), provider=provider)


def _note_usage(model: str, response: Any) -> None:
    tokens_in, tokens_out = response.usage.input_tokens, response.usage.output_tokens
    note(tokens_in=tokens_in, tokens_out=tokens_out, finish=response.finish_reason or "")
    price = cost(model, tokens_in, tokens_out)
    if price is None:
        note(cost_unknown=True)
    else:
        note(cost=price)
