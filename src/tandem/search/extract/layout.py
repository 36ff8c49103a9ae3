"""Layout: the lines of a document in reading order, each with its box on the page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tandem.search.document import Document


@dataclass(frozen=True)
class Line:
    """A line of text. The box is in any unit, from the top left; all zero where there is none."""

    text: str
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class Layout:
    """What optical character recognition, or a text file, gives of a document.

    Offsets of evidence count characters of ``text``: the lines, a newline between two.

    >>> Layout.of("CASH BILL\\nTOTAL 9.00").text[10:15]
    'TOTAL'
    """

    lines: tuple[Line, ...]

    @classmethod
    def of(cls, text: str | Document) -> Layout:
        """The lines of a text, one below the other."""
        said = text.text if isinstance(text, Document) else text
        lines = enumerate(said.split("\n"))
        return cls(tuple(Line(x, 0.0, float(i), float(len(x)), i + 1.0) for i, x in lines))

    @classmethod
    def flowing(cls, text: str) -> Layout:
        """The sentences of running text: lines that only the width of the page broke are joined.

        Every character keeps its offset.
        """
        joined = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
        return cls.of(re.sub(r"(?<=[.;:]) (?=[A-Z(“])", "\n", joined))

    @cached_property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where each line begins in ``text``."""
        found, at = [], 0
        for line in self.lines:
            found.append(at)
            at += len(line.text) + 1
        return found

    def line_at(self, offset: int) -> int:
        """The number of the line in which a character of ``text`` stands."""
        return bisect_right(self.starts, offset) - 1
