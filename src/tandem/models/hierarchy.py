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
        said = self.classify.predict(xs)
        return [nest(labels.probabilities, self.groups, sure=self.sure) for labels in said]


def nest(
    probabilities: Mapping[str, float], groups: Mapping[str, str], *, sure: float = 0.0
) -> Nested:
    """The likeliest group of labels, and the likeliest label in it if it is ``sure`` enough.

    >>> groups = {"pin": "card", "chip": "card", "rent": "flat"}
    >>> nest({"pin": 0.3, "chip": 0.3, "rent": 0.4}, groups)
    Nested(group='card', group_probability=0.6, label='pin', probability=0.3, \
groups={'card': 0.6, 'flat': 0.4}, probabilities={'rent': 0.4, 'pin': 0.3, 'chip': 0.3})
    """
    chances = dict(sorted(probabilities.items(), key=lambda item: -item[1]))
    sums: dict[str, float] = {}
    for label, chance in chances.items():
        sums[groups[label]] = sums.get(groups[label], 0.0) + chance
    ranked = dict(sorted(sums.items(), key=lambda item: -item[1]))
    group = next(iter(ranked))
    label, chance = next(item for item in chances.items() if groups[item[0]] == group)
    return Nested(
        group=group,
        group_probability=ranked[group],
        label=label if chance >= sure else None,
        probability=chance,
        groups=ranked,
        probabilities=chances,
    )
