"""Logistic regression over records: yes or no, as a sum of terms that can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Self, TypeVar

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import MissingExtra
from tandem.models.explain import Reason, top_reasons
from tandem.models.odds import check_both, probability
from tandem.models.space import span, tunable
from tandem.models.tabular import Encoder
from tandem.models.targets import weights_of
from tandem.models.terms import Design, Term, effects_of, effects_of_all

Record = TypeVar("Record")


class Logistic(Model[Record, float]):
    """The probability of yes for a record, by logistic regression with a quadratic penalty.

    Fields are numbers or categories, each may be missing; categories that training did not
    see add nothing. Weights of rows are honoured. State is a table of readable terms.
    """

    C: float = tunable(1.0, span(1e-3, 1e3, log=True))
    """Inverse strength of the quadratic penalty on weights."""

    encoder: Encoder = learned()
    terms: list[Term] = learned()
    bias: float = learned()

    def fit(self, rows: Rows[Record, bool]) -> Self:
        """Learn from records and whether each turned out yes; needs some of both."""
        try:
            from sklearn.linear_model import LogisticRegression
        except ImportError:
            raise MissingExtra(
                f"{type(self).__name__}.fit needs scikit-learn, which is not installed",
                hint='pip install "tandem-ai[models]"',
            ) from None

        check_both(rows, whose=type(self).__name__)
        encoder = Encoder.of(rows.inputs)
        design = Design(encoder, encoder.matrix(rows.inputs))
        model = LogisticRegression(C=self.C, max_iter=2000)
        model.fit(design.matrix, list(rows.targets), sample_weight=weights_of(rows))
        terms, average = design.terms(model.coef_[0])
        bias = float(model.intercept_[0]) + average
        return self.evolve(encoder=encoder, terms=terms, bias=bias)

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        return [probability(margin) for margin in self.margins(xs)]

    def margins(self, xs: Sequence[Record], /) -> list[float]:
        """Log-odds of each record."""
        return [sum(effects, self.bias) for effects in self.effects(xs)]

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the log-odds, compared with the average."""
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
