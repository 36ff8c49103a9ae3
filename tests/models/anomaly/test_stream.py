from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.checks import check
from tandem.models.anomaly import Series
from tandem.models.anomaly.stream import probability
from tests.models.anomaly.detectors import DETECTORS, days

names = pytest.mark.parametrize("name", DETECTORS)


@names
def test_a_detector_conforms(name: str) -> None:
    check(DETECTORS[name], inputs=[Series(days(60)), Series([1.0, None, 2.0])])


@names
def test_a_reading_far_from_everything_scores_higher_than_all_before(name: str) -> None:
    values = days()
    values[300] += 40
    (scores,) = DETECTORS[name].predict([Series(values)])
    assert scores[300] > 0.9
    assert scores[300] > max(scores[200:300])
    assert all(0 <= score <= 1 for score in scores)


@names
@settings(max_examples=8)
@given(
    st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=80),
    st.lists(st.floats(), min_size=1, max_size=20),
)
def test_no_score_changes_when_the_future_is_poisoned(
    name: str, past: list[float | None], poison: list[float]
) -> None:
    detector = DETECTORS[name]
    before = [*days(60), *past]
    (alone,) = detector.predict([Series(before)])
    (followed,) = detector.predict([Series([*before, *poison])])
    assert followed[: len(before)] == alone


@names
def test_a_stream_goes_on_from_its_state_as_if_it_had_never_stopped(name: str) -> None:
    detector, values = DETECTORS[name], days(300)
    values[250] += 5
    (whole,) = detector.predict([Series(values)])
    stream = detector.stream()
    for value in values[:200]:
        stream.update(value)
    again = detector.stream(json.loads(json.dumps(stream.state())))
    assert [again.update(value) for value in values[200:]] == whole[200:]


@names
def test_memory_is_bounded(name: str) -> None:
    stream = DETECTORS[name].stream()
    sizes = []
    for turn in range(4):
        for value in days(250, seed=turn):
            stream.update(value)
        sizes.append(sum(_count(value) for value in stream.state().values()))
    assert max(sizes[1:]) <= 1.6 * sizes[0]


@names
@pytest.mark.parametrize("value", [0.0, 7.5, -1e9, 1e-9])
def test_a_constant_series_is_never_anomalous(name: str, value: float) -> None:
    (scores,) = DETECTORS[name].predict([Series([value] * 200)])
    assert max(scores) < 0.5


@names
def test_missing_readings_score_nothing_and_are_no_reason_to_fail(name: str) -> None:
    (scores,) = DETECTORS[name].predict([Series([None] * 50)])
    assert scores == [0.0] * 50
    values: list[float | None] = [*days(100)]
    values[40:60] = [None, math.nan, math.inf, -math.inf] * 5
    (scores,) = DETECTORS[name].predict([Series(values)])
    assert scores[40:60] == [0.0] * 20


def test_the_score_is_the_bound_of_chebyshev() -> None:
    assert probability(1.0) == 0.5
    assert probability(1e300) == 1.0


def _count(value: object) -> int:
    if isinstance(value, dict):
        return sum(_count(one) for one in value.values())
    return sum(_count(one) for one in value) if isinstance(value, list) else 1
