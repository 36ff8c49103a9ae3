from __future__ import annotations

from tandem.models.anomaly import Deviation, Reconstruction, Series
from tests.models.anomaly.detectors import days


def test_a_beat_that_is_missed_is_found_though_every_level_is_usual() -> None:
    values = days(600)
    values[500:512] = [10.0] * 12
    (shape,) = Reconstruction(length=24, history=300, every=100).predict([Series(values)])
    (level,) = Deviation().predict([Series(values)])
    assert max(shape[500:530]) > 0.97
    assert max(shape[500:530]) > max(shape[300:500])
    assert max(level[500:512]) < 0.8
