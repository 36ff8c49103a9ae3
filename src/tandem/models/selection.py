"""Choosing a model for a table: candidates tried, the best tuned, the good ones mixed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import DefinitionError, TandemError
from tandem.models.boosting import Boosting, BoostingClassifier, BoostingRegressor
from tandem.models.forest import Forest, ForestClassifier, ForestRegressor
from tandem.models.logistic import Logistic
from tandem.models.losses import LOSSES, LossName, metric_of
from tandem.models.space import configured
from tandem.models.tune import Tuned
from tandem.models.unseen import cross_predict
from tandem.models.voting import mixed, selected

In = TypeVar("In")
Out = TypeVar("Out")

_TRYING, _TUNING = 0.4, 0.4
"""Shares of the time for first tries and for tuning; the rest is for the last fit."""


@dataclass(frozen=True)
class Candidate:
    """A model that was tried, with its metric on unseen rows and its share of the result."""

    name: str
    metric: float | None
    share: float = 0.0


@dataclass(frozen=True)
class Try:
    """A candidate with what it said of rows that it had not seen."""

    name: str
    model: Any
    unseen: list[Any]
    loss: float
    seconds: float


class Selected(Model[In, Out]):
    """A model chosen for the rows within about ``seconds``: automatic machine learning.

    What the targets are decides the task: truth values, text labels or numbers. Candidates
    are tried in the order that suits the size of the table, each by cross-validation; the
    best family is tuned from there; then those that help each other on unseen rows are mixed
    (see ``Voting``) and fitted on all rows. ``board`` and ``explanation`` say what was tried
    and why this was kept. The clock decides how much is tried, so two machines may differ.
    """

    seconds: float = 60.0
    metric: LossName | None = None
    """By default ``log_loss`` for truth values and labels, ``rmse`` for numbers."""
    folds: int = 5
    seed: int = 0

    members: tuple[Any, ...] = ()
    shares: list[float] = learned()
    board: list[Candidate] = learned()
    explanation: str = learned()

    def fit(self, rows: Rows[In, Any]) -> Self:
        """Try, tune, mix and fit; raises ``DefinitionError`` where nothing could be fitted."""
        start = time.monotonic()
        task = task_of(rows)
        metric = self.metric or ("rmse" if task == "number" else "log_loss")
        tries: list[Try] = []
        problems: list[str] = []
        for name, model in _candidates(task, len(rows), self.seed):
            used = time.monotonic() - start
            if tries and used + _dearest(tries) > _TRYING * self.seconds:
                break
            try:
                tries.append(self._try(name, model, rows, metric))
            except TandemError as error:
                problems.append(f"{name}: {error.message}")
        if not tries:
            raise DefinitionError(
                f"{type(self).__name__} could fit nothing to these rows: {'; '.join(problems)}"
            )
        left = (_TRYING + _TUNING) * self.seconds - (time.monotonic() - start)
        best = min(tries, key=lambda tried: tried.loss)
        if left > 3 * best.seconds:
            tries.append(self._tune(best, rows, metric, left - best.seconds))
        shares = selected([tried.unseen for tried in tries], rows.targets, LOSSES[metric])
        kept = [(share, tried) for share, tried in zip(shares, tries, strict=True) if share > 0]
        board = [
            Candidate(tried.name, metric_of(metric, tried.loss), share)
            for share, tried in sorted(
                zip(shares, tries, strict=True), key=lambda pair: pair[1].loss
            )
        ]
        return self.evolve(
            members=tuple(tried.model.fit(rows) for _, tried in kept),
            shares=[share for share, _ in kept],
            board=board + [Candidate(problem, None) for problem in problems],
            explanation=_explained(task, metric, rows, tries, kept),
        )

    def predict(self, xs: Sequence[In], /) -> list[Out]:
        return mixed([list(member.predict(xs)) for member in self.members], self.shares)

    def _try(self, name: str, model: Any, rows: Rows[In, Any], metric: LossName) -> Try:
        start = time.monotonic()
        unseen = cross_predict(model, rows, k=self.folds, seed=self.seed)
        loss = LOSSES[metric](rows.targets, unseen)
        return Try(name, model, unseen, loss, time.monotonic() - start)

    def _tune(self, best: Try, rows: Rows[In, Any], metric: LossName, seconds: float) -> Try:
        tuned: Any = Tuned(
            model=best.model,
            metric=metric,
            trials=10_000,
            seconds=seconds,
            folds=self.folds,
            seed=self.seed,
        ).fit(rows)
        model = configured(best.model, tuned.best)
        return self._try(f"{best.name}, tuned", model, rows, metric)


def task_of(rows: Rows[Any, Any]) -> str:
    """``yes or no``, ``label`` or ``number``; raises ``DefinitionError`` for targets of none."""
    targets = rows.targets
    if targets and all(isinstance(target, bool) for target in targets):
        return "yes or no"
    if targets and all(isinstance(target, str) for target in targets):
        return "label"
    if targets and all(
        isinstance(target, (int, float)) and not isinstance(target, bool) for target in targets
    ):
        return "number"
    kinds = sorted({type(target).__name__ for target in targets})
    raise DefinitionError(
        f"a model cannot be selected for targets of type {', '.join(kinds) or 'none'}",
        hint="give all bools, all text labels, or all numbers",
    )


def _candidates(task: str, rows: int, seed: int) -> Iterator[tuple[str, Any]]:
    """What to try, likeliest winners first: small tables overfit, so start with few leaves."""
    boost: Any = {"yes or no": Boosting, "label": BoostingClassifier, "number": BoostingRegressor}
    forest: Any = {"yes or no": Forest, "label": ForestClassifier, "number": ForestRegressor}
    small = rows < 2_000
    leaf = 5 if small else 20
    yield "boosting", boost[task](leaf_rows=leaf, leaves=7 if small else 31, seed=seed)
    yield "extra trees", forest[task](random_splits=True, leaf_rows=2, column_share=0.6, seed=seed)
    yield "random forest", forest[task](leaf_rows=2, seed=seed)
    if task == "yes or no":
        yield "logistic regression", Logistic()
    yield "boosted stumps", boost[task](leaves=2, trees=600, rate=0.1, leaf_rows=leaf, seed=seed)
    yield (
        "slow boosting",
        boost[task](
            trees=800, rate=0.02, leaves=15, leaf_rows=leaf, row_share=0.8, column_share=0.6,
            seed=seed,
        ),
    )  # fmt: skip


def _dearest(tries: Sequence[Try]) -> float:
    return max(tried.seconds for tried in tries)


def _explained(
    task: str,
    metric: LossName,
    rows: Rows[Any, Any],
    tries: Sequence[Try],
    kept: Sequence[tuple[float, Try]],
) -> str:
    best = min(tries, key=lambda tried: tried.loss)
    parts = ", ".join(f"{share:.0%} {tried.name}" for share, tried in kept)
    together = LOSSES[metric](
        rows.targets, mixed([tried.unseen for _, tried in kept], [share for share, _ in kept])
    )
    return (
        f"The targets are a {task}; {len(tries)} candidates were tried on {len(rows)} rows, each "
        f"by cross-validation. Best alone: {best.name}, {metric} "
        f"{metric_of(metric, best.loss):.4f}. Kept: {parts}, together "
        f"{metric_of(metric, together):.4f} on the rows by which they were chosen."
    )
