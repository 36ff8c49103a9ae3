"""What gradient boosting has in common, whichever library grows the trees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, Self, TypeVar

import numpy as np

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.data.splits import split
from tandem.errors import DefinitionError
from tandem.models.explain import Reason, top_reasons
from tandem.models.odds import probability
from tandem.models.space import span, tunable
from tandem.models.tabular import Encoder, Matrix
from tandem.models.text import Labels

Record = TypeVar("Record")
Out = TypeVar("Out")

_LARGE = 100_000
_SHARE_KEPT = 0.15


@dataclass(frozen=True)
class Watch:
    """Rows to learn from and others to see by when to stop, as places in the same rows."""

    train: Sequence[int]
    kept: Sequence[int]
    patience: int
    seconds: float | None = None
    """Stop growing after so long, whatever the gain."""


class Additive(Model[Record, Out], Generic[Record, Out]):
    """Boosted trees, whichever library grows them: an encoder, sums of leaves, reasons for them.

    A library says how it learns (``_learn`` of its three heads), what its trees add up to
    (``_sums``) and what each field adds to that (``effects``).
    """

    encoder: Encoder = learned()

    def _learn(self, rows: Rows[Any, Any]) -> Self:
        raise DefinitionError(f"{type(self).__name__} has no _learn, which says what it learns")

    def _sums(self, xs: Sequence[Record]) -> Matrix:
        raise DefinitionError(f"{type(self).__name__} has no _sums, which adds up its trees")

    def margins(self, xs: Sequence[Record], /) -> list[float]:
        """What the trees of one output add up to: log-odds of yes, or the number itself."""
        margins: list[float] = self._sums(xs).tolist() if xs else []
        return margins

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the margin, compared with the average."""
        raise DefinitionError(f"{type(self).__name__} does not say what each field adds")

    def reasons(self, xs: Sequence[Record], /, *, count: int = 3) -> list[list[Reason]]:
        """The fields that moved each prediction most."""
        return top_reasons(xs, self.encoder.names, self.effects(xs), count)


class Watched(Additive[Record, Out], Generic[Record, Out]):
    """Trees that can be grown until rows that are watched gain nothing more."""

    def _learn(self, rows: Rows[Any, Any], watch: Watch | None = None) -> Self:
        raise DefinitionError(f"{type(self).__name__} has no _learn, which says what it learns")

    def fit_watching(self, rows: Rows[Any, Any], watch: Watch) -> Self:
        """Learn from some of the rows only as long as it helps on others, which it returns with.

        The rows that are watched have chosen the number of trees, so they are not unseen.
        """
        return self._learn(rows, watch)


class YesNo(Additive[Record, float], Generic[Record]):
    """The probability of yes for a record."""

    positive_weight: float = 1.0
    """How many rows each yes counts for. Above 1 it raises all probabilities: calibrate them."""

    def fit(self, rows: Rows[Record, bool]) -> Self:
        """Learn from records and whether each turned out yes; needs some of both."""
        return self._learn(rows)

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        return [probability(margin) for margin in self.margins(xs)]


class Number(Additive[Record, float], Generic[Record]):
    """A number for a record: its mean, its median, or another quantile.

    ``loss="squared"`` learns the mean, ``"absolute"`` the median, and ``quantile`` the value
    that the number stays below with that probability.
    """

    loss: Literal["squared", "absolute"] = "squared"
    quantile: float | None = None

    def fit(self, rows: Rows[Record, float]) -> Self:
        """Learn from records and the number that belongs to each."""
        return self._learn(rows)

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        return self.margins(xs)


class OneOf(Additive[Record, Labels], Generic[Record]):
    """One of several labels for a record, with the probability of each."""

    labels: list[str] = learned()

    def fit(self, rows: Rows[Record, str]) -> Self:
        """Learn from records and the label of each, of which there must be two at least."""
        return self._learn(rows)

    def predict(self, xs: Sequence[Record], /) -> list[Labels]:
        if not xs:
            return []
        sums = self._sums(xs).reshape(len(xs), len(self.labels))
        powers = np.exp(sums - sums.max(axis=1, keepdims=True))
        return [Labels.of(self.labels, row / row.sum()) for row in powers]

    def margins(self, xs: Sequence[Record], /) -> list[float]:
        raise self._several()

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        raise self._several()

    def _several(self) -> DefinitionError:
        return DefinitionError(
            f"{type(self).__name__} has a margin for each of {len(self.labels)} labels, not one",
            hint="use a model of yes or no where reasons are wanted",
        )


class Gradient(Additive[Record, Out], Generic[Record, Out]):
    """Parameters of boosted trees that CatBoost and XGBoost share.

    Fields are numbers or categories, each may be missing; infinite numbers count as very
    large. Weights of rows are honoured. The same rows and seed give the same bytes.
    """

    trees: int = tunable(300, span(50, 1000, log=True))
    rate: float = tunable(0.05, span(0.01, 0.3, log=True))
    depth: int = tunable(6, span(2, 10))
    row_share: float = tunable(1.0, span(0.5, 1.0))
    column_share: float = tunable(1.0, span(0.4, 1.0))
    monotone: Mapping[str, Literal[-1, 1]] | None = None
    """Fields with which the output may only rise (1) or fall (-1)."""
    patience: int | None = None
    """Stop when so many trees in a row did not help on rows kept aside (15 %, groups kept
    together), then grow as many on all rows."""
    seed: int = 0

    def _signs(self, encoder: Encoder) -> list[int] | None:
        if self.monotone is None:
            return None
        return signs(self.monotone, encoder, whose=type(self).__name__)

    def _aside(self, rows: Rows[Any, Any]) -> tuple[list[int], list[int]]:
        """The places of rows to learn from, and of those kept aside to see when to stop."""
        train, kept = split(
            Rows(range(len(rows)), rows.targets, rows.groups), test=_SHARE_KEPT, seed=self.seed
        )
        return list(train.inputs), list(kept.inputs)


def signs(monotone: Mapping[str, Literal[-1, 1]], encoder: Encoder, *, whose: str) -> list[int]:
    """The direction of each column, 0 for any; raises ``DefinitionError`` for what has none."""
    unknown = sorted(set(monotone) - set(encoder.names))
    categories = {encoder.names[place] for place in encoder.categories}
    wrong = unknown or sorted(categories & set(monotone))
    if wrong:
        raise DefinitionError(
            f"{whose}.monotone names {wrong[0]!r}, "
            f"which is {'no field' if unknown else 'a category'}",
            hint=f"numbers among {', '.join(encoder.names)}",
        )
    return [monotone.get(name, 0) for name in encoder.names]


def threads(rows: int) -> int:
    """Threads pay on large tables only; on small ones they wait for each other. -1 is all."""
    return 1 if rows < _LARGE else -1
