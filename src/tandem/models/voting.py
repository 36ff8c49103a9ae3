"""Voting: several models as one, by equal or by learned weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.losses import LOSSES, Loss, LossName
from tandem.models.text import Labels
from tandem.models.unseen import cross_predict

In = TypeVar("In")
Out = TypeVar("Out")
Floats = NDArray[np.float64]

_ROUNDS = 25


class Voting(Model[In, Out]):
    """The weighted mean of what the members say: chances, numbers, or chances of labels.

    ``weights="learned"`` adds members one at a time, with replacement, whichever makes the
    loss of the sum smallest on rows that the members had not seen (ensemble selection,
    Caruana 2004); a member that never helps weighs nothing. ``"equal"`` asks them all alike.
    """

    members: tuple[Any, ...]
    """Models with ``fit`` that give the same kind of output."""
    weights: Literal["learned", "equal"] = "learned"
    metric: LossName = "log_loss"
    """What learned weights make better: ``rmse`` or ``mae`` for numbers."""

    shares: list[float] = learned()

    def fit(self, rows: Rows[In, Any]) -> Self:
        """Fit the members on all rows, and their weights on predictions across five folds."""
        if not self.members:
            raise DefinitionError(f"{type(self).__name__} has no members")
        shares = [1 / len(self.members)] * len(self.members)
        if self.weights == "learned":
            unseen = [cross_predict(member, rows) for member in self.members]
            shares = selected(unseen, rows.targets, LOSSES[self.metric])
        members = tuple(member.fit(rows) for member in self.members)
        return self.evolve(members=members, shares=shares)

    def predict(self, xs: Sequence[In], /) -> list[Out]:
        told = [
            (share, list(member.predict(xs)))
            for share, member in zip(self.shares, self.members, strict=True)
            if share > 0
        ]
        return mixed([said for _, said in told], [share for share, _ in told])


def selected(unseen: Sequence[Sequence[Any]], targets: Sequence[Any], loss: Loss) -> list[float]:
    """Weights of members, by how often each was the best one to add; they add up to one."""
    counts = [0] * len(unseen)
    best, kept = float("inf"), list(counts)
    for size in range(1, _ROUNDS + 1):
        tried = []
        for place in range(len(unseen)):
            more = [count + (i == place) for i, count in enumerate(counts)]
            parts = [(count / size, unseen[i]) for i, count in enumerate(more) if count]
            told = mixed([said for _, said in parts], [share for share, _ in parts])
            tried.append(loss(targets, told))
        place = int(np.argmin(tried))
        counts[place] += 1
        if tried[place] < best - 1e-12:
            best, kept = tried[place], list(counts)
    return [count / sum(kept) for count in kept]


def mixed(told: Sequence[Sequence[Any]], shares: Sequence[float]) -> list[Any]:
    """The weighted mean of what several models said of the same rows."""
    if told and told[0] and isinstance(told[0][0], Labels):
        names = list(dict.fromkeys(name for said in told for name in said[0].probabilities))
        sums = sum(
            share * np.array([[one.probabilities.get(n, 0.0) for n in names] for one in said])
            for share, said in zip(shares, told, strict=True)
        )
        order = sorted(range(len(names)), key=names.__getitem__)
        return [Labels.of([names[i] for i in order], row[order]) for row in np.asarray(sums)]
    means: list[Any] = (np.array(shares) @ np.array(told, dtype=float)).tolist() if told else []
    return means
