"""A finding: something in a text that a guard looks for, by its place and never by its words."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from tandem.core import Model
from tandem.errors import DefinitionError


@dataclass(frozen=True)
class Finding:
    """What was found, where (``text[start:end]``), and the chance that it is one.

    It holds no text, so that a trace, a log or an error that shows it shows no secret.
    """

    kind: str
    start: int
    end: int
    score: float = 1.0


class Detector(Model[str, list[Finding]]):
    """Finds one sort of thing in texts. Write ``predict``.

    ``reach`` is the greatest length of what it finds, with what it must see around it: text
    can leave as soon as so many characters after it are known. ``None`` says that it judges a
    text as a whole, and nothing of a stream leaves before its end.
    """

    kind: ClassVar[str] = "guard"
    reach: ClassVar[int | None] = None

    def predict(self, xs: Sequence[str], /) -> list[list[Finding]]:
        return [list(self.find(text)) for text in xs]

    def find(self, text: str) -> Iterable[Finding]:
        """What is in one text; override this or ``predict``."""
        raise DefinitionError(
            f"{type(self).__name__} has no find", hint="write `find(self, text)`, or `predict`"
        )


def apart(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that do not overlap, in order: of two that do, the surer, then the longer one."""
    kept: list[Finding] = []
    for one in sorted(findings, key=lambda f: (-f.score, f.start - f.end, f.start, f.kind)):
        place = bisect(kept, one.start, key=lambda finding: finding.start)
        before, after = kept[max(0, place - 1) : place], kept[place : place + 1]
        if all(one.end <= f.start or f.end <= one.start for f in before + after):
            kept.insert(place, one)
    return kept
