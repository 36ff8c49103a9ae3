"""Grounding: statements of an answer that its sources do not support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from tandem.core import Component, note
from tandem.guard.finding import Finding
from tandem.search import split_sentences, supported


@dataclass(frozen=True)
class Sourced:
    """An answer and the texts that it was made from."""

    text: str
    sources: Sequence[str]


class Grounding(Component[Sourced, list[Finding]]):
    """A finding ``ungrounded`` for each sentence that no source supports.

    By words, figures and names (``tandem.search.supported``), which do not show a "not" or who
    did what to whom. ``judge`` takes a component that says whether a text supports a statement
    in its place.
    """

    kind: ClassVar[str] = "guard"

    judge: Component[tuple[str, str], bool] | None = None

    async def run(self, x: Sourced, /) -> list[Finding]:
        found: list[Finding] = []
        for one in split_sentences(x.text):
            said = any(letter.isalnum() for letter in one.text)
            if said and not await self._holds(one.text, x.sources):
                found.append(Finding("ungrounded", one.start, one.end))
        note(ungrounded=len(found))
        return found

    async def _holds(self, statement: str, sources: Sequence[str]) -> bool:
        for source in sources:
            if self.judge is None and supported(statement, source):
                return True
            if self.judge is not None and await self.judge((statement, source)):
                return True
        return False
