"""What a gate decided, and why."""

from __future__ import annotations

from typing import Literal

import msgspec

from tandem.core.schema import decoder

Status = Literal["pass", "fail", "insufficient evidence"]


class RuleResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one rule.

    ``value``, ``low`` and ``high`` are the figure that decided and its interval, ``limit``
    what it was held against. Where the evidence does not suffice, ``mde`` is the smallest
    distance from the limit that these cases show with 80 % power, and ``needed`` about
    how many cases would show the distance that was seen.
    """

    rule: str
    status: Status
    message: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    limit: float | None = None
    mde: float | None = None
    needed: int | None = None


class Verdict(msgspec.Struct, frozen=True):
    """The decision over all rules: fails if one fails, passes if all pass.

    ``against`` holds, for each channel that a rule compared with, the release it pointed at
    then, empty if none: the verdict speaks for a comparison with that release only.
    """

    status: Status
    rules: list[RuleResult]
    against: dict[str, str] = {}

    @property
    def reasons(self) -> list[str]:
        """Messages of the rules that did not pass."""
        return [rule.message for rule in self.rules if rule.status != "pass"]

    def to_json(self) -> bytes:
        """The verdict as JSON bytes, for the store."""
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, data: bytes) -> Verdict:
        """The verdict that ``to_json`` wrote; raises ``InvalidInput`` for anything else."""
        verdict: Verdict = decoder(cls)(data)
        return verdict

    def to_text(self) -> str:
        """One line a rule, the decision first."""
        width = max(len(rule.status) for rule in self.rules)
        lines = [f"  {rule.status.ljust(width)}  {rule.message}" for rule in self.rules]
        return "\n".join([f"gate: {self.status}", *lines])
