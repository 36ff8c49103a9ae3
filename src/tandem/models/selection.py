"""Choosing models for a table: a portfolio raced by the clock, the best tuned and mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import numpy as np

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.losses import LossName, metric_of
from tandem.models.portfolio import Profile, portfolio
from tandem.models.race import Entry, Race
from tandem.models.scores import loss_of, mixture
from tandem.models.sharpness import sharpened, sharpness
from tandem.models.voting import mixed

In = TypeVar("In")
Out = TypeVar("Out")

_MOST_MIXED = 12
_LEAST_SHARE = 0.02


@dataclass(frozen=True)
class Candidate:
    """A model that was tried, with its metric on unseen rows and its share of the result."""

    name: str
    metric: float | None
    share: float = 0.0


class Selected(Model[In, Out]):
    """A model chosen for the rows within about ``seconds``: automatic machine learning.

    What the targets are decides the task: truth values, text labels or numbers. A portfolio
    of families is raced: all on the first fold, the best on the others (as many as there is
    time for), then the parameters of the best are moved as long as the time lasts. Those
    that help each other on rows that they had not seen are mixed (ensemble selection,
    Caruana 2004), and chances are sharpened by a temperature where that is shown to help.
    The models of the folds themselves are kept and averaged, so nothing is fitted again,
    and a prediction asks several models. ``board`` and ``explanation`` say what was tried
    and why this was kept. The clock decides how much is tried, so two machines may differ.
    """

    seconds: float = 60.0
    metric: LossName | None = None
    """By default ``log_loss`` for truth values and labels, ``rmse`` for numbers."""
    folds: int = 5
    seed: int = 0

    members: tuple[Any, ...] = ()
    shares: list[float] = learned()
    temperature: float = learned()
    """What the logarithms of chances are divided by; 1 for numbers."""
    board: list[Candidate] = learned()
    explanation: str = learned()

    def fit(self, rows: Rows[In, Any]) -> Self:
        """Race, tune and mix; raises ``DefinitionError`` where nothing could be fitted."""
        profile = Profile.of(rows)
        metric = self.metric or ("rmse" if profile.task == "number" else "log_loss")
        labels = sorted(set(rows.targets)) if profile.task == "label" else None
        race = Race(rows, metric, labels, seconds=self.seconds, count=self.folds, seed=self.seed)
        found = race.run(portfolio(profile, self.seed))
        if not found:
            raise DefinitionError(
                f"{type(self).__name__} could fit nothing to these rows: {'; '.join(race.problems)}"
            )
        targets = race.targets[race.seen()]
        told = [np.vstack(entry.told[: race.depth]) for entry in found]
        shares = mixture(metric, targets, told[:_MOST_MIXED])
        shares = _without_crumbs(shares) + [0.0] * (len(found) - len(shares))
        kept = [(share, entry) for share, entry in zip(shares, found, strict=True) if share > 0]
        mean = np.tensordot(np.array(shares), np.array(told), axes=1)
        together = loss_of(metric, targets, mean)
        temperature = 1.0 if profile.task == "number" else sharpness(mean, targets)
        board = [
            Candidate(entry.name, metric_of(metric, loss_of(metric, targets, said)), share)
            for entry, said, share in zip(found, told, shares, strict=True)
        ]
        dropped = [Candidate(e.name, None) for e in race.entries if e not in found]
        return self.evolve(
            members=tuple(model for _, entry in kept for model in entry.fitted[: race.depth]),
            shares=[share / race.depth for share, _ in kept for _ in range(race.depth)],
            temperature=temperature,
            board=board + dropped + [Candidate(problem, None) for problem in race.problems],
            explanation=_explained(profile, metric, race, board, kept, metric_of(metric, together))
            + (
                f" Chances are sharpened by a temperature of {temperature:.2f}." * (temperature < 1)
            ),
        )

    def predict(self, xs: Sequence[In], /) -> list[Out]:
        told = mixed([list(member.predict(xs)) for member in self.members], self.shares)
        return sharpened(told, self.temperature)


def _without_crumbs(shares: list[float]) -> list[float]:
    """Shares that do not matter given to the others: a member less to ask."""
    kept = [share if share >= _LEAST_SHARE else 0.0 for share in shares]
    return [share / sum(kept) for share in kept]


def _explained(
    profile: Profile,
    metric: LossName,
    race: Race,
    board: Sequence[Candidate],
    kept: Sequence[tuple[float, Entry]],
    together: float,
) -> str:
    parts = ", ".join(f"{share:.0%} {entry.name}" for share, entry in kept)
    out = len(race.entries) - len(board)
    return (
        f"{profile}. {len(race.entries)} candidates were tried, {out} of them given up on the "
        f"way; {race.depth} folds were predicted. Best alone: {board[0].name}, {metric} "
        f"{board[0].metric:.4f}. Kept: {parts}, together {together:.4f} on the rows by which "
        "they were chosen."
    )
