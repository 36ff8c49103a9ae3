"""Gradient boosted trees over records, by LightGBM: yes or no, a number, one of several labels."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, Literal, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.data.splits import split
from tandem.errors import MissingExtra
from tandem.models.gradient import Number, OneOf, Watch, Watched, YesNo, signs
from tandem.models.odds import check_both
from tandem.models.space import span, tunable
from tandem.models.tabular import Encoder, Matrix
from tandem.models.targets import label_codes, numbers, weights_of
from tandem.models.text import Labels
from tandem.models.trees import Trees

Record = TypeVar("Record")
Out = TypeVar("Out")

_LARGE = 100_000
_FEW = 16
"""Rows that are sooner predicted one by one than in one call, which costs as much as they do."""
_SHARE_KEPT = 0.15
_REFUSED = set('",:[]{}')
"""Characters that LightGBM has no place for in the name of a column."""


class Boosted(Watched[Record, Out], Generic[Record, Out]):
    """What the boosted models share: parameters, training, LightGBM's own text as state.

    Fields are numbers or categories, each may be missing; categories that training did not
    see count as missing. Weights of rows are honoured.
    """

    trees: int = tunable(300, span(50, 1000, log=True))
    rate: float = tunable(0.05, span(0.01, 0.3, log=True))
    leaves: int = tunable(15, span(2, 63, log=True))
    leaf_rows: int = tunable(20, span(2, 100, log=True))
    row_share: float = tunable(1.0, span(0.5, 1.0))
    column_share: float = tunable(1.0, span(0.4, 1.0))
    ridge: float = tunable(0.0, span(1e-3, 10.0, log=True))
    bins: int = 255
    """Thresholds that are tried of a number at most; 63 take half the time on small tables."""
    random_splits: bool = False
    """Draw one threshold of each column at random, as extremely randomised trees do."""
    category_penalty: float = 10.0
    """How few rows a category may have and still count: lower where categories decide alone."""
    ordered_categories: bool = False
    """Take categories as numbers, most frequent first, where sets of them are split otherwise."""
    monotone: Mapping[str, Literal[-1, 1]] | None = None
    """Fields with which the output may only rise (1) or fall (-1)."""
    patience: int | None = None
    """Stop when so many trees in a row did not help on rows kept aside (15 %, groups kept
    together), then grow as many on all rows."""
    seed: int = 0

    model: str = learned(codec="text")

    def _train(
        self,
        rows: Rows[Any, Any],
        targets: Any,
        objective: str,
        watch: Watch | None = None,
        **more: Any,
    ) -> Self:
        if watch is not None:
            return self._watched(rows, targets, {"objective": objective} | more, watch)
        encoder = Encoder.of(rows.inputs)
        options = self._options(encoder, len(rows)) | {"objective": objective} | more
        matrix = encoder.matrix(rows.inputs)
        trees = self.trees
        if self.patience is not None:
            trees = self._enough(encoder, matrix, targets, options, rows)
        weights = weights_of(rows)
        data = self._dataset(encoder, matrix, targets, weights)
        # Kept as it was trained: LightGBM would write it as text and read it back once more.
        booster = _lightgbm(self).train(
            options, data, num_boost_round=trees, keep_training_booster=True
        )
        return self.evolve(encoder=encoder, model=booster.model_to_string())

    def _watched(
        self, rows: Rows[Any, Any], targets: Any, more: dict[str, Any], watch: Watch
    ) -> Self:
        lightgbm = _lightgbm(self)
        learn, kept = rows.take(watch.train), rows.take(watch.kept)
        encoder = Encoder.of(learn.inputs)
        matrix = encoder.matrix(learn.inputs)
        data = self._dataset(encoder, matrix, targets[watch.train], weights_of(learn))
        aside = data.create_valid(
            encoder.matrix(kept.inputs), targets[watch.kept], weight=weights_of(kept)
        )
        stops = [lightgbm.early_stopping(watch.patience, verbose=False)]
        if watch.seconds is not None:
            stops.append(_until(lightgbm, time.monotonic() + watch.seconds))
        options = self._options(encoder, len(learn)) | more
        booster = lightgbm.train(options, data, self.trees, valid_sets=[aside], callbacks=stops)
        enough = max(1, int(booster.best_iteration))
        return self.evolve(encoder=encoder, model=booster.model_to_string(num_iteration=enough))

    def _enough(
        self, encoder: Encoder, matrix: Any, targets: Any, options: dict[str, Any], rows: Any
    ) -> int:
        """How many trees it takes until rows kept aside gain nothing more."""
        lightgbm = _lightgbm(self)
        places = Rows(range(len(rows)), rows.targets, rows.groups)
        train, kept = split(places, test=_SHARE_KEPT, seed=self.seed)
        weights = weights_of(rows)
        learn, test = (
            (None, None) if weights is None else (weights[s.inputs] for s in (train, kept))
        )
        data = self._dataset(encoder, matrix[train.inputs], targets[train.inputs], learn)
        aside = data.create_valid(matrix[kept.inputs], targets[kept.inputs], weight=test)
        stop = lightgbm.early_stopping(self.patience, verbose=False)
        booster = lightgbm.train(options, data, self.trees, valid_sets=[aside], callbacks=[stop])
        return max(1, int(booster.best_iteration))

    def _options(self, encoder: Encoder, rows: int) -> dict[str, Any]:
        options: dict[str, Any] = {
            "learning_rate": self.rate,
            "num_leaves": self.leaves,
            "min_data_in_leaf": self.leaf_rows,
            "bagging_fraction": self.row_share,
            "bagging_freq": int(self.row_share < 1),
            "feature_fraction": self.column_share,
            "lambda_l2": self.ridge,
            "max_bin": self.bins,
            "extra_trees": self.random_splits,
            "extra_seed": self.seed,
            "cat_l2": self.category_penalty,
            "cat_smooth": self.category_penalty,
            "min_data_per_group": max(1, round(10 * self.category_penalty)),
            "seed": self.seed,
            "deterministic": True,
            "force_row_wise": True,
            # Threads pay on large tables only; on small ones they wait for each other.
            "num_threads": 1 if rows < _LARGE else 0,
            "verbosity": -1,
        }
        if self.monotone is not None:
            constraints = signs(self.monotone, encoder, whose=type(self).__name__)
            options["monotone_constraints"] = constraints
        return options

    def _dataset(
        self,
        encoder: Encoder,
        matrix: Any,
        targets: NDArray[np.float64],
        weights: NDArray[np.float64] | None,
    ) -> Any:
        return _lightgbm(self).Dataset(
            matrix,
            targets,
            weight=weights,
            feature_name=_plain_names(encoder.names),
            categorical_feature=[] if self.ordered_categories else encoder.categories,
            free_raw_data=True,
        )

    def margins(self, xs: Sequence[Record], /) -> list[float]:
        """What the trees of one output add up to: log-odds of yes, or the number itself."""
        if len(xs) <= _FEW:
            return [self._ensemble.margin(self.encoder.row(x)) for x in xs]
        margins: list[float] = self._ensemble.margins(self.encoder.matrix(xs)).tolist()
        return margins

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the margin, compared with the average."""
        if len(xs) == 1:
            return [self._ensemble.effect(self.encoder.row(xs[0]))[:-1]]
        effects: list[list[float]]
        effects = self._ensemble.effects(self.encoder.matrix(xs))[:, :-1].tolist()
        return effects

    def _sums(self, xs: Sequence[Record]) -> Matrix:
        return self._ensemble.sums(self.encoder.matrix(xs))

    @cached_property
    def _ensemble(self) -> Trees:
        return Trees(self.model)


class Boosting(Boosted[Record, float], YesNo[Record]):
    """The probability of yes for a record."""

    def _learn(self, rows: Rows[Any, Any], watch: Watch | None = None) -> Self:
        check_both(rows, whose=type(self).__name__)
        targets = np.array(rows.targets, dtype=float)
        return self._train(rows, targets, "binary", watch, scale_pos_weight=self.positive_weight)


class BoostingRegressor(Boosted[Record, float], Number[Record]):
    """A number for a record: its mean, its median, or another quantile; see ``Number``."""

    def _learn(self, rows: Rows[Any, Any], watch: Watch | None = None) -> Self:
        targets = numbers(rows, whose=type(self).__name__)
        if self.quantile is not None:
            return self._train(rows, targets, "quantile", watch, alpha=self.quantile)
        return self._train(rows, targets, {"squared": "l2", "absolute": "l1"}[self.loss], watch)


class BoostingClassifier(OneOf[Record], Boosted[Record, Labels]):
    """One of several labels for a record, with the probability of each."""

    def _learn(self, rows: Rows[Any, Any], watch: Watch | None = None) -> Self:
        labels, codes = label_codes(rows, whose=type(self).__name__)
        fitted = self._train(rows, codes, "multiclass", watch, num_class=len(labels))
        return fitted.evolve(labels=labels)


def _lightgbm(model: Any) -> Any:
    try:
        import lightgbm
    except ImportError:
        raise MissingExtra(
            f"{type(model).__name__}.fit needs LightGBM, which is not installed",
            hint='pip install "tandem-ai[models]"',
        ) from None
    return lightgbm


def _until(lightgbm: Any, end: float) -> Callable[[Any], None]:
    """A callback that stops the growing of trees at an instant of the monotonic clock."""

    def stop(env: Any) -> None:
        if time.monotonic() >= end:
            raise lightgbm.callback.EarlyStopException(env.iteration, env.evaluation_result_list)

    return stop


def _plain_names(names: list[str]) -> list[str]:
    """The names, or places in their stead where LightGBM would refuse one of them."""
    if any(set(name) & _REFUSED for name in names):
        return [f"c{place}" for place in range(len(names))]
    return names
