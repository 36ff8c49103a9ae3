"""Gradient boosted trees by XGBoost: yes or no, a number, one of several labels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Generic, Self, TypeVar

import numpy as np

from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import MissingExtra
from tandem.models.gradient import Gradient, Number, OneOf, YesNo, threads
from tandem.models.odds import check_both
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

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the margin, compared with the average."""
        effects: list[list[float]]
        effects = self._sums(xs, effects=True)[:, :-1].tolist() if xs else []
        return effects


class XGBoost(XGBoosted[Record, float], YesNo[Record]):
    """The probability of yes for a record."""

    def _learn(self, rows: Rows[Any, Any]) -> Self:
        check_both(rows, whose=type(self).__name__)
        targets = np.array(rows.targets, dtype=float)
        return self._train(rows, targets, "binary:logistic", scale_pos_weight=self.positive_weight)


class XGBoostRegressor(XGBoosted[Record, float], Number[Record]):
    """A number for a record: its mean, its median, or another quantile; see ``Number``."""

    def _learn(self, rows: Rows[Any, Any]) -> Self:
        targets = numbers(rows, whose=type(self).__name__)
        if self.quantile is not None:
            return self._train(rows, targets, "reg:quantileerror", quantile_alpha=self.quantile)
        objective = {"squared": "reg:squarederror", "absolute": "reg:absoluteerror"}[self.loss]
        return self._train(rows, targets, objective)


class XGBoostClassifier(OneOf[Record], XGBoosted[Record, Labels]):
    """One of several labels for a record, with the probability of each."""

    def _learn(self, rows: Rows[Any, Any]) -> Self:
        labels, codes = label_codes(rows, whose=type(self).__name__)
        fitted = self._train(rows, codes, "multi:softprob", num_class=len(labels))
        return fitted.evolve(labels=labels)


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
