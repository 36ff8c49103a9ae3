"""Learning from all of the rare rows and a share of the others."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any, Self, TypeVar

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.odds import check_both, log_odds, probability

In = TypeVar("In")


class Undersampled(Model[In, float]):
    """A model of yes or no that is fitted on every yes and on a share of the noes.

    Leaving out noes raises the odds of yes by one over the share kept; the probabilities are
    corrected for it (Dal Pozzolo, 2015), so they mean what they say on rows as they come.
    Rows are left out in ``fit`` only: inside ``Calibrated`` or ``folds`` every fold leaves
    out its own, and what is measured is never resampled.
    """

    model: Model[In, float]
    share: float = 0.1
    """The share of noes to learn from, above 0, up to 1."""
    seed: int = 0

    kept: float = learned()

    def fit(self, rows: Rows[In, bool]) -> Self:
        """Learn from records and whether each turned out yes; needs some of both."""
        if not 0 < self.share <= 1:
            raise DefinitionError(
                f"Undersampled got share={self.share:g}", hint="above 0, and 1 at most"
            )
        check_both(rows, whose=type(self).__name__)
        noes = [i for i, yes in enumerate(rows.targets) if not yes]
        count = max(1, round(self.share * len(noes)))
        left_out = set(noes) - set(random.Random(self.seed).sample(noes, count))
        model: Any = self.model
        fitted = model.fit(rows.take([i for i in range(len(rows)) if i not in left_out]))
        return self.evolve(model=fitted, kept=count / len(noes))

    def predict(self, xs: Sequence[In], /) -> list[float]:
        return [probability(margin) for margin in self.margins(xs)]

    def margins(self, xs: Sequence[In], /) -> list[float]:
        """Log-odds of each record, corrected for the rows left out."""
        shift = math.log(self.kept)
        return [log_odds(chance) + shift for chance in self.model.predict(xs)]
