"""What a monitor is, and the sides that it compares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from tandem.evaluate.report import Report
from tandem.improve.alerts import Alert
from tandem.improve.feedback import Judged
from tandem.record.span import Trace


class Monitor(Protocol):
    """A comparison of what happens with what was promised."""

    @property
    def name(self) -> str:
        """What its alerts are filed under; one project's monitors have different names."""

    def check(
        self,
        reference: Sequence[Trace],
        current: Sequence[Trace],
        feedback: Sequence[Judged] = (),
        report: Report | None = None,
    ) -> list[Alert]:
        """Alerts on runs in use, held against the same release's runs under evaluation.

        ``feedback`` is what was said about the current runs, ``report`` what the release
        was released with. Too little evidence gives no alert.
        """


@runtime_checkable
class Asking(Monitor, Protocol):
    """A monitor that says whether it was told enough, as one of rare events has to."""

    def wants_more(self, feedback: Sequence[Judged]) -> bool:
        """Whether older feedback would tell it more than this, the latest."""
