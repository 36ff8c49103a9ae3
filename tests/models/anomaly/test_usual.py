from __future__ import annotations

from tandem.models.anomaly import Consensus, Series, usual_detectors
from tests.models.anomaly.detectors import days


def test_the_usual_detectors_agree_on_what_is_plain_and_keep_silent_on_calm() -> None:
    values = days(600)
    values[500] += 40
    (opinions,) = Consensus(members=usual_detectors(24)).predict([Series(values)])
    assert opinions[500].agreement == 1.0
    assert opinions[500].stands_out > 0.99
    assert sum(one.stands_out > 0.95 for one in opinions[100:500]) <= 1
