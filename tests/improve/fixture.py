"""The drift fixture without random numbers, and what Evidently 0.7.23 computes on it."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.distances import Array

N = 5_000
U = (np.arange(N) + 0.5) / N
Z = np.array([NormalDist().inv_cdf(u) for u in U])


def labels(letters: str) -> NDArray[Any]:
    """The letter at each tenth."""
    return np.array([letters[int(10 * u)] for u in U], dtype=object)


NUMBERS: dict[str, tuple[Array, Array]] = {
    "shift": (Z, 0.3 + 1.1 * Z),
    "heavy": (np.exp(1.5 * Z), np.exp(0.2 + 1.5 * Z)),
    "few": (np.floor(10 * U), np.floor(10 * U**1.2)),
}
CATEGORIES = labels("aaaaabbbcd"), labels("aaaabbbbce")
ALL: dict[str, tuple[NDArray[Any], NDArray[Any]]] = {**NUMBERS, "cat": CATEGORIES}

KS = {"shift": 0.1196, "heavy": 0.0532, "few": 0.0666}
PSI = {
    "shift": 0.0971744901,
    "heavy": 0.0027043845,
    "few": 0.0289843795,
    "cat": 1.4312520671,
}
JENSEN_SHANNON = {
    "shift": 0.1093221319,
    "heavy": 0.0227572078,
    "few": 0.0600681022,
    "cat": 0.2751034649,
}
WASSERSTEIN = {"shift": 0.3001126692, "heavy": 0.0824863388, "few": 0.1548594827}
HELLINGER = {
    "shift": 0.1103800170,
    "heavy": 0.0247182736,
    "few": 0.0561790407,
    "cat": 0.3261537107,
}
