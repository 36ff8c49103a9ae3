from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.neighbors import LocalOutlierFactor as Peer

from tandem.models.anomaly import Deviation, LocalOutlierFactor, Series
from tandem.models.anomaly.local_outlier import _Local
from tests.models.anomaly.detectors import days


def test_factors_are_those_of_scikit_learn() -> None:
    values, length, history = days(500), 4, 100
    stretches = np.lib.stride_tricks.sliding_window_view(np.array(values), length)
    stream = LocalOutlierFactor(length=length, neighbours=9, history=history, every=50).stream()
    assert isinstance(stream, _Local)
    checked = 0
    for place, value in enumerate(values):
        known, ready = stream.known.copy(), stream.ready
        stream.update(value)
        if ready and place % 37 == 0:
            peer = Peer(n_neighbors=9, novelty=True).fit(known)
            stretch = stretches[place - length + 1]
            factor = stream._factor(stretch) if stream.since else math.nan
            if not math.isnan(factor):
                assert factor == pytest.approx(-float(peer.score_samples([stretch])[0]), abs=1e-9)
                checked += 1
    assert checked > 5


def test_a_small_slip_in_a_calm_hour_is_found_that_would_be_nothing_in_a_busy_one() -> None:
    draw = np.random.default_rng(0)
    values = [
        float(50 * (i % 40 >= 20) + draw.normal(0, 5 if i % 40 >= 20 else 0.05)) for i in range(800)
    ]
    values[770] = 1.5  # calm: thirty of its standard deviations, less than one of the busy hour
    (local,) = LocalOutlierFactor(length=1, neighbours=10).predict([Series(values)])
    (level,) = Deviation().predict([Series(values)])
    assert local[770] > 0.97
    assert local[770] > max(local[500:770])
    assert level[770] < 0.7
