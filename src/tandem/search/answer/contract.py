"""What is asked of a reader or writer, and what an answer is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from tandem.search import Passage

NOTHING: Final = "The documents do not answer this."
"""What is said instead of an answer that nothing supports."""


@dataclass(frozen=True)
class Grounded:
    """A question with the passages that may answer it, best first."""

    question: str
    passages: list[Passage]


@dataclass(frozen=True)
class Citation:
    """Where something is written: ``text`` stands from ``start`` to ``end`` in ``document``.

    Offsets count characters. ``end`` 0 means that the place is not known, only the document
    and the words. ``page`` counts from 1, 0 where there are no pages.
    """

    document: str
    start: int
    end: int
    text: str
    title: str = ""
    page: int = 0

    def covers(self, other: Citation) -> bool:
        """Whether the other, an answer perhaps, begins within this one or stands in its words."""
        if self.document != other.document:
            return False
        if other.end:
            return self.start <= other.start < self.end
        return other.text.casefold() in self.text.casefold()


@dataclass(frozen=True)
class Answer:
    """An answer with the places that support it, in the order of their numbers in the text.

    Without ``citations`` it is a refusal. ``confidence`` is the calibrated chance that what is
    cited holds the answer; ``short`` the few words of it that answer by themselves.
    """

    text: str
    citations: list[Citation] = field(default_factory=list)
    confidence: float = 0.0
    short: str = ""


def source_of(passage: Passage) -> str:
    """The document of a passage; a passage that is not of one stands for itself."""
    return passage.document or passage.id


def cite(passage: Passage, start: int, end: int) -> Citation:
    """A citation of ``passage.text[start:end]``, with offsets in the document."""
    text = passage.text[start:end]
    begin = passage.start + start
    return Citation(source_of(passage), begin, begin + len(text), text, passage.title, passage.page)
