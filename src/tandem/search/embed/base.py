"""What an embedder is: text to unit vectors, with a digest that names what made them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Self

from tandem.core import Component
from tandem.errors import DefinitionError
from tandem.search.index.entry import Entry
from tandem.search.index.vector import Floats


class Embedder(Component[str, list[float]]):
    """Texts to unit vectors of shape ``(n, dimensions)``.

    Vectors of two embedders lie in different spaces: ``digest`` names weights, precision
    and everything else that a vector depends on, and an index refuses another digest than
    it was built with.
    """

    kind: ClassVar[str] = "embedder"
    costly: ClassVar[bool] = True
    """Whether vectors are worth keeping between builds."""
    waits: ClassVar[bool] = False
    """Whether embedding waits for a network, so that an event loop needs a thread for it."""

    @property
    def digest(self) -> str:
        """What names the space of its vectors. Override this."""
        raise _lacking(self, "digest")

    def passage(self, entry: Entry, /) -> str:
        """What it reads of an entry."""
        return f"{entry.title}\n{entry.text}" if entry.title else entry.text

    def fit(self, texts: Sequence[str]) -> Self:
        """Learn from the texts to be searched, or pin what was trained elsewhere. Override this."""
        raise _lacking(self, "fit")

    def too_long(self, texts: Sequence[str]) -> int:
        """How many passages it reads in part only."""
        return 0

    def embed(self, texts: Sequence[str], /) -> Floats:
        """Unit vectors of passages. Override this."""
        raise _lacking(self, "embed")

    def embed_query(self, text: str, /) -> Floats:
        """The unit vector of a question, shape ``(dimensions,)``."""
        vector: Floats = self.embed([text])[0]
        return vector

    async def vector(self, text: str, /) -> Floats:
        """``embed_query`` without holding up an event loop."""
        if self.waits:
            return await asyncio.to_thread(self.embed_query, text)
        return self.embed_query(text)

    async def run(self, text: str, /) -> list[float]:
        found: list[float] = (await self.vector(text)).tolist()
        return found


def _lacking(embedder: Embedder, name: str) -> DefinitionError:
    return DefinitionError(
        f"{type(embedder).__name__} has no {name}",
        hint="an embedder has `digest`, `fit(self, texts)` and `embed(self, texts)`",
    )
