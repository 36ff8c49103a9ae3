from __future__ import annotations

import math

import numpy as np
import pytest

from tandem.models.anomaly import NearestWindows
from tests.models.anomaly.detectors import days


def test_distances_are_those_of_a_plain_search() -> None:
    values = [1e6 * value for value in days(500)]
    detector = NearestWindows(length=6, neighbours=3, history=40)
    stream = detector.stream()
    for place, value in enumerate(values):
        stream.update(value)
        if place in (60, 91, 92, 93, 300, 499):
            now = np.array(values[place - 5 : place + 1])
            plain = [
                math.fsum((now - np.array(values[place - lag - 5 : place - lag + 1])) ** 2)
                for lag in reversed(range(6, 46))
            ]
            assert stream.state()["distances"] == pytest.approx(plain, rel=1e-9)
