"""Forests of randomised trees over records: yes or no, a number, one of several labels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Generic, Literal, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import MissingExtra
from tandem.models.explain import Reason, top_reasons
from tandem.models.odds import check_both, log_odds
from tandem.models.space import choice, span, tunable
from tandem.models.tabular import Encoder, Matrix
from tandem.models.targets import label_codes, numbers, weights_of
from tandem.models.text import Labels
from tandem.models.trees import Trees
from tandem.models.treetext import Tree, to_text

Record = TypeVar("Record")
Out = TypeVar("Out")


class Grown(Model[Record, Out], Generic[Record, Out]):
    """What the forests share: parameters, growing by scikit-learn, state as LightGBM's text.

    ``random_splits`` draws thresholds at random (extremely randomised trees, Geurts 2006)
    where a random forest (Breiman 2001) searches them. Categories are ordered by frequency.
    Weights of rows are honoured.
    """

    trees: int = 300
    leaf_rows: int = tunable(1, span(1, 50, log=True))
    depth: int | None = None
    column_share: float | Literal["sqrt"] = tunable("sqrt", span(0.1, 1.0))
    """Columns tried at each split: a share of them, or as many as their square root."""
    random_splits: bool = tunable(False, choice(False, True))
    seed: int = 0

    encoder: Encoder = learned()
    model: str = learned(codec="text")

    def _grow(
        self, kind: str, encoder: Encoder, rows: Rows[Any, Any], targets: Any, **options: Any
    ) -> Any:
        try:
            from sklearn import ensemble
        except ImportError:
            raise MissingExtra(
                f"{type(self).__name__}.fit needs scikit-learn, which is not installed",
                hint='pip install "tandem-ai[models]"',
            ) from None
        name = f"{'ExtraTrees' if self.random_splits else 'RandomForest'}{kind}"
        forest = getattr(ensemble, name)(
            n_estimators=self.trees,
            min_samples_leaf=self.leaf_rows,
            max_depth=self.depth,
            max_features=self.column_share,
            random_state=self.seed,
            n_jobs=1,
            **options,
        )
        matrix = single(encoder.matrix(rows.inputs))
        return forest.fit(matrix, targets, sample_weight=weights_of(rows))

    @cached_property
    def _ensemble(self) -> Trees:
        return Trees(self.model)

    def _sums(self, xs: Sequence[Record]) -> Matrix:
        """What the trees say together, shape (records, outputs)."""
        return self._ensemble.sums(single(self.encoder.matrix(xs)))


class Forest(Grown[Record, float]):
    """The probability of yes for a record: the mean over trees of the share in the leaf."""

    balanced: bool = False
    """Weigh yes and no as if they were equally frequent; the probabilities move with it."""

    def fit(self, rows: Rows[Record, bool]) -> Self:
        """Learn from records and whether each turned out yes; needs some of both."""
        check_both(rows, whose=type(self).__name__)
        encoder = Encoder.of(rows.inputs)
        targets = np.array(rows.targets, dtype=bool)
        weight = "balanced" if self.balanced else None
        grown = self._grow("Classifier", encoder, rows, targets, class_weight=weight)
        trees = [_tree(part, part.tree_.value[:, 0, 1] / self.trees) for part in grown.estimators_]
        return self.evolve(encoder=encoder, model=to_text(trees, encoder.names))

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        chances: list[float] = np.clip(self._sums(xs)[:, 0], 0.0, 1.0).tolist()
        return chances

    def margins(self, xs: Sequence[Record], /) -> list[float]:
        """Log-odds of each record, no further than one tree more would move them."""
        edge = 1 / (2 * self.trees)
        return [log_odds(min(max(chance, edge), 1 - edge)) for chance in self.predict(xs)]

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the log-odds, compared with the average.

        Shares of the probability (SHAP values), stretched so that they add up in log-odds.
        """
        parts = self._ensemble.effects(single(self.encoder.matrix(xs)))
        shares, base = parts[:, :-1], parts[:, -1]
        found: list[list[float]] = []
        for row, start, margin in zip(shares, base, self.margins(xs), strict=True):
            moved = row.sum()
            stretch = (margin - log_odds(float(start))) / moved if abs(moved) > 1e-9 else 4.0
            found.append((row * stretch).tolist())
        return found

    def reasons(self, xs: Sequence[Record], /, *, count: int = 3) -> list[list[Reason]]:
        """The fields that moved each prediction most."""
        return top_reasons(xs, self.encoder.names, self.effects(xs), count)


class ForestRegressor(Grown[Record, float]):
    """A number for a record: the mean over trees of the mean in the leaf."""

    def fit(self, rows: Rows[Record, float]) -> Self:
        """Learn from records and the number that belongs to each."""
        targets = numbers(rows, whose=type(self).__name__)
        encoder = Encoder.of(rows.inputs)
        grown = self._grow("Regressor", encoder, rows, targets)
        trees = [_tree(part, part.tree_.value[:, 0, 0] / self.trees) for part in grown.estimators_]
        return self.evolve(encoder=encoder, model=to_text(trees, encoder.names))

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        values: list[float] = self._sums(xs)[:, 0].tolist()
        return values

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the number, compared with the average."""
        matrix = single(self.encoder.matrix(xs))
        effects: list[list[float]] = self._ensemble.effects(matrix)[:, :-1].tolist()
        return effects

    def reasons(self, xs: Sequence[Record], /, *, count: int = 3) -> list[list[Reason]]:
        """The fields that moved each prediction most."""
        return top_reasons(xs, self.encoder.names, self.effects(xs), count)


class ForestClassifier(Grown[Record, Labels]):
    """One of several labels for a record, with the probability of each."""

    balanced: bool = False

    labels: list[str] = learned()

    def fit(self, rows: Rows[Record, str]) -> Self:
        """Learn from records and the label of each, of which there must be two at least."""
        labels, _ = label_codes(rows, whose=type(self).__name__)
        encoder = Encoder.of(rows.inputs)
        weight = "balanced" if self.balanced else None
        grown = self._grow("Classifier", encoder, rows, rows.targets, class_weight=weight)
        trees = [
            _tree(part, part.tree_.value[:, 0, place] / self.trees)
            for part in grown.estimators_
            for place in range(len(labels))
        ]
        text = to_text(trees, encoder.names, outputs=len(labels))
        return self.evolve(encoder=encoder, labels=labels, model=text)

    def predict(self, xs: Sequence[Record], /) -> list[Labels]:
        return [Labels.of(self.labels, row) for row in np.clip(self._sums(xs), 0.0, 1.0)]


def single(matrix: Matrix) -> Matrix:
    """Rounded as scikit-learn rounds before it compares with thresholds; too large is largest."""
    largest = np.finfo(np.float32).max
    return np.clip(matrix, -largest, largest).astype(np.float32).astype(np.float64)


def _tree(part: Any, value: NDArray[np.float64]) -> Tree:
    return Tree.of(part.tree_, value)
