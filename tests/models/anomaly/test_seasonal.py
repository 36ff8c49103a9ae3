from __future__ import annotations

from tandem.models.anomaly import Deviation, SeasonalResidual, Series
from tests.models.anomaly.detectors import days


def test_a_reading_usual_at_another_time_of_day_is_found() -> None:
    values: list[float | None] = [*days(480)]
    values[450] = 12.9  # the height of noon, in the evening
    (seasonal,) = SeasonalResidual(period=24).predict([Series(values)])
    (level,) = Deviation().predict([Series(values)])
    assert seasonal[450] > 0.99
    assert level[450] < 0.8


def test_missing_readings_keep_the_rhythm() -> None:
    values: list[float | None] = [*days(480)]
    values[240:251] = [None] * 11
    (scores,) = SeasonalResidual(period=24).predict([Series(values)])
    assert max(scores[251:]) < 0.96
