"""Several: a kind whose values are several in one text, as records and people write them."""

from __future__ import annotations

from typing import Final

import msgspec

from tandem.search.extract.candidate import Candidate
from tandem.search.extract.layout import Layout
from tandem.search.extract.phrases import Names, OneOf, Term

BETWEEN: Final = "; "


class Several(msgspec.Struct, frozen=True, tag=True):
    """Values of ``kind``, with semicolons between them."""

    kind: Names | OneOf | Term

    def find(self, layout: Layout) -> list[Candidate]:
        """Every place that may be one of them."""
        return self.kind.find(layout)

    def read(self, text: str) -> str | None:
        """The values, or ``None`` where there is none.

        >>> Several(kind=Names()).read("Nike, Inc.; ;Eric Sprunk")
        'Nike Inc; Eric Sprunk'
        """
        read = [value for part in self.parts(text) if (value := self.kind.read(part))]
        return BETWEEN.join(read) or None

    def key(self, value: str) -> str:
        """What two texts share that say the same, in whatever order."""
        return BETWEEN.join(sorted({self.kind.key(part) for part in self.parts(value)}))

    def parts(self, text: str) -> list[str]:
        """Each value by itself."""
        return [part.strip() for part in text.split(BETWEEN.strip()) if part.strip()]
