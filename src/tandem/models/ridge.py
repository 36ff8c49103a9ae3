"""Ridge regression over records: a number, as a sum of terms that can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.explain import Reason, top_reasons
from tandem.models.space import span, tunable
from tandem.models.tabular import Encoder
from tandem.models.targets import numbers, weights_of
from tandem.models.terms import Design, Term, effects_of, effects_of_all

Record = TypeVar("Record")


class Ridge(Model[Record, float]):
    """A number for a record, by least squares with a quadratic penalty (Hoerl 1970).

    Fields are numbers or categories, each may be missing; categories that training did not
    see add nothing. Numbers are standardised, so the penalty treats them alike. State is a
    table of readable terms. Weights of rows are honoured. Needs numpy only.
    """

    penalty: float = tunable(1.0, span(1e-2, 1e4, log=True))
    """Strength of the quadratic penalty on weights, above 0: the larger, the more alike."""

    encoder: Encoder = learned()
    terms: list[Term] = learned()
    bias: float = learned()

    def fit(self, rows: Rows[Record, float]) -> Self:
        """Learn from records and the number that belongs to each."""
        if not self.penalty > 0:
            raise DefinitionError(
                f"{type(self).__name__} got penalty={self.penalty:g}",
                hint="a number above 0; 1e-9 is as good as none",
            )
        targets = numbers(rows, whose=type(self).__name__)
        encoder = Encoder.of(rows.inputs)
        design = Design(encoder, encoder.matrix(rows.inputs))
        counts = weights_of(rows)
        centre: NDArray[np.float64] = np.average(design.matrix, axis=0, weights=counts)
        centred = design.matrix - centre
        weighted = centred if counts is None else centred * counts[:, None]
        moments = weighted.T @ centred
        moments[np.diag_indices_from(moments)] += self.penalty
        mean = float(np.average(targets, weights=counts))
        weights: NDArray[np.float64] = np.asarray(
            np.linalg.solve(moments, weighted.T @ (targets - mean)), dtype=np.float64
        )
        terms, average = design.terms(weights)
        return self.evolve(
            encoder=encoder, terms=terms, bias=mean + average - float(centre @ weights)
        )

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        return [sum(effects, self.bias) for effects in self.effects(xs)]

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the number, compared with the average."""
        if len(xs) == 1:
            return [effects_of(self.encoder.row(xs[0]), self._effects)]
        effects: list[list[float]]
        effects = effects_of_all(self.encoder.matrix(xs), self.terms).tolist()
        return effects

    def reasons(self, xs: Sequence[Record], /, *, count: int = 3) -> list[list[Reason]]:
        """The fields that moved each prediction most."""
        return top_reasons(xs, self.encoder.names, self.effects(xs), count)

    @cached_property
    def _effects(self) -> list[Callable[[float], float]]:
        return [term.effect() for term in self.terms]
