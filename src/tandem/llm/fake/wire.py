"""What a protocol of chat models is to the fake server: four functions of the request's body."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tandem.llm.fake.script import Fault, Said, Turns

Body = dict[str, Any]


@dataclass(frozen=True)
class Wire:
    """A protocol.

    ``turns`` are the messages of a request as role and content; ``tool`` the tool that it
    says must be called, or ""; ``whole`` the document of an answer; ``events`` its stream,
    piece by piece; ``error`` the document of a failure.
    """

    turns: Callable[[Body], Turns]
    tool: Callable[[Body], str]
    whole: Callable[[Body, Said], Body]
    events: Callable[[Body, Said], Iterator[bytes]]
    error: Callable[[Fault], Body]


def event(document: Any, name: str = "") -> bytes:
    """A server-sent event."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(document)}\n\n".encode()
