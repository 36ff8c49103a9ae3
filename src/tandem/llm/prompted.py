"""Prompted: a prompt and the chat model that answers it, as one part."""

from __future__ import annotations

import dataclasses
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from tandem.core import Component, Result, Token, emit, note, stream, tree
from tandem.errors import DefinitionError, ProviderError
from tandem.llm.message import Message
from tandem.llm.prompt import MARK, Prompt
from tandem.llm.prompt_file import Settings
from tandem.llm.served import Served

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

In = TypeVar("In")
Asked = Component[str | list[Message], str]


class Prompted(Component[In, str]):
    """What a chat model answers to a prompt.

    ``fit`` takes the prompt's text or file, and the settings of its front matter go to the
    chat model, so that a release pins both. Where the prompt asks for steps before the
    answer, only what comes after ``Answer:`` is emitted and returned; an answer without that
    mark raises ``ProviderError``.
    """

    kind: ClassVar[str] = "prompted"

    prompt: Prompt[In]
    chat: Asked

    def fit(self, source: str | Path) -> Self:
        """Take a text, or the file that holds it."""
        prompt = self.prompt.fit(source)
        return self.evolve(prompt=prompt, chat=with_settings(self.chat, prompt.front.model))

    async def run(self, x: In, /) -> str:
        messages = await self.prompt(x)
        if not self.prompt.front.reasoning:
            return await self.chat(messages)
        return await self._after_steps(messages)

    async def _after_steps(self, messages: list[Message]) -> str:
        said, shown = "", 0
        events = cast("AsyncGenerator[Any]", stream(self.chat, messages))
        async with aclosing(events):
            async for event in events:
                match event:
                    case Token(text=text):
                        said += text
                    case Result(value=whole):  # a chat that is replayed emits nothing
                        said = whole
                    case _:
                        emit(event)
                        continue
                begun = _answer(said)
                if begun is not None and len(begun) > shown:
                    emit(Token(begun[shown:]))
                    shown = len(begun)
        answer = _answer(said)
        if answer is None:
            raise ProviderError(f"the chat model wrote no {MARK!r} after its steps")
        note(steps=said[: said.index(MARK)].strip())
        return answer.rstrip()


def with_settings(chat: Asked, settings: Settings) -> Asked:
    """A chat model with the settings of a prompt, also where it is inside limits or a cache.

    Raises ``DefinitionError`` if there are some and the chat holds no model that takes them,
    or several.
    """
    given = {
        "model" if name == "name" else name: value
        for name in settings.__struct_fields__
        if (value := getattr(settings, name)) is not None
    }
    if not given:
        return chat
    models = [(path, part) for path, part in tree.walk(chat) if isinstance(part, Served)]
    if len(models) != 1:
        raise DefinitionError(
            f"the prompt has settings for a model and its chat, a {type(chat).__name__}, "
            f"holds {len(models)} models",
            hint="set them on each Chat inside it, and leave [model] out of the prompt",
        )
    [(path, model)] = models
    return tree.swap(chat, path, dataclasses.replace(model, **given))


def _answer(said: str) -> str | None:
    """What comes after the first mark; ``None`` before it."""
    _, mark, after = said.partition(MARK)
    return after.lstrip() if mark else None
