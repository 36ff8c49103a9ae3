"""Quality in use, once labels arrive: how often the release was right, against its promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.errors import DefinitionError
from tandem.evaluate.report import Report
from tandem.improve.alerts import Alert
from tandem.improve.feedback import Judged, Kind
from tandem.improve.promises import last_words, promised
from tandem.improve.rates import Rate, above
from tandem.improve.reach import reach
from tandem.record.span import Trace


@dataclass(frozen=True)
class QualityMonitor:
    """Raises an alert when what users say is surely worse than what was promised.

    Labels and corrections of ``path`` (a field of the output, empty for the whole) are held
    against what the run gave: a label agrees or not, a probability agrees with a truth
    value on its side of one half. Ratings are good from ``good`` on. The promise is
    ``at_least``, or the release's own figure for ``metric``, from which ``margin`` is
    allowed. People correct what is wrong and seldom what is right, so that corrections
    alone understate quality: give them their own ``at_least``.
    """

    metric: str = ""
    at_least: float | None = None
    kind: Kind = "label"
    path: str = ""
    margin: float = 0.0
    good: float = 1.0
    minimum: int = 20
    alpha: float = 0.01

    def __post_init__(self) -> None:
        if not self.metric and self.at_least is None:
            raise DefinitionError(
                "QualityMonitor has nothing to hold quality against",
                hint="give it metric=, a rate in the report, or at_least=",
            )

    @property
    def name(self) -> str:
        """``quality by label of topic``."""
        return f"quality by {self.kind}" + (f" of {self.path}" if self.path else "")

    def check(
        self,
        reference: Sequence[Trace],
        current: Sequence[Trace],
        feedback: Sequence[Judged] = (),
        report: Report | None = None,
    ) -> list[Alert]:
        """One alert, or none."""
        judged = self._judged(feedback)
        promise = self._promised(report)
        if len(judged) < self.minimum or promise is None:
            return []
        seen = Rate.of(sum(judged.values()), len(judged), alpha=self.alpha)
        if above(promise, seen) <= self.margin:
            return []
        source = f"{self.metric} of the release" if self.at_least is None else "at least"
        return [
            Alert(
                monitor=self.name,
                subject=f"output.{self.path}" if self.path else "output",
                severity="critical",
                message=(
                    f"{self.name}: {seen.value:.1%} of {len(judged)} runs right "
                    f"({seen.low:.1%} to {seen.high:.1%}), {source} {promise.value:.1%}"
                ),
                detail={
                    "value": seen.value,
                    "low": seen.low,
                    "high": seen.high,
                    "promised": promise.value,
                    "wrong": [trace for trace, right in judged.items() if not right][:3],
                },
            )
        ]

    def _promised(self, report: Report | None) -> Rate | None:
        if self.at_least is not None:
            return Rate.exactly(self.at_least)
        if report is None:
            return None
        score = promised(report, self.metric, whose=self.name)
        if score.value is None or score.low is None or score.high is None:
            return None
        return Rate.reported(score.value, score.low, score.high, alpha=self.alpha)

    def _judged(self, feedback: Sequence[Judged]) -> dict[str, bool]:
        """Whether each run that somebody spoke of was right; the last word on it counts."""
        said = last_words(feedback, self.kind, self.path)
        return {item.trace.id: self._right(item) for item in said}

    def _right(self, item: Judged) -> bool:
        value = item.feedback.value
        if self.kind == "rating":
            return isinstance(value, (bool, int, float)) and value >= self.good
        given = reach(item.trace, f"output.{self.path}" if self.path else "output")
        if isinstance(value, bool) and isinstance(given, float):
            return (given >= 0.5) is value
        return bool(given == value)
