"""One boosted model of many series: trees over lags, windows, calendar and fixed features."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import Any, Literal, Self

import numpy as np

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.errors import DefinitionError, MissingExtra
from tandem.models.forecast.lags import Lags, Rows
from tandem.models.forecast.lessons import lessons, moves
from tandem.models.forecast.naive import repeated
from tandem.models.forecast.series import Floats, Forecast, Series, known_values
from tandem.models.trees import Trees


class LagBoosting(Model[Series, Forecast]):
    """A global model: every step of every series is a row of one table (Montero-Manso 2021).

    It learns the difference of a step from the newest value in units of the series' own mean
    step, so that series of any size teach each other and a trend can be followed. ``loss``
    is what is made small: absolute errors give medians. ``stride`` is between the origins
    that are learned from, counted back from the question, ``depth`` how far back the oldest
    of them lies: with a stride of a season all are of the phase that is asked at. A series shorter
    than ``least`` is forecast by its last value, and learned from no less.
    """

    lags: Lags = Lags()
    trees: int = 300
    rate: float = 0.05
    leaves: int = 31
    leaf_rows: int = 50
    column_share: float = 0.7
    row_share: float = 0.7
    loss: Literal["absolute", "squared"] = "absolute"
    stride: int = 1
    depth: int | None = None
    least: int = 4
    seed: int = 0

    horizon: int = learned()
    categories: dict[str, list[str] | None] = learned()
    model: str = learned(codec="text")

    def fit(self, series: Sequence[Series]) -> Self:
        """Learn from series, up to the longest horizon that is asked of any of them."""
        horizon = max((x.horizon for x in series), default=0)
        fresh = self.evolve(horizon=horizon, categories=_categories(series))
        parts = [part for x in series if (part := fresh._lessons(x)) is not None]
        if not parts:
            raise DefinitionError(
                f"{type(self).__name__} has nothing to learn from: none of {len(series)} series "
                f"is longer than {self.least} values and the horizon of {horizon}",
                hint="longer histories, or a shorter horizon",
            )
        matrix = np.vstack([matrix for matrix, _ in parts])
        targets = np.concatenate([target for _, target in parts])
        return fresh.evolve(model=fresh._train(matrix, targets))

    def predict(self, xs: Sequence[Series], /) -> list[Forecast]:
        tables = [self._asked(x) for x in xs]
        if not tables:
            return []
        sums = self._ensemble.margins(np.vstack([table.matrix for table in tables]))
        ends = np.cumsum([len(table.matrix) for table in tables])[:-1]
        parts = zip(xs, tables, np.split(sums, ends), strict=True)
        return [Forecast(self._steps(x, table, part).tolist()) for x, table, part in parts]

    def _steps(self, x: Series, table: Rows, sums: Floats) -> Floats:
        values = known_values(x)
        if not moves(values, self.least):
            return repeated(values, 1, x.horizon)
        return table.level + table.unit * sums

    def _asked(self, x: Series) -> Rows:
        if x.horizon > self.horizon:
            raise DefinitionError(
                f"{x.name} is asked for {x.horizon} steps, and {type(self).__name__} learned "
                f"{self.horizon}",
                hint="fit it on series with the longest horizon that will be asked for",
            )
        newest = np.array([len(known_values(x)) - 1])
        rows = self.lags.rows(x, newest, x.horizon)
        return Rows(self._with_fixed(x, rows.matrix), rows.level, rows.unit)

    def _lessons(self, x: Series) -> tuple[Floats, Floats] | None:
        """Rows and targets of the origins whose next values came; missing ones left out."""
        found = lessons(self.lags, x, self.horizon, self.stride, self.depth, self.least)
        if found is None:
            return None
        return self._with_fixed(x, found.matrix[found.came]), found.targets[found.came]

    def _with_fixed(self, x: Series, matrix: Floats) -> Floats:
        """The rows with the features that do not change; what is not known is missing."""
        fixed = [_code(known, x.features.get(name)) for name, known in self.categories.items()]
        return np.hstack([matrix, np.tile(np.array(fixed, dtype=float), (len(matrix), 1))])

    def _train(self, matrix: Floats, targets: Floats) -> str:
        lightgbm = _lightgbm(self)
        options = {
            "objective": {"absolute": "l1", "squared": "l2"}[self.loss],
            "learning_rate": self.rate,
            "num_leaves": self.leaves,
            "min_data_in_leaf": self.leaf_rows,
            "feature_fraction": self.column_share,
            "bagging_fraction": self.row_share,
            "bagging_freq": int(self.row_share < 1),
            "seed": self.seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": 1,
            "verbosity": -1,
        }
        coded = [name for name, known in self.categories.items() if known is not None]
        names = [*self.lags.names, *self.categories]
        columns = [f"column_{i}" for i in range(len(names))]  # names of features may be any text
        data = lightgbm.Dataset(
            matrix,
            targets,
            feature_name=columns,
            categorical_feature=[columns[names.index(name)] for name in coded],
        )
        text: str = lightgbm.train(options, data, self.trees).model_to_string()
        return text

    @cached_property
    def _ensemble(self) -> Trees:
        return Trees(self.model)


def _categories(series: Sequence[Series]) -> dict[str, list[str] | None]:
    """The texts of each feature of the series, sorted; ``None`` for one of numbers."""
    found: dict[str, list[str] | None] = {}
    for name in sorted({name for x in series for name in x.features}):
        values = [x.features.get(name) for x in series]
        texts = sorted({value for value in values if isinstance(value, str)})
        found[name] = texts or None
    return found


def _code(known: list[str] | None, value: float | str | None) -> float:
    if value is None or (known is None) == isinstance(value, str):
        return np.nan
    if known is None:
        return float(value)
    return float(known.index(str(value))) if value in known else np.nan


def _lightgbm(model: Any) -> Any:
    try:
        return import_module("lightgbm")
    except ImportError:
        raise MissingExtra(
            f"{type(model).__name__}.fit needs LightGBM, which is not installed",
            hint='pip install "tandem-ai[models]"',
        ) from None
