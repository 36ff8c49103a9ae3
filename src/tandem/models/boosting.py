"""Gradient boosted trees over records: yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Self, TypeVar

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import MissingExtra
from tandem.models.explain import Reason, top_reasons
from tandem.models.odds import check_both, probability
from tandem.models.tabular import Encoder
from tandem.models.trees import Trees

Record = TypeVar("Record")

_LARGE = 100_000


class Boosting(Model[Record, float]):
    """The probability of yes for a record, by LightGBM.

    Fields are numbers or categories, each may be missing; categories that training did not
    see count as missing. State is LightGBM's own text format.
    """

    trees: int = 300
    rate: float = 0.05
    leaves: int = 15
    leaf_rows: int = 20
    row_share: float = 1.0
    column_share: float = 1.0
    ridge: float = 0.0
    seed: int = 0

    encoder: Encoder = learned()
    model: str = learned(codec="text")

    def fit(self, rows: Rows[Record, bool]) -> Self:
        """Learn from records and whether each turned out yes; needs some of both."""
        try:
            import lightgbm
        except ImportError:
            raise MissingExtra(
                "boosting needs LightGBM, which is not installed",
                hint='pip install "tandem-ai[models]"',
            ) from None

        check_both(rows, whose=type(self).__name__)
        encoder = Encoder.of(rows.inputs)
        data = lightgbm.Dataset(
            encoder.matrix(rows.inputs),
            [float(target) for target in rows.targets],
            feature_name=encoder.names,
            categorical_feature=encoder.categories,
            free_raw_data=True,
        )
        options: dict[str, Any] = {
            "objective": "binary",
            "learning_rate": self.rate,
            "num_leaves": self.leaves,
            "min_data_in_leaf": self.leaf_rows,
            "bagging_fraction": self.row_share,
            "bagging_freq": int(self.row_share < 1),
            "feature_fraction": self.column_share,
            "lambda_l2": self.ridge,
            "seed": self.seed,
            "deterministic": True,
            "force_row_wise": True,
            # Threads pay on large tables only; on small ones they wait for each other.
            "num_threads": 1 if len(rows) < _LARGE else 0,
            "verbosity": -1,
        }
        booster = lightgbm.train(options, data, num_boost_round=self.trees)
        return self.evolve(encoder=encoder, model=booster.model_to_string())

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        return [probability(margin) for margin in self.margins(xs)]

    def margins(self, xs: Sequence[Record], /) -> list[float]:
        """Log-odds of each record."""
        if len(xs) == 1:
            return [self._ensemble.margin(self.encoder.row(xs[0]))]
        margins: list[float] = self._ensemble.margins(self.encoder.matrix(xs)).tolist()
        return margins

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the log-odds, compared with the average."""
        if len(xs) == 1:
            return [self._ensemble.effect(self.encoder.row(xs[0]))[:-1]]
        effects: list[list[float]]
        effects = self._ensemble.effects(self.encoder.matrix(xs))[:, :-1].tolist()
        return effects

    def reasons(self, xs: Sequence[Record], /, *, count: int = 3) -> list[list[Reason]]:
        """The fields that moved each prediction most."""
        return top_reasons(xs, self.encoder.names, self.effects(xs), count)

    @cached_property
    def _ensemble(self) -> Trees:
        return Trees(self.model)
