"""Between probabilities and log-odds."""

from __future__ import annotations

import math
from typing import Any

from tandem.core.rows import Rows
from tandem.errors import DefinitionError


def probability(margin: float) -> float:
    """The probability of log-odds, without overflow.

    >>> probability(0.0), probability(-800.0), probability(800.0)
    (0.5, 0.0, 1.0)
    """
    # One scalar function everywhere: a batch gives the very bits that each row gives alone.
    if margin >= 0:
        return 1.0 / (1.0 + math.exp(-margin))
    power = math.exp(margin)
    return power / (1.0 + power)


def log_odds(chance: float) -> float:
    """The log-odds of a probability, finite at 0 and 1.

    >>> log_odds(0.5)
    0.0
    """
    chance = min(max(chance, 1e-12), 1 - 1e-12)
    return math.log(chance / (1 - chance))


def check_both(rows: Rows[Any, bool], *, whose: str) -> None:
    """Raise ``DefinitionError`` unless the targets are yes and no, and both occur."""
    found = set(rows.targets)
    if found != {True, False}:
        raise DefinitionError(
            f"{whose} learns from yes and no, got targets "
            f"{', '.join(sorted(map(repr, found))[:5]) or 'none'}",
            hint="give bools, and some of both",
        )
