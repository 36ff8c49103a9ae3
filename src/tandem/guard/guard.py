"""Guard: detectors, and what is done about their findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from tandem.core import Component, note
from tandem.errors import DefinitionError, Refused
from tandem.guard.finding import Detector, Finding, apart

Action = Literal["refuse", "redact", "mask", "note"]
ACTIONS: tuple[Action, ...] = ("refuse", "redact", "mask", "note")


@dataclass(frozen=True)
class Passed:
    """The text that may go on, what was found in the one that came, and what masks stand for.

    Places are those of the text that came. ``masked`` never belongs into a trace or a log.
    """

    text: str
    findings: list[Finding] = field(default_factory=list)
    masked: dict[str, str] = field(default_factory=dict, repr=False)


class Guard(Component[str, str]):
    """The text without what must not pass; ``Refused`` where it must not pass at all.

    ``actions`` says what is done for each kind of finding, ``otherwise`` for kinds that it does
    not name: ``refuse`` raises, ``redact`` writes ``[KIND]`` in its place, ``mask`` writes
    ``[KIND 1]`` and remembers what stood there (see ``Guarded``), ``note`` only tells. The
    span's ``found`` counts findings by kind and holds nothing of the text.

    >>> from tandem import run
    >>> from tandem.guard import Guard, PersonalPatterns
    >>> run(Guard(detectors=(PersonalPatterns(),)), "Write to ann@example.org today")
    'Write to [EMAIL] today'
    """

    kind: ClassVar[str] = "guard"

    detectors: tuple[Detector, ...]
    actions: dict[str, Action] = field(default_factory=dict)
    otherwise: Action = "redact"

    async def run(self, x: str, /) -> str:
        findings = apart([one for detector in self.detectors for one in await detector(x)])
        passed = self.apply(x, findings)
        note(found=counts(passed.findings))
        return passed.text

    def check(self, text: str, taken: Mapping[str, str] | None = None) -> Passed:
        """The same at once and untraced; ``taken`` are masks that are in use already."""
        return self.apply(text, self.find(text), taken)

    def find(self, text: str) -> list[Finding]:
        """What the detectors find together, without overlap."""
        return apart(one for detector in self.detectors for one in detector.predict([text])[0])

    def apply(
        self, text: str, findings: Sequence[Finding], taken: Mapping[str, str] | None = None
    ) -> Passed:
        """Do what the actions say; raises ``Refused`` naming kinds, never words."""
        refused = sorted({one.kind for one in findings if self.action(one.kind) == "refuse"})
        if refused:
            raise Refused(
                f"{type(self).__name__} refuses a text: found {', '.join(refused)}",
                hint="leave that out and try again",
            )
        pieces: list[str] = []
        masks = _Masks(dict(taken or {}))
        last = 0
        for one in findings:
            action = self.action(one.kind)
            if action == "note":
                continue
            name = one.kind.upper()
            what = masks.of(name, text[one.start : one.end]) if action == "mask" else f"[{name}]"
            pieces += [text[last : one.start], what]
            last = one.end
        return Passed("".join([*pieces, text[last:]]), list(findings), masks.stand_for)

    def action(self, kind: str) -> Action:
        """What is done about a kind."""
        chosen = self.actions.get(kind, self.otherwise)
        if chosen not in ACTIONS:
            raise DefinitionError(
                f"{type(self).__name__} has the action {chosen!r} for {kind!r}",
                hint=f"one of {', '.join(ACTIONS)}",
            )
        return chosen

    @property
    def reach(self) -> int | None:
        """How much of a text must be known after a place before what stands there may leave."""
        reaches = [detector.reach for detector in self.detectors]
        known = [reach for reach in reaches if reach is not None]
        return max(known, default=0) if len(known) == len(reaches) else None


@dataclass
class _Masks:
    """Names for what was masked: the same text has the same name."""

    stand_for: dict[str, str]

    def of(self, name: str, text: str) -> str:
        for mask, stood in self.stand_for.items():
            if stood == text and mask.startswith(f"[{name} "):
                return mask
        used = sum(mask.startswith(f"[{name} ") for mask in self.stand_for)
        mask = f"[{name} {used + 1}]"
        self.stand_for[mask] = text
        return mask


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many findings of each kind there are."""
    found: dict[str, int] = {}
    for one in findings:
        found[one.kind] = found.get(one.kind, 0) + 1
    return found
