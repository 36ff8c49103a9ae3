"""Chat: text or messages in, text out, from the model of any provider."""

from __future__ import annotations

from tandem.errors import ProviderError
from tandem.llm.message import Message, Reply, Request, conversation
from tandem.llm.served import Served


class Chat(Served[str | list[Message], str]):
    """The answer of a chat model; its tokens are emitted as they arrive.

    ``model`` is ``"provider:name"``, such as ``"openai:gpt-4o-mini"``; with ``base_url`` any
    server of OpenAI's protocol is meant. Where the last message has a schema, the answer is
    a text of JSON that the provider was held to.

    Raises ``ProviderError`` when the server refuses, fails or answers nothing, and
    ``DeadlineExceeded`` when it is too slow. Tokens, cost and model are noted in the trace.
    """

    async def run(self, x: str | list[Message], /) -> str:
        reply = await self.ask(Request(conversation(x, self.instructions)))
        if not reply.text:
            raise ProviderError(
                f"{self.model} at {self.base_url or 'its provider'} answered with no text"
            )
        return reply.text


class Completion(Served[Request, Reply]):
    """One call of a model with tools that it may ask for: what ``ToolChat`` is made of.

    ``instructions`` go before the messages. Raises as ``Chat`` does, and ``ProviderError``
    for an answer with neither text nor calls.
    """

    async def run(self, x: Request, /) -> Reply:
        turns = conversation(list(x.messages), self.instructions)
        reply = await self.ask(Request(turns, x.tools))
        if not reply.text and not reply.calls:
            raise ProviderError(f"{self.model} answered with neither text nor calls")
        return reply
