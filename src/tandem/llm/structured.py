"""Structured: a record out of a chat model, checked, and repaired a bounded number of times."""

from __future__ import annotations

import dataclasses
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, Self, TypeVar, cast

from tandem.core import Component, Result, Token, contract, emit, note, stream
from tandem.core.schema import decoder, encode
from tandem.errors import DefinitionError, InvalidInput
from tandem.llm.json_text import json_text
from tandem.llm.message import Message
from tandem.llm.prompt import Prompt
from tandem.llm.prompted import with_settings
from tandem.llm.schema import object_schema

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

In = TypeVar("In")
Out = TypeVar("Out")

_TOLD: Final = "Answer with one JSON document that fits this JSON schema, and nothing else:"
_REPAIR: Final = """\
That does not fit: {problem}
Answer with the whole corrected JSON document and nothing else."""


class Structured(Component[In, Out]):
    """A record of type ``Out`` that a chat model makes of an input.

    Subclass it with real types: ``class Read(Structured[str, Invoice])``; ``Out`` is a
    dataclass, a msgspec struct, a pydantic model, or plain data. The input is text,
    messages, or the record of a ``prompt``, which ``fit`` takes the text of.

    ``mode`` ``"schema"`` asks for the answer through the message's schema: the provider's
    own schema mode where the model has one, else a tool that it must call. ``"words"``
    writes the schema into the question, for servers that know neither. Code fences, prose
    around the JSON and trailing commas are forgiven. An answer that does not fit goes back
    with what is wrong, naming the field, at most ``repairs`` times; the tokens of every
    attempt count. Then ``InvalidInput`` is raised, which names the field.

    The tokens of the JSON are not emitted.
    """

    kind: ClassVar[str] = "structured"

    chat: Component[str | list[Message], str]
    prompt: Prompt[In] | None = None
    mode: Literal["schema", "words"] = "schema"
    repairs: int = 2

    def fit(self, source: str | Path) -> Self:
        """Take the prompt's text, or the file that holds it, and the settings in it."""
        if self.prompt is None:
            raise DefinitionError(f"{type(self).__name__} has no prompt to fit")
        prompt = self.prompt.fit(source)
        return self.evolve(prompt=prompt, chat=with_settings(self.chat, prompt.front.model))

    async def run(self, x: In, /) -> Out:
        turns = await self._asked(x)
        decode = decoder(contract(type(self)).output)
        for attempt in range(self.repairs + 1):
            said = await _quietly(self.chat, turns)
            try:
                record: Out = decode(json_text(said).encode())
            except InvalidInput as error:
                note(**{f"misfit_{attempt + 1}": error.message})
                if attempt == self.repairs:
                    raise InvalidInput(
                        f"{type(self).__name__} got no {_name(self)} from the chat model in "
                        f"{attempt + 1} attempts: {error.message}",
                        field=error.field,
                    ) from None
                turns = self._again(turns, said, error)
            else:
                if attempt:
                    note(repairs=attempt)
                return record
        raise AssertionError("the last attempt returns or raises")

    async def _asked(self, x: In) -> list[Message]:
        if self.prompt is not None:
            turns = await self.prompt(x)
        elif isinstance(x, str):
            turns = [Message("user", x)]
        else:
            turns = list(cast("list[Message]", x))
        return [*turns[:-1], self._holding(turns[-1])]

    def _holding(self, turn: Message) -> Message:
        """The last turn with the schema that the answer must fit."""
        schema = object_schema(contract(type(self)).output)
        if self.mode == "schema":
            return dataclasses.replace(turn, schema=schema)
        told = f"{turn.content}\n\n{_TOLD}\n{encode(schema).decode()}"
        return dataclasses.replace(turn, content=told)

    def _again(self, turns: list[Message], said: str, error: InvalidInput) -> list[Message]:
        """The conversation with the answer, and what is wrong with it."""
        asked = Message("user", _REPAIR.format(problem=error.message), schema=turns[-1].schema)
        return [*turns, Message("assistant", said), asked]


def _name(component: Structured[Any, Any]) -> str:
    output = contract(type(component)).output
    return str(getattr(output, "__name__", output))


async def _quietly(chat: Component[str | list[Message], str], turns: list[Message]) -> str:
    """The reply of a chat model; of what it emits only the tokens are kept back."""
    events = cast("AsyncGenerator[Any]", stream(chat, turns))
    async with aclosing(events):
        async for event in events:
            match event:
                case Result(value=said):
                    return str(said)
                case Token():
                    continue
                case _:
                    emit(event)
    raise AssertionError("a stream ends with its result")
