"""What every component that asks a provider shares: where the model is, and its settings."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from tandem.core import Component, Token, emit, note, watched
from tandem.errors import DeadlineExceeded, ProviderError
from tandem.llm.connections import Connection, connection
from tandem.llm.message import Reply, Request
from tandem.llm.meter import used
from tandem.llm.pricing import price
from tandem.llm.providers import address
from tandem.llm.text_stream import Usage, only_text, text_stream, whole_text
from tandem.llm.translate import messages, parameters, said

if TYPE_CHECKING:
    from pydantic_ai.exceptions import AgentRunError
    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models import Model
    from pydantic_ai.settings import ModelSettings

In = TypeVar("In")
Out = TypeVar("Out")

_PASSING: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 8.0


class Served(Component[In, Out]):
    """A model of a provider by ``"provider:name"``, and its settings.

    Providers are ``openai`` (chat completions), ``openai-responses``, ``anthropic``,
    ``google`` and ``ollama``; ``openai`` with ``base_url`` is any server of that protocol
    (vLLM, llama.cpp, a gateway). The key is read from the environment at the time of the
    call, so no release holds it: from ``api_key_variable``, or the provider's usual one.

    ``seconds`` bounds the whole call, its ``retries`` included; these wait as long as the
    server asks (``Retry-After``), or longer from one to the next. A server that failed
    ``break_after`` times in a row is left alone for ``break_seconds`` (0: never). ``price``
    is US dollars per million tokens in and out, where no list has it or yours is another.
    """

    kind: ClassVar[str] = "chat"

    model: str
    base_url: str = ""
    api_key_variable: str = ""
    instructions: str = ""
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    max_tokens: int | None = None
    seconds: float = 60.0
    retries: int = 2
    break_after: int = 10
    break_seconds: float = 5.0
    price: tuple[float, float] | None = None

    async def ask(self, request: Request) -> Reply:
        """Send a request, emit the tokens of the answer, note what it used.

        The answer is streamed where somebody watches, and comes whole where nobody does.

        Raises ``ProviderError`` when the server refuses or fails and ``DeadlineExceeded``
        when it is too slow. An answer of which tokens were emitted is not tried again.
        """
        note(model=self.model)
        deadline = time.monotonic() + self.seconds
        try:
            async with asyncio.timeout(self.seconds):
                return await self._try(await self.open(), request, deadline)
        except TimeoutError:
            raise DeadlineExceeded(
                f"{self.model} did not finish its answer within {self.seconds:g} s"
            ) from None

    async def open(self) -> Connection:
        """Get ready to ask, which is slow the first time: the provider's package is imported.

        Raises ``ProviderError`` where the key is missing.
        """
        at = address(self.model, self.base_url, self.api_key_variable)
        return await connection(at, failures=self.break_after, seconds=self.break_seconds)

    async def _try(self, reached: Connection, request: Request, deadline: float) -> Reply:
        from pydantic_ai.exceptions import AgentRunError, UserError

        for attempt in range(self.retries + 1):
            reached.breaker.admit(f"{self.model} at {reached.at.where}")
            pieces: list[str] = []
            try:
                reply = await self._once(reached, request, pieces)
            except UserError as error:
                raise self._failure(reached, error) from error
            except AgentRunError as error:
                if passing := _is_passing(error):
                    reached.breaker.failed()
                pause = _pause(error, attempt)
                last = attempt == self.retries or pause > deadline - time.monotonic()
                if last or pieces or not passing:
                    raise self._failure(reached, error) from error
                note(retries=attempt + 1)
                await asyncio.sleep(pause)
            else:
                reached.breaker.succeeded()
                return reply
        raise AssertionError("the last attempt returns or raises")

    async def _once(self, reached: Connection, request: Request, pieces: list[str]) -> Reply:
        from pydantic_ai.direct import model_request, model_request_stream
        from pydantic_ai.messages import PartDeltaEvent, PartStartEvent, TextPart, TextPartDelta

        model, turns = reached.model, messages(request.messages)
        options: Any = {
            "model_settings": self.settings(),
            "model_request_parameters": parameters(model, request),
            "instrument": False,
        }
        words = only_text(model, request)
        if words and watched():
            return await self._read(model, turns, pieces)
        if words:
            text, finish, usage = await whole_text(model, turns, self.settings())
            return self._said(text, finish, usage)
        if not watched():
            response = await model_request(model, turns, **options)
            return _reply(response, self._count(response.usage))
        sent = model_request_stream(model, turns, **options)
        async with sent as stream:
            try:
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
            except BaseException:
                if pieces:  # what broke off is paid for
                    self._count(stream.usage)
                raise
            return _reply(stream.get(), self._count(stream.usage))

    async def _read(self, model: Model, turns: list[ModelMessage], pieces: list[str]) -> Reply:
        """The answer of a model that can say nothing but words."""
        async with text_stream(model, turns, self.settings()) as answer:
            try:
                async with aclosing(answer.pieces()) as said:
                    async for text in said:
                        pieces.append(text)
                        emit(Token(text))
            except BaseException:
                if pieces:  # what broke off is paid for
                    self._count(answer.usage)
                raise
        return self._said(answer.text, answer.finish, answer.usage)

    def _said(self, text: str, finish: str, usage: Usage) -> Reply:
        note(finish=finish)
        cost = self._count(usage)
        return Reply(text, [], finish, usage.input_tokens, usage.output_tokens, cost)

    def _count(self, usage: Any) -> float | None:
        """Note tokens and cost. A server that does not count tokens has no known price."""
        tokens_in, tokens_out = usage.input_tokens, usage.output_tokens
        cost = (
            price(self.model, tokens_in, tokens_out, cached=usage.cache_read_tokens, own=self.price)
            if tokens_in or tokens_out
            else None
        )
        note(tokens_in=tokens_in, tokens_out=tokens_out)
        note(**({"cost_unknown": True} if cost is None else {"cost": cost}))
        used(tokens_in, tokens_out, cost)
        return cost

    def _failure(self, reached: Connection, error: Exception) -> ProviderError:
        status = getattr(error, "status_code", None)
        return ProviderError(
            f"{self.model} at {reached.at.where}: {error}",
            status=status,
            retry_after=_asked_to_wait(error),
        )

    def settings(self) -> ModelSettings:
        """The settings of the model in the words of pydantic-ai."""
        given = {
            "temperature": self.temperature,
            "top_p": self.top_p,
            "seed": self.seed,
            "max_tokens": self.max_tokens,
            "stop_sequences": list(self.stop) or None,
        }
        settings: Any = {name: value for name, value in given.items() if value is not None}
        typed: ModelSettings = settings
        return typed


def _reply(response: Any, cost: float | None) -> Reply:
    text, calls = said(response)
    finish = response.finish_reason or ""
    note(finish=finish)
    usage = response.usage
    return Reply(text, calls, finish, usage.input_tokens, usage.output_tokens, cost)


def _is_passing(error: AgentRunError) -> bool:
    """Whether the same request may succeed a little later."""
    from pydantic_ai.exceptions import ModelConnectionError, ModelQuotaExceededError

    if isinstance(error, ModelQuotaExceededError):
        return False
    if isinstance(error, ModelConnectionError):
        return True
    return getattr(error, "status_code", None) in _PASSING


def _pause(error: AgentRunError, attempt: int) -> float:
    """Seconds until the next attempt: what the server asks, or longer from one to the next."""
    asked = _asked_to_wait(error)
    if asked is not None:
        return asked
    longest: float = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt)
    return random.uniform(0.5, 1.0) * longest


def _asked_to_wait(error: Exception) -> float | None:
    """Seconds of ``Retry-After``, fractions of which pydantic-ai does not read."""
    header = (getattr(error, "headers", None) or {}).get("retry-after", "")
    try:
        return max(0.0, float(header))
    except ValueError:
        asked: float | None = getattr(error, "retry_after", None)
        return None if asked is None else float(asked)
