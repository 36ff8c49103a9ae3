"""Encoders in front of a model, as one model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self, TypeVar

from tandem.core.component import Model
from tandem.core.rows import Rows
from tandem.data.columns import columns_of, rows_of
from tandem.errors import DefinitionError
from tandem.features.encoders.table import Table
from tandem.features.encoders.transform import Transform

In = TypeVar("In")
Out = TypeVar("Out")


class Pipeline(Model[In, Out]):
    """Records through each of ``encoders`` in turn, then to ``model``, as dictionaries.

    ``fit`` fits an encoder on what the ones before it give for training rows, then the model.
    What an encoder learns from the targets is out of fold there, so the model is fitted on
    values as they are for new rows. Wrap it in ``Calibrated``, or fit it in folds, and the
    encoders are fitted anew in every fold.
    """

    encoders: tuple[Transform[Any, Any], ...]
    model: Model[Any, Out]

    def fit(self, rows: Rows[In, Any]) -> Self:
        """Fit encoders and model; ``rows`` are what the model takes, on records."""
        table = Table.of(rows)
        fitted: list[Transform[Any, Any]] = []
        for encoder in self.encoders:
            ready, table = encoder.learn_transform(table)
            fitted.append(ready)
        if not table.size:
            raise DefinitionError(
                f"no row is left of {len(rows)} for {type(self.model).__name__}",
                hint='an Imputer with strategy="drop" leaves out rows that lack a value',
            )
        model: Any = self.model
        return self.evolve(encoders=tuple(fitted), model=model.fit(table.rows()))

    def predict(self, xs: Sequence[In], /) -> Sequence[Out]:
        return self.model.predict(self.encode(xs))

    def reasons(self, xs: Sequence[In], /, *, count: int = 3) -> Any:
        """The reasons of a model that gives some; they speak of encoded columns."""
        model: Any = self.model
        return model.reasons(self.encode(xs), count=count)

    def encode(self, xs: Sequence[In]) -> list[dict[str, Any]]:
        """What the model is given for records."""
        columns = columns_of(xs)
        if not xs:
            return []
        for encoder in self.encoders:
            columns = encoder.transform(columns, len(xs))
        return rows_of(columns, len(xs))
