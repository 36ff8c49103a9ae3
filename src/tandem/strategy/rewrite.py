"""Questions that lean on a conversation, and long conversations, put right by a chat model."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from tandem.core import Component, Result, note, stream
from tandem.errors import ProviderError
from tandem.llm import Message
from tandem.search import Conversation, Remember, TokenCounter, Turn, WordTokens

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

STAND_ALONE: Final = """\
Rewrite the last question so that it can be understood without the conversation. Name what it \
points at. Do not answer it and add nothing. Reply with the question alone, on one line."""
SUMMARISE: Final = """\
Summarise the conversation in at most five short lines: what was asked, what was answered, and \
every name and number that a later question could point at. Add nothing."""
_LONGEST: Final = 500


class Rewrite(Component[Conversation, str]):
    """The question as a chat model rewrites it to stand alone; the first one as it is.

    What the model writes here is not emitted: it is no part of the answer. Raises
    ``ProviderError`` for a reply that is no single line of up to 500 characters: put it first
    in a ``Fallback``, with a ``FollowUp`` second.
    """

    kind: ClassVar[str] = "rewrite"

    chat: Component[str | list[Message], str]
    instructions: str = STAND_ALONE

    async def run(self, x: Conversation, /) -> str:
        if not x.turns and not x.summary:
            return x.question
        told = f"{transcript(x.turns, x.summary)}\n\nLast question: {x.question}"
        asked = [Message("system", self.instructions), Message("user", told)]
        reply = (await quietly(self.chat, asked)).strip()
        if not reply or "\n" in reply or len(reply) > _LONGEST:
            raise ProviderError(f"the chat model rewrote a question as {reply[:80]!r}")
        note(rewritten=reply != x.question)
        return reply


class Summarise(Component[Conversation, Conversation]):
    """A conversation within ``budget`` tokens, its older turns summarised by a chat model.

    The last ``recent`` turns stay word for word. A summary that is itself over the budget is
    cut as ``Remember`` cuts, so the budget holds whatever the model writes.
    """

    kind: ClassVar[str] = "memory"

    chat: Component[str | list[Message], str]
    budget: int = 512
    recent: int = 4
    instructions: str = SUMMARISE
    tokens: TokenCounter = field(default_factory=WordTokens)

    async def run(self, x: Conversation, /) -> Conversation:
        said = [text for turn in x.turns for text in (turn.question, turn.answer)]
        if sum(self.tokens.counts([x.summary, *said])) <= self.budget:
            return x
        first = max(0, len(x.turns) - self.recent)
        older, kept = x.turns[:first], x.turns[first:]
        told = transcript(older, x.summary)
        asked = [Message("system", self.instructions), Message("user", told)]
        summary = (await quietly(self.chat, asked)).strip() if told else ""
        note(turns=len(kept), summarised=len(older))
        shorter = replace(x, turns=kept, summary=summary)
        return Remember(budget=self.budget, recent=self.recent, tokens=self.tokens).shorten(shorter)


def transcript(turns: Sequence[Turn], summary: str = "") -> str:
    """A conversation as a chat model is shown it."""
    lines = [f"Earlier: {summary}"] if summary else []
    for turn in turns:
        lines += [f"User: {turn.question}", f"Assistant: {turn.answer}"]
    return "\n".join(lines)


async def quietly(chat: Component[str | list[Message], str], x: list[Message]) -> str:
    """The reply of a chat model, without its tokens reaching whoever watches the answer."""
    events = cast("AsyncGenerator[Any]", stream(chat, x))
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Result):
                return str(event.value)
    raise ProviderError("the chat model gave no reply")
