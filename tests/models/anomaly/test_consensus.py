from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.checks import check
from tandem.models.anomaly import Consensus, Deviation, RobustDeviation, SeasonalResidual, Series
from tests.models.anomaly.detectors import days


def three(**options: int) -> Consensus:
    members = (Deviation(window=200), RobustDeviation(window=200), SeasonalResidual(period=24))
    return Consensus(members=members, **options)  # type: ignore[arg-type]  # only hold


def test_a_consensus_conforms() -> None:
    check(three(), inputs=[Series(days(60))])


def test_the_score_is_the_geometric_mean_of_doubts_and_agreement_a_share() -> None:
    values = days()
    values[300] = 13.0  # usual at noon, not at this hour
    (opinions,) = three().predict([Series(values)])
    found = opinions[300]
    doubt = 1.0
    for score in found.scores:
        doubt *= 1 - min(score, 0.999)
    assert found.score == pytest.approx(1 - doubt ** (1 / 3))
    assert found.agreement == pytest.approx(sum(score >= 0.9 for score in found.scores) / 3)


def test_one_event_stands_out_once() -> None:
    values = days(500)
    for place in range(400, 406):
        values[place] += 30
    (opinions,) = three(hold=50).predict([Series(values)])
    alarms = [place for place, one in enumerate(opinions) if one.stands_out > 0.99]
    assert alarms == [400]
    assert opinions[400].agreement == 1.0


@settings(max_examples=20)
@given(st.lists(st.floats(-1e3, 1e3), min_size=30, max_size=60), st.integers(1, 10))
def test_what_stands_out_is_the_highest_of_the_last(values: list[float], hold: int) -> None:
    (opinions,) = three(hold=hold).predict([Series(values)])
    scores = [one.score for one in opinions]
    for place, one in enumerate(opinions):
        before = scores[max(0, place - hold) : place]
        assert one.stands_out == (scores[place] if all(s < scores[place] for s in before) else 0)


def test_a_stream_goes_on_from_its_state() -> None:
    values = days(200)
    (whole,) = three().predict([Series(values)])
    stream = three().stream()
    for value in values[:120]:
        stream.update(value)
    again = three().stream(json.loads(json.dumps(stream.state())))
    assert [again.update(value) for value in values[120:]] == whole[120:]
