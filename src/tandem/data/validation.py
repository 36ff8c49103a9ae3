"""A model behind what its data should be like: errors are set aside, the unusual is noted."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from tandem.core.component import Model
from tandem.core.context import note_input
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.data.batch import RecordBatch
from tandem.data.expectation import Rule
from tandem.data.expectations import Expectations, Finding
from tandem.data.inference import infer_expectations
from tandem.data.suspects import suspects
from tandem.errors import InvalidInput

In = TypeVar("In")
Out = TypeVar("Out")

_log = logging.getLogger("tandem.data")
_EXAMPLES = 100


@dataclass(frozen=True)
class RowSetAside:
    """A training row (counted from 0) that was left out, and the hard expectation it broke."""

    row: int
    field: str
    rule: str


@dataclass(frozen=True)
class TrainingReport:
    """How many training rows there were, which were set aside and why, what was unusual.

    ``reasons`` and ``unusual`` count rows by field and rule, such as ``age: range``. The
    first hundred rows set aside are named in ``examples``; values are not kept.
    """

    rows: int
    set_aside: int
    reasons: dict[str, int]
    unusual: dict[str, int]
    examples: list[RowSetAside]


class Validated(Model[In, Out]):
    """A model that takes only what is like the data it was fitted on.

    ``fit`` learns expectations from the training rows. ``rules`` are yours, each in place of
    the learned one on the same field; with ``infer=False`` there are no others. A row that
    breaks a hard expectation is set aside: in training it is left out and reported, in
    serving it raises ``InvalidInput`` (HTTP 422), in batches it goes to the rejected rows.
    One that breaks a soft expectation is answered, with ``warnings`` noted in its trace.
    """

    model: Model[In, Out]
    rules: tuple[Rule, ...] = ()
    infer: bool = True
    margin: float = 0.1
    most_set_aside: float = 0.05
    """The share of training rows above which ``fit`` gives up: then the rules are wrong."""

    expectations: Expectations = learned()
    report: TrainingReport = learned()

    def fit(self, rows: Any) -> Self:
        """Learn from ``Rows`` (or inputs alone), set broken rows aside, fit the model.

        Raises ``InvalidInput`` when more than ``most_set_aside`` of the rows are broken.
        """
        inputs: Sequence[In] = rows.inputs if isinstance(rows, Rows) else rows
        found = Expectations([])
        if self.infer:
            yours = Expectations(list(self.rules)).check_rows(inputs)
            found = infer_expectations(
                [x for x, findings in zip(inputs, yours, strict=True) if not _hard(findings)],
                margin=self.margin,
            )
        expectations = found.overridden(self.rules)
        findings = expectations.check_rows(inputs)
        kept = [place for place, broken in enumerate(findings) if not _hard(broken)]
        good = [inputs[place] for place in kept]
        report = _report(findings, expectations.check_table(good))
        self._judge(report)
        taken = rows.take(kept) if isinstance(rows, Rows) else good
        model: Any = self.model
        return self.evolve(
            model=model.fit(taken) if callable(getattr(model, "fit", None)) else model,
            expectations=expectations,
            report=report,
        )

    def predict(self, xs: Sequence[In], /) -> Sequence[Out]:
        for x, findings in self._looked_at(xs):
            if not findings:
                continue
            if hard := _hard(findings):
                more = f" (and {len(hard) - 1} more)" if len(hard) > 1 else ""
                raise InvalidInput(f"{hard[0]}{more}", field=hard[0].path)
            note_input(x, warnings=[str(finding) for finding in findings])
        return self.model.predict(xs)

    def _looked_at(self, xs: Sequence[In]) -> Iterator[tuple[In, list[Finding]]]:
        """Inputs with what they break; of a batch of columns only those that may break some."""
        if isinstance(xs, RecordBatch):
            xs = [xs[place] for place in suspects(xs, self.expectations.rules)]
        return zip(xs, self.expectations.check_rows(xs), strict=True)

    def _judge(self, report: TrainingReport) -> None:
        if not report.set_aside:
            return
        reasons = ", ".join(f"{name} {count}" for name, count in report.reasons.items())
        said = f"{report.set_aside:,} of {report.rows:,} training rows are set aside ({reasons})"
        if report.set_aside > self.most_set_aside * report.rows:
            raise InvalidInput(
                f"{said}: more than most_set_aside={self.most_set_aside:.1%}",
                hint="mend the data, loosen the rules, or allow more",
            )
        _log.warning(said)


def _hard(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "hard"]


def _report(findings: Sequence[Sequence[Finding]], table: Sequence[Finding]) -> TrainingReport:
    reasons: Counter[str] = Counter()
    unusual: Counter[str] = Counter()
    examples: list[RowSetAside] = []
    set_aside = 0
    for row, broken in enumerate(findings):
        hard = _hard(broken)
        for finding in hard or broken:
            (reasons if hard else unusual)[f"{finding.field}: {finding.rule}"] += 1
        if hard:
            set_aside += 1
            if len(examples) < _EXAMPLES:
                examples.append(RowSetAside(row, hard[0].field, hard[0].rule))
    unusual.update(f"{finding.field}: {finding.rule}" for finding in table)
    return TrainingReport(len(findings), set_aside, dict(reasons), dict(unusual), examples)
