"""What a fake server is told to say: texts, data, calls of tools, and things that go wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Turns = list[dict[str, Any]]


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong.

    ``error`` answers with ``status`` and ``message``; ``drop`` closes the connection after
    ``after`` pieces of ``text``; ``silence`` sends ``after`` pieces, then nothing until the
    server closes; ``garbage`` answers with what is not JSON; ``empty`` with no text;
    ``misfit`` with JSON that fits no schema; ``cut`` ends ``text`` for want of tokens;
    ``slow`` sends the first byte after ``seconds`` and waits ``pause`` after each piece.
    """

    kind: Literal["error", "drop", "silence", "garbage", "empty", "misfit", "cut", "slow"]
    status: int = 500
    message: str = "the fake was told to fail"
    after: int = 0
    text: str = "this answer is never finished"
    retry_after: float | None = None
    seconds: float = 0.0
    pause: float = 0.0


@dataclass(frozen=True)
class Called:
    """A call of a tool that the fake model asks for."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    id: str = "call_fake"


@dataclass(frozen=True)
class Said:
    """A whole answer: a text, calls of tools, or both. ``None`` tokens: words are counted."""

    text: str = ""
    calls: tuple[Called, ...] = ()
    finish: Literal["stop", "length", "tool_calls"] = "stop"
    tokens_in: int | None = None
    tokens_out: int | None = None

    def tokens(self, turns: Turns) -> tuple[int, int]:
        """Tokens in and out. Words stand for tokens, so that tests can count by hand."""
        sent = sum(len(words(turn.get("content", "")).split()) for turn in turns)
        got = len(self.text.split()) + sum(1 + len(call.arguments) for call in self.calls)
        return (
            sent if self.tokens_in is None else self.tokens_in,
            got if self.tokens_out is None else self.tokens_out,
        )


Scripted = str | dict[str, Any] | Said | Fault
Reply = Scripted | Callable[[Turns], Scripted]
"""A text, data, a whole answer, a fault, or a function of the messages that gives one.

Data (a dict) is given the way it was asked for: as a call of the tool that must be called,
or else as a text of JSON.
"""


def echo(turns: Turns) -> str:
    """The last message, said back."""
    return words(turns[-1]["content"])


def answer(reply: Scripted, tool: str = "") -> Said:
    """What a reply says; of a fault, what it begins to say."""
    match reply:
        case Said():
            return reply
        case str():
            return Said(reply)
        case dict() if tool:
            return Said(calls=(Called(tool, reply),), finish="tool_calls")
        case dict():
            return Said(json.dumps(reply))
        case Fault(kind="empty"):
            return Said()
        case Fault(kind="misfit"):
            return answer({"unexpected": True}, tool)
        case Fault(kind="cut"):
            return Said(reply.text, finish="length")
        case Fault():
            return Said(reply.text)


def pieces(text: str) -> Iterator[str]:
    """A text word by word, as a stream sends it."""
    for i, word in enumerate(text.split(" ") if text else ()):
        yield word if i == 0 else f" {word}"


def words(content: Any) -> str:
    """The text of a message's content, which may be a list of parts."""
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")
