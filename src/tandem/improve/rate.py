"""How often something happens: failures, hand-overs to a person, slow or costly runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET

from tandem.errors import DefinitionError
from tandem.evaluate.report import Report
from tandem.improve.alerts import Alert
from tandem.improve.feedback import Judged
from tandem.improve.rates import Rate, above
from tandem.improve.reach import reach
from tandem.record.span import Trace


@dataclass(frozen=True)
class RateMonitor:
    """Raises an alert when the share of runs with ``on`` is surely too large.

    ``on`` is ``"error"``, a truth value such as ``"output.escalate"``, or a number such as
    ``"latency_ms"`` with ``over``, which counts the runs whose number is larger. Too large
    is above ``at_most``, or, without it, more than ``rise`` above the reference's share.
    ``alpha`` is the chance of a false alarm in one check, ``minimum`` the runs needed.
    """

    on: str = "error"
    over: float | None = None
    at_most: float | None = None
    rise: float = 0.02
    minimum: int = 30
    alpha: float = 0.01

    @property
    def name(self) -> str:
        """``rate of error``, ``rate of latency_ms over 500``."""
        return f"rate of {self.on}" + (f" over {self.over:g}" if self.over is not None else "")

    def check(
        self,
        reference: Sequence[Trace],
        current: Sequence[Trace],
        feedback: Sequence[Judged] = (),
        report: Report | None = None,
    ) -> list[Alert]:
        """One alert, or none."""
        seen = self._rate(current)
        promised = self._rate(reference) if self.at_most is None else Rate.exactly(self.at_most)
        if seen is None or promised is None:
            return []
        allowed = self.rise if self.at_most is None else 0.0
        surely = above(seen, promised)
        if surely <= allowed:
            return []
        limit = "under evaluation" if self.at_most is None else "at most"
        return [
            Alert(
                monitor=self.name,
                subject=self.on,
                severity="critical" if surely > 0.1 else "warning",
                message=(
                    f"{self.name}: {seen.value:.1%} of {len(current)} runs "
                    f"({seen.low:.1%} to {seen.high:.1%}), {limit} {promised.value:.1%}"
                ),
                detail={
                    "value": seen.value,
                    "low": seen.low,
                    "high": seen.high,
                    "promised": promised.value,
                    "traces": [trace.id for trace in current if self._counts(trace)][:3],
                },
            )
        ]

    def _rate(self, traces: Sequence[Trace]) -> Rate | None:
        counted = [counts for trace in traces if (counts := self._counts(trace)) is not None]
        if len(counted) < self.minimum:
            return None
        return Rate.of(sum(counted), len(counted), alpha=self.alpha)

    def _counts(self, trace: Trace) -> bool | None:
        value: Any = reach(trace, self.on)
        if value is None or value is UNSET:
            return None
        if isinstance(value, bool):
            return value
        if self.over is None or not isinstance(value, (int, float)):
            raise DefinitionError(
                f"{self.name}: {value!r} is neither true nor false",
                hint="a number needs over=, the value above which a run counts",
            )
        return value > self.over
