"""Drift of the columns of inputs, outputs or one part, as alerts that name what moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from tandem.evaluate.report import Report
from tandem.improve.alerts import Alert
from tandem.improve.drifted import Drifted, drift
from tandem.improve.feedback import Judged
from tandem.improve.flatten import columns
from tandem.improve.measure import Method
from tandem.improve.pairs import Columns, Pair, pairs
from tandem.improve.shift import describe, examples, new_words, severity
from tandem.record.span import Trace


@dataclass(frozen=True)
class DriftMonitor:
    """Raises one alert for each column under ``on`` that drifted.

    ``on`` is ``"input"``, ``"output"``, a field below them, or ``"spans.<path>.<value>"``.
    ``threshold`` is the least size that matters in units of ``method``, ``alpha`` the
    chance of any false alarm in one check, ``minimum`` the runs needed on either side.
    Free text is compared by its length and by its share of words that the reference does
    not have.
    """

    on: str = "input"
    threshold: float | None = None
    minimum: int = 30
    alpha: float = 0.01
    method: Method = "jensen_shannon"

    @property
    def name(self) -> str:
        """``drift of input``."""
        return f"drift of {self.on}"

    def check(
        self,
        reference: Sequence[Trace],
        current: Sequence[Trace],
        feedback: Sequence[Judged] = (),
        report: Report | None = None,
    ) -> list[Alert]:
        """One alert a drifted column, largest drift first."""
        before, after = columns(reference, self.on), columns(current, self.on)
        compared = pairs(before, after)
        found = drift(
            {name: pair.reference for name, pair in compared.items()},
            {name: pair.current for name, pair in compared.items()},
            method=self.method,
            smallest=self.threshold,
            alpha=self.alpha,
            minimum=self.minimum,
        )
        drifted: dict[str, list[Drifted]] = {}
        for item in found:
            if item.drifted:
                drifted.setdefault(compared[item.column].source, []).append(item)
        return [
            self._alert(source, items, compared, before, after) for source, items in drifted.items()
        ]

    def _alert(
        self,
        source: str,
        items: list[Drifted],
        compared: dict[str, Pair],
        before: Columns,
        after: Columns,
    ) -> Alert:
        said = [
            f"{item.column.removeprefix(source).lstrip('.') or 'values'}: "
            f"{describe(item, compared[item.column])}"
            for item in items
        ]
        new: dict[str, int] = {}
        if f"{source}.unseen" in {item.column for item in items}:
            new = new_words(before[source], after[source])
            said.insert(0, f"words never seen at build: {', '.join(new)}")
        detail: dict[str, Any] = {
            "columns": [msgspec.to_builtins(item) for item in items],
            "new_words": new,
            "reference": examples(before[source], {}) if source in before else [],
            "current": examples(after[source], new) if source in after else [],
        }
        return Alert(
            monitor=self.name,
            subject=source,
            severity=severity(items[0]),
            message=f"{source} drifted. {'; '.join(said)}",
            detail=detail,
        )
