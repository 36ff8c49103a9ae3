"""Examples of the components of ``tandem.llm``, each with a server that answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tandem.core import Component
from tandem.llm import (
    Cached,
    Called,
    Chat,
    Completion,
    FakeChat,
    Limited,
    Message,
    Prompt,
    Prompted,
    Request,
    Said,
    Structured,
    ToolChat,
)
from tandem.llm.fake import Reply

Given = tuple[Component[Any, Any], list[Any]]


class Double(Component[int, int]):
    """Doubles a number."""

    async def run(self, x: int, /) -> int:
        return 2 * x


class Doubling(ToolChat):
    """A chat model that can double."""


class Plain(Prompt[str]):
    """Says a text."""


class Saying(Prompted[str]):
    """Says a text and answers."""


class Numbers(Structured[str, list[int]]):
    """Reads numbers."""


def chat(server: FakeChat) -> Chat:
    """A chat model of the server."""
    return Chat(model=server.model, base_url=server.url)


def doubled(turns: list[dict[str, Any]]) -> str | Said:
    """Ask for a tool, then say what it gave."""
    results = [turn["content"] for turn in turns if turn["role"] == "tool"]
    return results[0] if results else Said(calls=(Called("double", {"value": 4}),))


def completion(server: FakeChat) -> Completion:
    """A completion of the server."""
    return Completion(model=server.model, base_url=server.url)


KINDS: dict[type[Component[Any, Any]], tuple[list[Reply], Callable[[FakeChat], Given]]] = {
    Prompt: (["yes"], lambda s: (Plain().fit("Say {{input}}"), ["Well?", ""])),
    Prompted: (
        ["yes"],
        lambda s: (Saying(prompt=Plain(), chat=chat(s)).fit("Say {{input}}"), ["Well?"]),
    ),
    Limited: (["yes"], lambda s: (Limited(chat=chat(s), name="example"), ["Well?"])),
    Cached: (["yes"], lambda s: (Cached(chat=chat(s)), ["Well?"])),
    Structured: (["[1, 2]"], lambda s: (Numbers(chat=chat(s)), ["one, two"])),
    Completion: (["yes"], lambda s: (completion(s), [Request([Message("user", "Well?")])])),
    ToolChat: (
        [doubled],
        lambda s: (Doubling(model=completion(s), tools={"double": Double()}), ["Well?"]),
    ),
}


@contextmanager
def llm_example(cls: type[Component[Any, Any]]) -> Iterator[Given]:
    """The example of a class."""
    replies, make = KINDS[cls]
    with FakeChat(replies) as server:
        yield make(server)
