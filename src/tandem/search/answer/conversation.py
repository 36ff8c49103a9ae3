"""Conversations: what was said before, and questions that lean on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

from tandem.core import Component, note
from tandem.search.answer.asking import candidates
from tandem.search.answer.support import statements
from tandem.search.tokens import TokenCounter, WordTokens
from tandem.search.words import STOP_WORDS, stems

_POINTS: Final = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|these|those|"
    r"there|the (?:same|other|latter|former)|that(?= (?:one|\?|$|is|was|be|mean|work|happen)))\b",
    re.IGNORECASE,
)
_LEADS: Final = re.compile(
    r"\s*(?:and|but|or|so|then|also|what about|how about|what else|why\s*\??$|why not|how so|"
    r"when\s*\??$|where\s*\??$|who\s*\??$|how\s*\??$|which one)\b",
    re.IGNORECASE,
)
_CARRIED: Final = 3


@dataclass(frozen=True)
class Turn:
    """A question that was asked, and what was answered."""

    question: str
    answer: str = ""


@dataclass(frozen=True)
class Conversation:
    """A question with the turns before it, oldest first, and what still older ones said."""

    question: str
    turns: list[Turn] = field(default_factory=list)
    summary: str = ""


class FollowUp(Component[Conversation, str]):
    """The question, made to stand alone by what it leans on, without a model.

    A question leans on what was said if it points back ("it", "there"), begins like one
    ("and", "what about"), or has fewer than ``least`` words that say something. It is then
    given the names, or else the rarest words, of the last question that stood alone, in
    brackets. One that stands alone is left as it is.

    It knows names and words, not grammar: in "who beat them?" it cannot tell which of two
    teams is meant, and carries both.
    """

    kind: ClassVar[str] = "rewrite"

    least: int = 2

    async def run(self, x: Conversation, /) -> str:
        carried = self.carried(x)
        note(carried=len(carried))
        return f"{x.question} ({', '.join(carried)})" if carried else x.question

    def leans(self, question: str) -> bool:
        """Whether a question is not clear by itself."""
        return (
            _POINTS.search(question) is not None
            or _LEADS.match(question) is not None
            or len(stems(question)) < self.least
        )

    def carried(self, x: Conversation) -> list[str]:
        """What the question takes from the turns before it."""
        if not x.turns or not self.leans(x.question):
            return []
        own = set(stems(x.question))
        for turn in reversed(x.turns):
            if not self.leans(turn.question):
                return [t for t in topics(turn.question) if not set(stems(t)) <= own]
        told = f"{x.turns[-1].question} {x.turns[-1].answer}"
        return [t for t in topics(told) if not set(stems(t)) <= own]


def topics(question: str) -> list[str]:
    """What a question is about: its names, or the runs of words that say something.

    >>> topics("When was the University of Oslo founded?")
    ['University of Oslo']
    >>> topics("how do I roll back a release?")
    ['roll back', 'release']
    """
    lower = question[:1].lower() + question[1:]  # its first word is no name
    names = [_bare(c.text) for c in candidates(lower) if c.text[:1].isupper()]
    if any(names):
        return list(dict.fromkeys(filter(None, names)))[:_CARRIED]
    runs: list[list[str]] = [[]]
    for word in re.findall(r"[\w'-]+|[^\w\s]", question):
        if word.lower() in STOP_WORDS or not word[0].isalnum():
            runs.append([])
        else:
            runs[-1].append(word)
    return [" ".join(run) for run in runs if run][-_CARRIED:]


def _bare(name: str) -> str:
    """A name without the small words that it begins with at the start of a sentence."""
    words = name.split()
    while words and words[0].lower() in STOP_WORDS:
        words = words[1:]
    return " ".join(words)


class Remember(Component[Conversation, Conversation]):
    """A conversation within ``budget`` tokens, without a model.

    The last ``recent`` turns stay word for word, as far as they fit; of older ones the
    question and the first sentence of the answer are kept in the summary, the newest of them
    if not all fit.
    """

    kind: ClassVar[str] = "memory"

    budget: int = 512
    recent: int = 4
    tokens: TokenCounter = field(default_factory=WordTokens)

    async def run(self, x: Conversation, /) -> Conversation:
        return self.shorten(x)

    def shorten(self, x: Conversation) -> Conversation:
        """The shorter conversation; what ``run`` awaits."""
        if self._cost([x.summary, *_said(x.turns)]) <= self.budget:
            return x
        kept = x.turns[-self.recent :] if self.recent else []
        while kept and self._cost(_said(kept)) > self.budget:
            kept = kept[1:]
        lines = x.summary.splitlines()
        lines += [_line(turn) for turn in x.turns[: len(x.turns) - len(kept)]]
        room = self.budget - self._cost(_said(kept))
        while lines and self._cost(lines) > room:
            lines = lines[1:]
        note(turns=len(kept), summarised=len(x.turns) - len(kept))
        return replace(x, turns=kept, summary="\n".join(lines))

    def _cost(self, texts: Sequence[str]) -> int:
        return sum(self.tokens.counts(texts))


def _said(turns: Sequence[Turn]) -> list[str]:
    return [text for turn in turns for text in (turn.question, turn.answer)]


def _line(turn: Turn) -> str:
    first = next(iter(statements(turn.answer)), turn.answer)
    return f"{turn.question} {first}".replace("\n", " ").strip()
