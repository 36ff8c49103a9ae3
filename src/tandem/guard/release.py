"""A stream that is checked before it leaves, with a bounded delay."""

from __future__ import annotations

from dataclasses import dataclass, field

from tandem.guard.finding import Finding
from tandem.guard.guard import Guard

STEP = 120
"""Characters that come in before the guard looks again."""


@dataclass
class Release:
    """Takes text in pieces and gives back what may leave, altered as the guard says.

    Held back are at most ``STEP`` characters, the reach of the guard, and a finding that is
    not over; all of it where a detector judges a text as a whole. Raises ``Refused`` before
    anything of what is refused has left.
    """

    guard: Guard
    whole: tuple[str, ...] = ()
    """Words that must leave in one piece, as masks that somebody puts back."""
    findings: list[Finding] = field(default_factory=list)
    masked: dict[str, str] = field(default_factory=dict)
    _seen: str = ""
    """Text that has left and still stands around what is held, as it came."""
    _held: str = ""
    _looked: int = 0

    def push(self, text: str) -> str:
        """Take a piece; what may leave now, often nothing."""
        self._held += text
        reach = self.guard.reach
        if reach is None or len(self._held) < self._looked + STEP or len(self._held) <= reach:
            return ""
        leaves = self._leave(len(self._held) - reach)
        self._looked = len(self._held)
        return leaves

    def finish(self) -> str:
        """The rest; for when the text is over."""
        return self._leave(len(self._held))

    def drop(self) -> None:
        """Forget what is held: the text starts anew."""
        self._seen = self._held = ""
        self._looked = 0

    def _leave(self, upto: int) -> str:
        """Check all that is known, and let go what comes before ``upto`` and cuts no finding."""
        whole = self._seen + self._held
        start, cut = len(self._seen), len(self._seen) + upto
        found = self.guard.find(whole)
        for one in reversed(found):
            if one.start < cut < one.end:
                cut = one.start
        if upto < len(self._held):
            cut -= max((_begun(whole[start:cut], word) for word in self.whole), default=0)
        leaving = [one for one in found if start <= one.start and one.end <= cut]
        refused = [one for one in found if self.guard.action(one.kind) == "refuse"]
        shifted = [_moved(one, -start) for one in sorted({*leaving, *refused}, key=_place)]
        passed = self.guard.apply(whole[start:cut], shifted, self.masked)
        self.masked = dict(passed.masked)
        self.findings += leaving
        around = self.guard.reach or 0
        self._seen = whole[max(0, cut - around) : cut]
        self._held = whole[cut:]
        return passed.text


def _begun(text: str, word: str) -> int:
    """How many characters at the end of a text may be the beginning of a word."""
    return next((n for n in range(len(word) - 1, 0, -1) if text.endswith(word[:n])), 0)


def _moved(one: Finding, by: int) -> Finding:
    return Finding(one.kind, one.start + by, one.end + by, one.score)


def _place(one: Finding) -> tuple[int, int]:
    return one.start, one.end
