"""Quality of a ranking in use, once labels arrive: for rare events, where accuracy says little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.evaluate import average_precision
from tandem.evaluate.bootstrap import resample
from tandem.evaluate.report import Report
from tandem.improve.alerts import Alert
from tandem.improve.feedback import Judged
from tandem.improve.promises import last_words, promised
from tandem.improve.reach import reach
from tandem.record.span import Trace

_RESAMPLES = 300


@dataclass(frozen=True)
class RankingMonitor:
    """Raises an alert when labels show that average precision is surely below its promise.

    Where one payment in a hundred is a fraud, a model that finds none is right 99 times in a
    hundred: use this in place of ``QualityMonitor``. Labels are truth values about ``path``,
    a probability or score in the output. The promise is ``at_least``, or the lower end of
    the release's own ``metric``. Fewer than ``minimum`` labels of yes say nothing, and the
    latest labels are asked for until ``wanted`` of them are yes, however rare that is. The
    interval is from resampling runs, at level ``1 - 2 * alpha``.
    """

    path: str
    metric: str = "average_precision"
    at_least: float | None = None
    minimum: int = 20
    wanted: int = 100
    alpha: float = 0.01

    @property
    def name(self) -> str:
        """``ranking by label of probability``."""
        return f"ranking by label of {self.path}"

    def wants_more(self, feedback: Sequence[Judged]) -> bool:
        """Whether fewer than ``wanted`` labels of it are yes."""
        return sum(truth for truth, _ in self._known(feedback)) < self.wanted

    def check(
        self,
        reference: Sequence[Trace],
        current: Sequence[Trace],
        feedback: Sequence[Judged] = (),
        report: Report | None = None,
    ) -> list[Alert]:
        """One alert, or none."""
        known = self._known(feedback)
        promise = self._promised(report)
        yes = sum(truth for truth, _ in known)
        if promise is None or yes < self.minimum or yes == len(known):
            return []
        aggregate = average_precision().aggregate
        value = float(aggregate(known))
        drawn = resample(aggregate, known, np.arange(len(known)), resamples=_RESAMPLES)
        low, high = np.nanquantile(drawn, [self.alpha, 1 - self.alpha]).tolist()
        if high >= promise:
            return []
        return [
            Alert(
                monitor=self.name,
                subject=f"output.{self.path}",
                severity="critical",
                message=(
                    f"{self.name}: average precision {value:.3f} ({low:.3f} to {high:.3f}) on "
                    f"{len(known)} runs, {yes} of them yes; promised {promise:.3f}"
                ),
                detail={"value": value, "low": low, "high": high, "promised": promise},
            )
        ]

    def _promised(self, report: Report | None) -> float | None:
        if self.at_least is not None or report is None:
            return self.at_least
        return promised(report, self.metric, whose=self.name).low

    def _known(self, feedback: Sequence[Judged]) -> list[tuple[bool, float]]:
        """Truth and score of each run that has a label; the last word on it counts."""
        said = last_words(feedback, "label", self.path)
        pairs = [(item.feedback.value, reach(item.trace, f"output.{self.path}")) for item in said]
        return [
            (truth, float(given))
            for truth, given in pairs
            if isinstance(truth, bool) and isinstance(given, (int, float))
        ]
