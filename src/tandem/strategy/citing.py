"""Marks of citations checked while an answer streams: what is not supported is not shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tandem.search import Citation, Passage
from tandem.search.answer.sentences import split_sentences
from tandem.search.answer.support import supporting, without_marks

_MARK: Final = re.compile(r"\s*\[(\d+(?:\s*[,;]\s*\d+)*)\]")
_COULD_BE: Final = re.compile(r"\s*(?:\[[\d\s,;]{0,16})?$")


@dataclass
class Citing:
    """Takes the pieces of an answer in, gives them out with their marks checked.

    A mark such as ``[2]`` or ``[1, 3]`` is held back until it is whole. It stays where the
    passage of that number supports the sentence that it stands in or after, and then gets
    the number of its place among ``citations``; otherwise it is ``dropped`` and counted.
    ``backed`` holds the sentences that have one.
    """

    passages: Sequence[Passage]
    citations: list[Citation] = field(default_factory=list)
    dropped: int = 0
    backed: set[str] = field(default_factory=set)
    text: str = ""
    held: str = ""

    def feed(self, piece: str) -> str:
        """What can be shown after one more piece."""
        self.held += piece
        before = len(self.text)
        while mark := _MARK.search(self.held):
            self.text += self.held[: mark.start()]
            self.held = self.held[mark.end() :]
            self.text += self._checked([int(n) for n in re.findall(r"\d+", mark[1])])
        unsure = _COULD_BE.search(self.held)
        ready = unsure.start() if unsure else len(self.held)
        self.text += self.held[:ready]
        self.held = self.held[ready:]
        return self.text[before:]

    def finish(self) -> str:
        """What was still held back, without white space at the end."""
        rest, self.held = self.held.rstrip(), ""
        self.text += rest
        return rest

    def _checked(self, numbers: Sequence[int]) -> str:
        """The marks that stay, with their new numbers."""
        said = split_sentences(without_marks(self.text))
        kept: list[int] = []
        for number in numbers:
            known = 0 < number <= len(self.passages) and said
            found = supporting(said[-1].text, self.passages[number - 1]) if known else None
            if found is None:
                self.dropped += 1
                continue
            if found not in self.citations:
                self.citations.append(found)
            self.backed.add(said[-1].text)
            kept.append(self.citations.index(found) + 1)
        marks = "".join(f"[{n}]" for n in dict.fromkeys(kept))
        return f" {marks}" if marks and self.text[-1:] not in ("", "]") else marks
