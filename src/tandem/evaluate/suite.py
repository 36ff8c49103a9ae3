"""A suite: the cases a system is tried on, and what is measured on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tandem.errors import DefinitionError
from tandem.evaluate.case import Case
from tandem.evaluate.metric import Metric
from tandem.record.digest import digest

if TYPE_CHECKING:
    from tandem.data.inputs import Inputs
    from tandem.data.partition import Partition


@dataclass(frozen=True)
class Suite:
    """Cases, metrics, and the slices that the report shows by themselves.

    ``cases`` may be a function of the project's inputs, for cases that are read from files;
    so may ``split``, which says how they were held out and is kept with the report.
    """

    cases: Sequence[Case] | Callable[[Inputs], Sequence[Case]]
    metrics: Sequence[Metric]
    slices: Sequence[str] = ()
    split: Partition | Callable[[Inputs], Partition] | None = None

    def resolve(self, inputs: Inputs) -> list[Case]:
        """The cases, with unique ids; raises ``DefinitionError`` otherwise."""
        cases = list(self.cases(inputs) if callable(self.cases) else self.cases)
        check_cases(cases)
        return cases

    def split_summary(self, inputs: Inputs) -> dict[str, Any]:
        """How the cases were held out; empty where the suite does not say."""
        made = self.split(inputs) if callable(self.split) else self.split
        return {} if made is None else made.summary()

    def digest(self, cases: Sequence[Case]) -> str:
        """What a report was computed on: every case, the metrics' names, the slices."""
        return digest([list(cases), [metric.name for metric in self.metrics], list(self.slices)])


def check_cases(cases: Sequence[Case]) -> None:
    """Raise ``DefinitionError`` unless there are cases and their ids are unique."""
    if not cases:
        raise DefinitionError("a suite has no cases", hint="an empty suite proves nothing")
    twice = [id for id, times in Counter(case.id for case in cases).items() if times > 1]
    if twice:
        raise DefinitionError(
            f"{len(twice)} case ids occur more than once, such as {twice[0]!r}",
            hint="releases are compared case by case: every id must be unique",
        )
