"""Drift of the columns of inputs, outputs or one part, as alerts that name what moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from tandem.evaluate.drifted import Drifted, drift
from tandem.evaluate.measure import Method
from tandem.evaluate.report import Report
from tandem.improve.alerts import Alert
from tandem.improve.feedback import Judged
from tandem.improve.flatten import columns
from tandem.improve.pairs import Columns, Pair, pairs
from tandem.improve.risen import Risen, never_seen, risen
from tandem.improve.shift import describe, describe_words, examples, severity
from tandem.record.span import Trace


@dataclass(frozen=True)
class DriftMonitor:
    """Raises one alert for each column under ``on`` that drifted.

    ``on`` is ``"input"``, ``"output"``, a field below them, or ``"spans.<path>.<value>"``.
    ``threshold`` is the least size that matters in units of ``method``, ``alpha`` the
    chance of any false alarm in one check, ``minimum`` the runs needed on either side.
    Free text is compared by its length, by its share of words that the reference does not
    have, and word by word: those that came up are named.
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
        sources = dict.fromkeys(pair.source for pair in compared.values())
        texts = [
            source
            for source in sources
            if source not in compared
            and min(len(side.get(source, ())) for side in (before, after)) >= self.minimum
        ]
        alpha = self.alpha / 2 if texts else self.alpha  # the other half is for the words
        found = drift(
            {name: pair.reference for name, pair in compared.items()},
            {name: pair.current for name, pair in compared.items()},
            method=self.method,
            smallest=self.threshold,
            alpha=alpha,
            minimum=self.minimum,
        )
        moved: dict[str, list[Drifted]] = {}
        for item in found:
            if item.drifted:
                moved.setdefault(compared[item.column].source, []).append(item)
        words = {
            source: risen(before[source].tolist(), after[source].tolist(), alpha=alpha / len(texts))
            for source in texts
        }
        return [
            self._alert(
                source, moved.get(source, []), words.get(source, []), compared, before, after
            )
            for source in dict.fromkeys([*moved, *(name for name in texts if words[name])])
        ]

    def _alert(
        self,
        source: str,
        items: list[Drifted],
        words: list[Risen],
        compared: dict[str, Pair],
        before: Columns,
        after: Columns,
    ) -> Alert:
        if source in before and source not in compared:
            named = {item.word for item in words}
            more = never_seen(before[source].tolist(), after[source].tolist())
            words = [*words, *(item for item in more if item.word not in named)]
        said = describe_words(words, len(after.get(source, ())))
        for item in items:
            name = item.column.removeprefix(source).lstrip(".") or "values"
            said.append(f"{name}: {describe(item, compared[item.column])}")
        return Alert(
            monitor=self.name,
            subject=source,
            severity=severity(items[0]) if items else "warning",
            message=f"{source} drifted. {'; '.join(said)}",
            detail={
                "columns": [msgspec.to_builtins(item) for item in items],
                "words": [msgspec.to_builtins(item) for item in words],
                "reference": examples(before[source], []) if source in before else [],
                "current": examples(after[source], [item.word for item in words])
                if source in after
                else [],
            },
        )
