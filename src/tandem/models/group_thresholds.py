"""Decisions by a threshold for each group, so that the groups are treated alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import InvalidInput
from tandem.models.fields import Alike, groups_of
from tandem.models.odds import check_both
from tandem.models.unseen import cross_predict

In = TypeVar("In")
Floats = NDArray[np.float64]

_STEPS = 51


class GroupThresholds(Model[In, bool]):
    """Yes or no by the chance that a model gives, from a threshold of the group on.

    ``alike="selection"`` gives all groups about the same share of yes (demographic parity),
    ``"true_positive"`` the same share of yes among those that are (equal opportunity),
    ``"odds"`` that and the same share among those that are not (equalised odds). Of all such
    thresholds those of the highest accuracy are learned, on chances of unseen rows.

    Hardt (2016) reaches equalised odds exactly by deciding some cases with a coin. Here the
    same case always gets the same answer, and the odds are as close as that allows. The
    group must be known, and may lawfully be used, when the decision is made.
    """

    model: Model[In, float]
    by: str
    """The field of the record that names the group."""
    alike: Alike = "selection"
    slack: float = 0.02
    """How far apart the odds of two groups may be on the rows of training."""

    thresholds: dict[str, float] = learned()

    def fit(self, rows: Rows[In, bool]) -> Self:
        """Learn the thresholds by cross-fitting, then the model on all rows."""
        check_both(rows, whose=type(self).__name__)
        chances = np.array(cross_predict(self.model, rows))
        yes = np.array(rows.targets, dtype=bool)
        names = np.array(groups_of(rows.inputs, self.by))
        choices = {
            name: _Choices.of(chances[names == name], yes[names == name])
            for name in np.unique(names).tolist()
        }
        model: Any = self.model
        return self.evolve(model=model.fit(rows), thresholds=self._best(choices))

    def _best(self, choices: dict[str, _Choices]) -> dict[str, float]:
        groups = list(choices.values())
        if self.alike == "odds":
            picks = _by_odds(groups, self.slack)
        else:
            picks = _by_rate(groups, self.alike)
        return {
            name: float(group.thresholds[place])
            for (name, group), place in zip(choices.items(), picks, strict=True)
        }

    def predict(self, xs: Sequence[In], /) -> list[bool]:
        limits = []
        for name in groups_of(xs, self.by):
            if name not in self.thresholds:
                raise InvalidInput(
                    f"{type(self).__name__} got the group {name!r}, which training did not see",
                    field=f"$.{self.by}",
                    hint=f"one of {', '.join(self.thresholds)}",
                )
            limits.append(self.thresholds[name])
        chances = self.model.predict(xs)
        return [chance >= limit for chance, limit in zip(chances, limits, strict=True)]


@dataclass(frozen=True)
class _Choices:
    """What each threshold would do to a group: rates, and cases decided rightly."""

    thresholds: Floats
    selected: Floats
    caught: Floats
    false: Floats
    right: Floats

    @classmethod
    def of(cls, chances: Floats, yes: NDArray[np.bool_]) -> Self:
        order = np.argsort(-chances, kind="stable")
        # Equal chances are decided alike: a threshold stands below the last of them.
        last = np.flatnonzero(np.diff(chances[order], append=-np.inf))
        hits = np.r_[0, np.cumsum(yes[order])[last]].astype(float)
        called = np.r_[0, last + 1].astype(float)
        misses = called - hits
        total = float(yes.sum())
        return cls(
            # Halfway to the next chance; never infinite, which JSON could not hold.
            thresholds=_between(chances[order][last]),
            selected=called / len(yes),
            caught=hits / max(total, 1.0),
            false=misses / max(len(yes) - total, 1.0),
            right=hits + (len(yes) - total - misses),
        )

    def nearest(self, caught: float, false: float) -> int:
        """The threshold whose rates are nearest to both."""
        away = np.maximum(np.abs(self.caught - caught), np.abs(self.false - false))
        return int(np.argmin(away))


def _between(chances: Floats) -> Floats:
    """Limits before, between and after falling chances."""
    middle: Floats = (chances[:-1] + chances[1:]) / 2
    return np.concatenate([[chances[0] + 1.0], middle, [chances[-1] - 1.0]])


def _by_rate(groups: Sequence[_Choices], alike: Alike) -> list[int]:
    """A common rate for all groups: that of most right decisions."""
    tries = []
    for rate in np.linspace(0, 1, 20 * (_STEPS - 1) + 1):
        picks = [
            int(np.argmin(np.abs((g.selected if alike == "selection" else g.caught) - rate)))
            for g in groups
        ]
        right = sum(g.right[place] for g, place in zip(groups, picks, strict=True))
        tries.append((right, picks))
    return max(tries, key=lambda tried: tried[0])[1]


def _by_odds(groups: Sequence[_Choices], slack: float) -> list[int]:
    """The most right decisions among those whose odds differ by no more than the slack."""
    tries = []
    for caught in np.linspace(0, 1, _STEPS):
        for false in np.linspace(0, caught, _STEPS):
            picks = [group.nearest(caught, false) for group in groups]
            found = list(zip(groups, picks, strict=True))
            gap = max(
                np.ptp([g.caught[i] for g, i in found]), np.ptp([g.false[i] for g, i in found])
            )
            tries.append((float(sum(g.right[i] for g, i in found)), float(gap), picks))
    # There always is one without a gap: yes to everybody, or to nobody.
    return max(tries, key=lambda tried: (tried[1] <= slack, tried[0]))[2]
