"""Gradient boosted trees by XGBoost: yes or no, a number, one of several labels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Generic, Literal, Self, TypeVar

import numpy as np

from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import MissingExtra
from tandem.models.explain import Reason, top_reasons
from tandem.models.gradient import Gradient, threads
from tandem.models.odds import check_both, probability
from tandem.models.space import span, tunable
from tandem.models.tabular import Encoder, Matrix
from tandem.models.targets import label_codes, numbers, weights_of
from tandem.models.text import Labels

Record = TypeVar("Record")
Out = TypeVar("Out")

_LARGEST = float(np.finfo(np.float32).max)


class XGBoosted(Gradient[Record, Out], Generic[Record, Out]):
    """What the models by XGBoost share; state is the library's own JSON, its stable format.

    Categories are split as sets; those that training did not see count as missing.
    """

    ridge: float = tunable(1.0, span(1e-3, 10.0, log=True))
    leaf_weight: float = tunable(1.0, span(0.1, 30.0, log=True))
    """The least sum of second derivatives in a leaf: rows, for a number."""

    model: str = learned(codec="text")

    def _train(self, rows: Rows[Any, Any], targets: Any, objective: str, **more: Any) -> Self:
        library = _library(self)
        encoder = Encoder.of(rows.inputs)
        options = self._options(encoder, len(rows)) | {"objective": objective} | more
        matrix, weights = encoder.matrix(rows.inputs), weights_of(rows)
        trees = self.trees
        if self.patience is not None:
            learn, kept = (
                _data(
                    encoder, matrix[side], targets[side],
                    None if weights is None else weights[side],
                )
                for side in self._aside(rows)
            )  # fmt: skip
            stopped = library.train(
                options, learn, trees, evals=[(kept, "kept")], verbose_eval=False,
                early_stopping_rounds=self.patience,
            )  # fmt: skip
            trees = stopped.best_iteration + 1
        booster = library.train(options, _data(encoder, matrix, targets, weights), trees)
        return self.evolve(encoder=encoder, model=booster.save_raw("json").decode())

    def _options(self, encoder: Encoder, rows: int) -> dict[str, Any]:
        options: dict[str, Any] = {
            "learning_rate": self.rate,
            "max_depth": self.depth,
            "subsample": self.row_share,
            "colsample_bytree": self.column_share,
            "reg_lambda": self.ridge,
            "min_child_weight": self.leaf_weight,
            "tree_method": "hist",
            "nthread": threads(rows),
            "seed": self.seed,
            "verbosity": 0,
        }
        constraints = self._signs(encoder)
        if constraints is not None:
            options["monotone_constraints"] = tuple(constraints)
        return options

    def _sums(self, xs: Sequence[Record], *, effects: bool = False) -> Matrix:
        """What the trees add up to, or what each field adds to it and last the base."""
        data = _data(self.encoder, self.encoder.matrix(xs))
        told = self._booster.predict(data, output_margin=not effects, pred_contribs=effects)
        return np.asarray(told, dtype=float)

    @cached_property
    def _booster(self) -> Any:
        return _library(self).Booster({"nthread": 1}, model_file=bytearray(self.model.encode()))

    def margins(self, xs: Sequence[Record], /) -> list[float]:
        """What the trees of one output add up to: log-odds of yes, or the number itself."""
        margins: list[float] = self._sums(xs).tolist() if xs else []
        return margins

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the margin, compared with the average."""
        effects: list[list[float]]
        effects = self._sums(xs, effects=True)[:, :-1].tolist() if xs else []
        return effects

    def reasons(self, xs: Sequence[Record], /, *, count: int = 3) -> list[list[Reason]]:
        """The fields that moved each prediction most."""
        return top_reasons(xs, self.encoder.names, self.effects(xs), count)


class XGBoost(XGBoosted[Record, float]):
    """The probability of yes for a record."""

    positive_weight: float = 1.0
    """How many rows each yes counts for. Above 1 it raises all probabilities: calibrate them."""

    def fit(self, rows: Rows[Record, bool]) -> Self:
        """Learn from records and whether each turned out yes; needs some of both."""
        check_both(rows, whose=type(self).__name__)
        targets = np.array(rows.targets, dtype=float)
        return self._train(rows, targets, "binary:logistic", scale_pos_weight=self.positive_weight)

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        return [probability(margin) for margin in self.margins(xs)]


class XGBoostRegressor(XGBoosted[Record, float]):
    """A number for a record: its mean, its median, or another quantile.

    ``loss="squared"`` learns the mean, ``"absolute"`` the median, and ``quantile`` the value
    that the number stays below with that probability.
    """

    loss: Literal["squared", "absolute"] = "squared"
    quantile: float | None = None

    def fit(self, rows: Rows[Record, float]) -> Self:
        """Learn from records and the number that belongs to each."""
        targets = numbers(rows, whose=type(self).__name__)
        if self.quantile is not None:
            return self._train(rows, targets, "reg:quantileerror", quantile_alpha=self.quantile)
        objective = {"squared": "reg:squarederror", "absolute": "reg:absoluteerror"}[self.loss]
        return self._train(rows, targets, objective)

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        return self.margins(xs)


class XGBoostClassifier(XGBoosted[Record, Labels]):
    """One of several labels for a record, with the probability of each."""

    labels: list[str] = learned()

    def fit(self, rows: Rows[Record, str]) -> Self:
        """Learn from records and the label of each, of which there must be two at least."""
        labels, codes = label_codes(rows, whose=type(self).__name__)
        fitted = self._train(rows, codes, "multi:softprob", num_class=len(labels))
        return fitted.evolve(labels=labels)

    def predict(self, xs: Sequence[Record], /) -> list[Labels]:
        if not xs:
            return []
        sums = self._sums(xs).reshape(len(xs), len(self.labels))
        powers = np.exp(sums - sums.max(axis=1, keepdims=True))
        return [Labels.of(self.labels, row / row.sum()) for row in powers]


def _library(model: Any) -> Any:
    try:
        import xgboost
    except ImportError:
        raise MissingExtra(
            f"{type(model).__name__} needs XGBoost, which is not installed",
            hint='pip install "tandem-ai[xgboost]"',
        ) from None
    return xgboost


def _data(encoder: Encoder, matrix: Matrix, targets: Any = None, weights: Any = None) -> Any:
    import xgboost

    return xgboost.DMatrix(
        np.clip(matrix, -_LARGEST, _LARGEST),
        targets,
        weight=weights,
        feature_types=["q" if column.levels is None else "c" for column in encoder.columns],
        enable_categorical=True,
    )
