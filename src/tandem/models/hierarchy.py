"""Labels in groups: a group and a label in it, whose chances agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from tandem.core.component import Model
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.text import Labels


@dataclass(frozen=True)
class Nested:
    """The likeliest group, and the likeliest label in it, ``None`` where that is not sure enough.

    The chance of a group is the sum of those of its labels; ``groups`` and ``probabilities``
    have all of them, most likely first.
    """

    group: str
    group_probability: float
    label: str | None
    probability: float
    groups: dict[str, float]
    probabilities: dict[str, float]


class LabelHierarchy(Model[str, Nested]):
    """A classifier whose labels belong to groups, such as intents to teams.

    The label lies in the likeliest group, so it is not always the likeliest of all labels.
    Below a probability of ``sure`` only the group is given: often the team is clear and
    the intent is not.
    """

    classify: Model[str, Labels]
    groups: Mapping[str, str]
    """The group of each label."""
    sure: float = 0.0

    def fit(self, rows: Rows[str, str]) -> Self:
        """Fit the classifier; raises ``DefinitionError`` for a label without a group."""
        if homeless := sorted(set(rows.targets) - set(self.groups)):
            raise DefinitionError(
                f"{type(self).__name__} has no group for the label {homeless[0]!r}",
                hint="every label of the rows needs an entry in groups",
            )
        learner: Any = self.classify
        return self.evolve(classify=learner.fit(rows))

    def predict(self, xs: Sequence[str], /) -> list[Nested]:
        return [self._nested(labels.probabilities) for labels in self.classify.predict(xs)]

    def _nested(self, chances: dict[str, float]) -> Nested:
        sums: dict[str, float] = {}
        for label, chance in chances.items():
            sums[self.groups[label]] = sums.get(self.groups[label], 0.0) + chance
        groups = dict(sorted(sums.items(), key=lambda item: -item[1]))
        group = next(iter(groups))
        label = next(label for label in chances if self.groups[label] == group)
        chance = chances[label]
        told = label if chance >= self.sure else None
        return Nested(group, groups[group], told, chance, groups, chances)
