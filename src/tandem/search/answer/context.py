"""Packing passages into a budget of tokens: without repetition, in a chosen order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field, replace
from typing import ClassVar, Final, Literal

from tandem.core import Component, note
from tandem.search import Passage
from tandem.search.answer.contract import Grounded, source_of
from tandem.search.answer.dispute import numbers
from tandem.search.answer.sentences import split_sentences
from tandem.search.tokens import TokenCounter, WordTokens

Order = Literal["rank", "document", "ends"]

_SAME: Final = 0.9
_RUN: Final = 3


class Pack(Component[Grounded, Grounded]):
    """The passages that fit into ``budget`` tokens, best first taken, each text once.

    A passage within another, or of the same words but for a tenth and without a number of its
    own, is left out. Passages of one document that overlap become one. What does not fit whole
    is cut after a sentence if nothing was taken yet, and passed over otherwise.

    ``order`` is that of the result: ``rank``; ``document``, by document and place; or ``ends``,
    with the best first and last, since long contexts are read worst in their middle
    (N. Liu et al., 2023). Titles count. Left-out passages and tokens are noted.
    """

    kind: ClassVar[str] = "context"

    budget: int = 1024
    order: Order = "rank"
    tokens: TokenCounter = field(default_factory=WordTokens)

    async def run(self, x: Grounded, /) -> Grounded:
        taken, spent = self.pack(x.passages)
        note(passages=len(taken), left_out=len(x.passages) - len(taken), context_tokens=spent)
        return replace(x, passages=taken)

    def pack(self, passages: Sequence[Passage]) -> tuple[list[Passage], int]:
        """The passages that are shown, and the tokens they take."""
        taken: list[Passage] = []
        for passage in passages:
            if any(_repeats(passage, other) for other in taken):
                continue
            tried = _merged(taken, passage)
            if self._cost(tried) <= self.budget:
                taken = tried
            elif not taken:
                taken = self._cut(passage)
        return _ordered(taken, self.order), self._cost(taken)

    def _cost(self, passages: Sequence[Passage]) -> int:
        return sum(self.tokens.counts([text for p in passages for text in (p.title, p.text)]))

    def _cut(self, passage: Passage) -> list[Passage]:
        """As many whole sentences from its beginning as fit."""
        for sentence in reversed(split_sentences(passage.text)):
            shorter = _part(passage, 0, sentence.end)
            if self._cost([shorter]) <= self.budget:
                return [shorter]
        return []


def _part(passage: Passage, start: int, end: int) -> Passage:
    begin = passage.start + start
    text = passage.text[start:end]
    return replace(passage, text=text, start=begin, end=begin + len(text) if passage.end else 0)


def _repeats(passage: Passage, other: Passage) -> bool:
    if _placed(passage, other) and other.start <= passage.start and passage.end <= other.end:
        return True
    if not numbers(passage.text) <= numbers(other.text):
        return False  # a newer price is no repetition of the old one
    mine, theirs = _runs(passage.text), _runs(other.text)
    return bool(mine) and len(mine & theirs) >= _SAME * len(mine)


def _placed(passage: Passage, other: Passage) -> bool:
    """Whether both are at known places of one document."""
    return bool(passage.end and other.end) and source_of(passage) == source_of(other)


def _merged(taken: Sequence[Passage], passage: Passage) -> list[Passage]:
    """The passages with one more; where it overlaps with others, at the place of the best."""
    merged, kept, place = passage, list[Passage](), None
    for other in taken:
        if _placed(merged, other) and other.start < merged.end and merged.start < other.end:
            place = len(kept) if place is None else place
            merged = _joined(other, merged)
        else:
            kept.append(other)
    kept.insert(len(kept) if place is None else place, merged)
    return kept


def _joined(better: Passage, other: Passage) -> Passage:
    first, last = sorted((better, other), key=lambda p: p.start)
    text = first.text + last.text[max(0, first.end - last.start) :]
    return replace(better, text=text, start=first.start, end=max(first.end, last.end))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    size = min(_RUN, len(words))
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)} if words else set()


def _ordered(passages: list[Passage], order: Order) -> list[Passage]:
    match order:
        case "document":
            first = {source_of(p): i for i, p in reversed(list(enumerate(passages)))}
            return sorted(passages, key=lambda p: (first[source_of(p)], p.start))
        case "ends":
            return passages[::2] + passages[1::2][::-1]
        case "rank":
            return passages
