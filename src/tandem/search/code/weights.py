"""How much each feature of a definition counts, learned from labelled questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from tandem.errors import InvalidInput, MissingExtra
from tandem.search.code.field_index import FEATURES
from tandem.search.index.vector import Floats

_PLAIN = (0.18, 0.36, 0.77, 2.57, 0.71, 3.4, 3.25, 3.89, -2.12, 6.44, 0.26, -0.74, -3.86)
_ENCODED = (-0.47, 0.65, 1.23, 1.06, 0.87, 3.07, 3.4, 8.52, -1.76, 6.29, 0.18, -0.82, -4.43)
PLAIN: Final = dict(zip(FEATURES, _PLAIN, strict=True))
"""For vectors fitted to the code; from 171 questions about the source of Tandem."""
ENCODED: Final = dict(zip(FEATURES, _ENCODED, strict=True))
"""For a sentence encoder; from the same questions, asked of all-MiniLM-L6-v2."""
PENALTY: Final = 0.1


def learn_weights(shown: Sequence[Floats], right: Sequence[int]) -> dict[str, float]:
    """Weights under which the right row of each table is the likeliest of its rows.

    ``shown`` holds ``FEATURES`` of every definition for a question, ``right`` the row that
    answers it. The conditional logit (McFadden, 1974) with the sum of squared weights as
    penalty. Raises ``InvalidInput`` for no questions.
    """
    if not shown:
        raise InvalidInput("there are no labelled questions to learn weights from")
    try:
        from scipy.optimize import minimize
    except ImportError as error:
        raise MissingExtra(
            "learning weights needs scikit-learn", hint="pip install 'tandem-ai[search]'"
        ) from error

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for table, row in zip(shown, right, strict=True):
            scores = table @ weights
            likely = np.exp(scores - scores.max())
            sum_ = float(likely.sum())
            total += float(np.log(sum_) + scores.max() - scores[row])
            slope = slope + (likely / sum_) @ table - table[row]
        return total, slope

    start = np.zeros(len(FEATURES))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {name: round(float(w), 2) for name, w in zip(FEATURES, found, strict=True)}
