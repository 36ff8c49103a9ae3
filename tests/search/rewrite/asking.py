"""A search over three passages, one of them for staff only, and a chat model that answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tandem.llm import Chat, FakeChat
from tandem.search import Hybrid, Section


@dataclass(frozen=True)
class Piece(Section):
    """A section with labels."""

    access: tuple[str, ...] = ()


PIECES = [
    Piece("fee", "", "the charge for late payment"),
    Piece("limit", "", "the largest sum of a transfer"),
    Piece("secret", "", "the charge that staff may waive", access=("staff",)),
]


def lexical() -> Hybrid:
    return Hybrid(rankings=("lexical",)).fit(PIECES)


@contextmanager
def chatting(answer: str) -> Iterator[tuple[Chat, FakeChat]]:
    with FakeChat([answer]) as server:
        yield Chat(model=server.model, base_url=server.url), server
