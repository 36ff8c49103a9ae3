from __future__ import annotations

import cmath
import math

import numpy as np
import pytest

from tandem.models.anomaly import Series, SpectralResidual
from tandem.models.anomaly.spectral import extended, saliency
from tests.models.anomaly.detectors import days


@pytest.mark.parametrize("count", [40, 41])
def test_saliency_is_that_of_the_plain_sums(count: int) -> None:
    values = days(count)
    size, mean = len(values), sum(values) / len(values)
    spectrum = [
        sum((v - mean) * cmath.exp(-2j * math.pi * k * i / size) for i, v in enumerate(values))
        for k in range(size)
    ]
    logs = [math.log(abs(one)) if k else 0.0 for k, one in enumerate(spectrum)]
    logs[0] = logs[1]
    rest = [logs[k] - (logs[k - 1] + logs[k] + logs[(k + 1) % size]) / 3 for k in range(size)]
    turned = [0j] + [math.exp(rest[k]) * spectrum[k] / abs(spectrum[k]) for k in range(1, size)]
    plain = [
        abs(sum(one * cmath.exp(2j * math.pi * k * i / size) for k, one in enumerate(turned)))
        / size
        for i in range(size)
    ]
    assert saliency(np.array(values)) == pytest.approx(np.array(plain), rel=1e-6, abs=1e-9)


def test_a_straight_line_is_expected_to_go_on() -> None:
    line = [3.0 + 2 * i for i in range(20)]
    assert extended(line)[20:] == [3.0 + 2 * 19] * 5
    # What the newest reading is does not change what was expected of it.
    assert extended([*line[:-1], 99.0])[20:] == extended(line)[20:]


def test_a_spike_is_found_without_a_season_and_only_once() -> None:
    values = days(600)
    values[400] += 15
    (scores,) = SpectralResidual().predict([Series(values)])
    assert scores[400] > 0.97
    assert scores[400] == max(scores)
    assert scores[:58] == [0.0] * 58
    assert sum(score > 0.97 for score in scores[390:]) <= 2
