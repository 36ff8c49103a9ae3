"""A claim: one thing that a rule asks the cases to prove."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from tandem.deliver.verdict import RuleResult, Status
from tandem.evaluate.estimate import Estimate, p_value, standard_error
from tandem.evaluate.power import minimal_detectable_effect
from tandem.evaluate.quantile import Ranks
from tandem.evaluate.render import number, plural
from tandem.evaluate.score import finite

Evidence = Literal["interval", "estimate"]
_HOPELESS = 1_000_000
_VERBS: dict[Status, str] = {
    "pass": "is",
    "fail": "is not",
    "insufficient evidence": "may or may not be",
}


@dataclass(frozen=True)
class Settled:
    """A claim that needs no figures, such as a comparison while nothing is live."""

    status: Status
    message: str

    def doubt(self) -> float:
        return 1.0

    def slack(self, alpha: float) -> float:
        return 0.0

    def decide(self, rule: str, *, alpha: float, p: float) -> RuleResult:
        return RuleResult(rule=rule, status=self.status, message=self.message)


@dataclass(frozen=True)
class Claim:
    """That the truth behind a figure lies on the right side of ``limit``.

    ``sign`` is 1 where that is at least the limit, -1 where at most. The message reads
    ``figure`` value ``wanted``: "accuracy is 0.91 (...), which is at least 0.85".
    ``unscored`` counts cases that failed and have no value, which no claim survives.
    """

    figure: str
    wanted: str
    estimate: Estimate
    limit: float
    sign: Literal[1, -1]
    cases: int
    unscored: int = 0
    evidence: Evidence = "interval"

    def doubt(self) -> float:
        """P-value of "the claim holds": small where the cases speak against it."""
        if self.evidence == "estimate" or self.sign * (self.estimate.value - self.limit) >= 0:
            return 1.0
        return p_value(self.estimate, self.limit)

    def slack(self, alpha: float) -> float:
        """How far inside the limit the deciding end lies; negative is outside."""
        low, high = self.estimate.interval(alpha)
        decides = low if self.sign > 0 else high
        if self.evidence == "estimate":
            decides = self.estimate.value
        return self.sign * (decides - self.limit)

    def decide(self, rule: str, *, alpha: float, p: float) -> RuleResult:
        """Pass if the whole interval is on the right side, fail if ``p`` is at most alpha.

        ``p`` is ``doubt`` made good for all claims of the gate together.
        """
        low, high = self.estimate.interval(alpha)
        mde: float | None = None
        needed: int | None = None
        why = ""
        status: Status
        if self.slack(alpha) >= 0:
            status = "pass"
        elif p <= alpha or self.evidence == "estimate":
            status = "fail"
        else:
            status = "insufficient evidence"
            mde = finite(minimal_detectable_effect(standard_error(self.estimate), alpha=alpha))
            needed = self._needed(mde, alpha)
            chance = high < self.limit if self.sign > 0 else low > self.limit
            why = "; among so many rules one may look wrong by chance" if chance else ""
            why = why or self._shortage(mde, needed)
        if status == "pass" and self.unscored:
            status = "insufficient evidence"
            has = "has" if self.unscored == 1 else "have"
            lost = f"{plural(self.unscored, 'case')} failed and {has} no value"
            why = f"; {lost}: mend that, or give the metric failed="
        ends = f"{number(finite(low))} to {number(finite(high))}, {plural(self.cases, 'case')}"
        message = f"{self.figure} {number(self.estimate.value)} ({ends})"
        if self.evidence == "estimate":
            why = f", by the figure alone{why}"
        return RuleResult(
            rule=rule,
            status=status,
            message=f"{message}, which {_VERBS[status]} {self.wanted}{why}",
            value=self.estimate.value,
            low=finite(low),
            high=finite(high),
            limit=self.limit,
            mde=mde,
            needed=needed,
        )

    def _needed(self, mde: float | None, alpha: float) -> int | None:
        """About how many cases tell the figure from the limit, if any number does."""
        if isinstance(self.estimate, Ranks) and mde is None:
            return self.estimate.bounded_from(alpha)
        distance = abs(self.estimate.value - self.limit)
        if mde is None or distance == 0:
            return None
        needed = math.ceil(self.cases * (mde / distance) ** 2)
        return needed if needed <= _HOPELESS else None

    def _shortage(self, mde: float | None, needed: int | None) -> str:
        if mde is None:
            bounded = f"; about {needed} would" if needed else ""
            return f"; so few cases do not bound it on both sides{bounded}"
        shown = f"; these cases show a distance of {number(mde)} from the limit"
        distance = number(abs(self.estimate.value - self.limit))
        if needed is None:
            return f"{shown}, and {distance} is too little for any number of cases"
        return f"{shown}; for the {distance} seen it takes about {needed}"
