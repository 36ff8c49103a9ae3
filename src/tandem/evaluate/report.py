"""A report: what came out of an evaluation, with intervals, whole and by slice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from tandem.core.schema import decoder
from tandem.data.leaks import Leak
from tandem.evaluate.analysis import Analysis
from tandem.evaluate.explanation import Explanation
from tandem.evaluate.feature_report import FeatureReport
from tandem.evaluate.metric import Better
from tandem.evaluate.slices import WeakSlice


class Score(msgspec.Struct, frozen=True):
    """A figure with its interval.

    ``value`` is ``None`` where no case has a value, ``low`` or ``high`` where the cases do
    not bound the figure on that side. ``n`` cases in ``clusters`` groups were scored;
    ``failed`` runs or scorings raised, of which ``unscored`` could be given no value.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    clusters: int
    method: str
    better: Better
    unit: str = ""
    failed: int = 0
    unscored: int = 0


class Report(msgspec.Struct, kw_only=True):
    """What came out of a system on a suite; everything needed to compare it later.

    ``values`` holds one value a case and metric, in the order of ``cases``; ``labels`` the
    value of each slice for each case; ``failures`` what was raised, by case id; ``leaks``
    what the training rows of each part knew that they must not; ``split`` how the cases were
    held out, see ``Partition.summary``; ``weak`` what ``weak_slices`` found, by metric, where
    somebody asked; ``features`` what each feature costs and is worth, where the system is made
    from features; ``analysis`` where it errs, where a metric says what it compares;
    ``explanation`` which fields matter, of a build whose system is made of models.
    """

    system: str
    release: str = ""
    suite: str = ""
    time: datetime
    cases: list[str]
    groups: list[str]
    scores: dict[str, Score]
    slices: dict[str, dict[str, dict[str, Score]]] = {}
    values: dict[str, list[Any]]
    labels: dict[str, list[str]] = {}
    failures: dict[str, str] = {}
    leaks: dict[str, list[Leak]] = {}
    split: dict[str, Any] = {}
    weak: dict[str, list[WeakSlice]] = {}
    features: list[FeatureReport] = []
    analysis: Analysis | None = None
    explanation: Explanation | None = None

    def to_json(self) -> bytes:
        """The report as JSON bytes, for the store."""
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, data: bytes) -> Report:
        """The report that ``to_json`` wrote; raises ``InvalidInput`` for anything else."""
        report: Report = decoder(cls)(data)
        return report

    def to_text(self, *, slices: bool = True) -> str:
        """Aligned tables for a terminal, whole and by slice."""
        from tandem.evaluate.render import text

        return text(self, slices=slices)

    def to_html(self) -> str:
        """A page with tables, curves and slices as pictures; one file, nothing remote."""
        from tandem.evaluate.pages import report_page

        return report_page(self).html()

    def to_markdown(self) -> str:
        """Markdown tables."""
        from tandem.evaluate.render import markdown

        return markdown(self)
