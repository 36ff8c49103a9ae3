"""Gradient boosted symmetric trees by CatBoost: yes or no, a number, one of several labels."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Generic, Self, TypeVar

import numpy as np

from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.data.columns import columns_of
from tandem.errors import DefinitionError, MissingExtra
from tandem.models.gradient import Gradient, Number, OneOf, Watch, Watched, YesNo, threads
from tandem.models.odds import check_both
from tandem.models.space import span, tunable
from tandem.models.tabular import Encoder, Matrix
from tandem.models.targets import label_codes, numbers, weights_of
from tandem.models.text import Labels

Record = TypeVar("Record")
Out = TypeVar("Out")

_LARGEST = float(np.finfo(np.float32).max)
_FEWEST_SAMPLED = 20
_CLOCKS = {"model_guid": "", "train_finish_time": "", "output_options": "{}", "training": "{}"}
"""What CatBoost notes in a model that differs from one run to the next."""


class CatBoosted(Gradient[Record, Out], Watched[Record, Out], Generic[Record, Out]):
    """What the models by CatBoost share; state is the library's own binary format (cbm).

    Categories are taken as they are, any number of them: each becomes the mean target of
    earlier rows in a random order (Prokhorenkova 2018), so a table of many categories does
    not overfit. Categories that training did not see count as rows of no history.
    """

    ridge: float = tunable(3.0, span(0.5, 30.0, log=True))
    one_hot: int = 2
    """A field of so many categories at most is taken as a column for each: quick, where they
    are few."""
    combined: int = 4
    """How many categories are joined to one at most; 1 takes a fraction of the time."""

    model: bytes = learned(codec="bytes")

    def _train(
        self,
        rows: Rows[Any, Any],
        targets: Any,
        loss: str,
        watch: Watch | None = None,
        **more: Any,
    ) -> Self:
        library = _library(self)
        kept: Any = None
        if watch is not None:
            kept = (rows.take(watch.kept), targets[watch.kept])
            rows, targets = rows.take(watch.train), targets[watch.train]
        encoder = Encoder.of(rows.inputs)
        options = self._options(encoder, len(rows)) | {"loss_function": loss} | more
        weights = weights_of(rows)
        try:
            if self.patience is not None and watch is None:
                options["iterations"] = self._enough(options, encoder, rows, targets, weights)
            model = library.CatBoost(options)
            features = _features(library, encoder, rows.inputs)
            data = library.Pool(features, targets, weight=weights)
            if watch is None:
                model.fit(data)
            else:
                self._watched(model, data, encoder, kept, watch)
        except library.CatBoostError as error:
            raise DefinitionError(
                f"{type(self).__name__} could not learn from these {len(rows)} rows: {error}",
                hint="CatBoost needs a field that varies, and constraints that its loss allows",
            ) from None
        notes = model.get_metadata()
        for name, value in _CLOCKS.items():
            notes[name] = value
        return self.evolve(encoder=encoder, model=bytes(model._serialize_model()))

    def _watched(self, model: Any, data: Any, encoder: Encoder, kept: Any, watch: Watch) -> None:
        library = _library(self)
        rows, targets = kept
        aside = library.Pool(
            _features(library, encoder, rows.inputs), targets, weight=weights_of(rows)
        )
        clocks = [] if watch.seconds is None else [_Until(time.monotonic() + watch.seconds)]
        model.fit(data, eval_set=aside, early_stopping_rounds=watch.patience, callbacks=clocks)

    def _enough(
        self,
        options: dict[str, Any],
        encoder: Encoder,
        rows: Rows[Any, Any],
        targets: Any,
        weights: Any,
    ) -> int:
        library = _library(self)
        learn, kept = (
            library.Pool(
                _features(library, encoder, [rows.inputs[i] for i in side]),
                targets[side],
                weight=None if weights is None else weights[side],
            )
            for side in self._aside(rows)
        )
        model = library.CatBoost(options)
        model.fit(learn, eval_set=kept, early_stopping_rounds=self.patience)
        return int(model.tree_count_)

    def _options(self, encoder: Encoder, rows: int) -> dict[str, Any]:
        options: dict[str, Any] = {
            "iterations": self.trees,
            "learning_rate": self.rate,
            "depth": self.depth,
            "rsm": self.column_share,
            "l2_leaf_reg": self.ridge,
            "one_hot_max_size": self.one_hot,
            "max_ctr_complexity": self.combined,
            "random_seed": self.seed,
            "thread_count": threads(rows),
            "allow_const_label": True,
            "allow_writing_files": False,
            "logging_level": "Silent",
            "bootstrap_type": "No",
        }
        if self.row_share < 1 and rows >= _FEWEST_SAMPLED:
            options |= {"bootstrap_type": "MVS", "subsample": self.row_share}
        constraints = self._signs(encoder)
        if constraints is not None:
            # Numbers come first, in their order: see _features.
            places = [i for i in range(len(constraints)) if i not in encoder.categories]
            options["monotone_constraints"] = [constraints[i] for i in places] + [0] * len(
                encoder.categories
            )
        return options

    def _sums(self, xs: Sequence[Record]) -> Matrix:
        return np.asarray(
            self._booster.predict(_features(_library(self), self.encoder, xs)), dtype=float
        )

    @cached_property
    def _booster(self) -> Any:
        booster = _library(self).CatBoost()
        booster.load_model(blob=self.model)
        return booster

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the margin, compared with the average."""
        if not xs:
            return []
        library = _library(self)
        pool = library.Pool(_features(library, self.encoder, xs))
        told = self._booster.get_feature_importance(pool, type="ShapValues", thread_count=1)
        categories = self.encoder.categories
        order = [i for i in range(len(self.encoder.columns)) if i not in categories] + categories
        effects = np.empty((len(xs), len(order)))
        effects[:, order] = np.asarray(told)[:, :-1]
        found: list[list[float]] = effects.tolist()
        return found


class CatBoost(CatBoosted[Record, float], YesNo[Record]):
    """The probability of yes for a record."""

    def _learn(self, rows: Rows[Any, Any], watch: Watch | None = None) -> Self:
        check_both(rows, whose=type(self).__name__)
        targets = np.array(rows.targets, dtype=int)
        return self._train(rows, targets, "Logloss", watch, scale_pos_weight=self.positive_weight)


class CatBoostRegressor(CatBoosted[Record, float], Number[Record]):
    """A number for a record: its mean, its median, or another quantile; see ``Number``."""

    def _learn(self, rows: Rows[Any, Any], watch: Watch | None = None) -> Self:
        targets = numbers(rows, whose=type(self).__name__)
        if self.quantile is not None:
            return self._train(rows, targets, f"Quantile:alpha={self.quantile}", watch)
        return self._train(rows, targets, {"squared": "RMSE", "absolute": "MAE"}[self.loss], watch)


class CatBoostClassifier(OneOf[Record], CatBoosted[Record, Labels]):
    """One of several labels for a record, with the probability of each."""

    def _learn(self, rows: Rows[Any, Any], watch: Watch | None = None) -> Self:
        labels, codes = label_codes(rows, whose=type(self).__name__)
        fitted = self._train(rows, codes, "MultiClass", watch, classes_count=len(labels))
        return fitted.evolve(labels=labels)


class _Until:
    """Stops the growing of trees at an instant of the monotonic clock."""

    def __init__(self, end: float) -> None:
        self._end = end

    def after_iteration(self, info: Any) -> bool:
        return time.monotonic() < self._end


def _library(model: Any) -> Any:
    try:
        import catboost  # type: ignore[import-untyped]  # it has no stubs
    except ImportError:
        raise MissingExtra(
            f"{type(model).__name__} needs CatBoost, which is not installed",
            hint='pip install "tandem-ai[catboost]"',
        ) from None
    return catboost


def _features(library: Any, encoder: Encoder, xs: Sequence[Any]) -> Any:
    """Records in CatBoost's own form: numbers first, then categories as they are written."""
    named = columns_of(xs)
    places = [i for i in range(len(encoder.columns)) if i not in encoder.categories]
    values = np.clip(encoder.matrix(xs)[:, places], -_LARGEST, _LARGEST).astype(np.float32)
    words = np.empty((len(xs), len(encoder.categories)), dtype=object)
    for column, place in enumerate(encoder.categories):
        told = named[encoder.names[place]]
        # One mark before what is known, so that no category reads like a missing one.
        words[:, column] = [b"" if value is None else f"={value}".encode() for value in told]
    return library.FeaturesData(
        num_feature_data=values if places else None,
        cat_feature_data=words if encoder.categories else None,
    )
