from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.evaluate import NAB_PROFILES, NabScore, ScoredSeries, nab_score

TOP = 2 / (1 + math.exp(-5)) - 1


def sigmoid(position: float) -> float:
    return 2 / (1 + math.exp(5 * position)) - 1


def score(alarms: dict[int, float], windows: Any = ((40, 49),), **options: Any) -> NabScore:
    scores = [alarms.get(place, 0.0) for place in range(100)]
    return nab_score([ScoredSeries("a", range(100), scores, windows)], **options)


def test_the_first_point_of_a_window_is_perfect_and_silence_is_nothing() -> None:
    assert score({40: 0.9}).value == pytest.approx(100)
    assert score({}).value == 0
    assert score({}).threshold > 1


def test_a_later_alarm_counts_by_the_scaled_sigmoid_and_only_the_best_of_a_window() -> None:
    late = score({44: 0.9})
    assert late.raw == pytest.approx(sigmoid(-0.6) / TOP)
    assert score({44: 0.9, 47: 0.9, 49: 0.9}).raw == pytest.approx(late.raw)
    assert late.value == pytest.approx(100 * (late.raw + 1) / 2)


def test_a_false_alarm_costs_less_shortly_after_a_window() -> None:
    before = score({40: 0.9, 30: 0.9}, threshold=0.9)
    after = score({40: 0.9, 51: 0.9}, threshold=0.9)
    far = score({40: 0.9, 90: 0.9}, threshold=0.9)
    assert before.raw == pytest.approx(1 - 0.11)
    assert far.raw == pytest.approx(1 - 0.11)
    assert after.raw == pytest.approx(1 + 0.11 * sigmoid(2 / 9))
    assert (before.alarms, before.found) == (1, 1)


def test_profiles_weigh_false_alarms_and_misses() -> None:
    found = score({30: 0.9}, profile=NAB_PROFILES["reward_low_FP_rate"], threshold=0.5)
    assert found.raw == pytest.approx(-1 - 0.22)
    missed = score({}, profile=NAB_PROFILES["reward_low_FN_rate"], threshold=0.5)
    assert missed.raw == -2
    assert missed.value == 0


def test_the_first_15_percent_and_no_more_than_750_points_are_not_scored() -> None:
    assert score({3: 0.9, 14: 0.9, 40: 0.9}, threshold=0.5).alarms == 0
    assert score({15: 0.9, 40: 0.9}, threshold=0.5).alarms == 1
    scores = [0.0] * 10_000
    scores[749] = scores[750] = 0.9
    long = ScoredSeries("long", range(10_000), scores, [(5_000, 5_100)])
    assert nab_score([long], threshold=0.5).alarms == 1


def test_one_threshold_serves_the_whole_corpus() -> None:
    good = ScoredSeries("good", range(100), [0.6 * (i == 40) for i in range(100)], [(40, 49)])
    noisy = ScoredSeries("noisy", range(100), [0.5 * (i > 40) for i in range(100)])
    found = nab_score([good, noisy])
    assert found.threshold == 0.6
    assert found.value == pytest.approx(100)
    assert found.by_series == {"good": pytest.approx(1), "noisy": 0}


def test_times_may_be_moments_and_repeat() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    times = [start + timedelta(minutes=place - (place % 2)) for place in range(100)]
    scores = [float(place == 40) for place in range(100)]
    assert nab_score([ScoredSeries("a", times, scores, [(times[40], times[49])])]).value == 100


@pytest.mark.parametrize(
    ("series", "said"),
    [
        (ScoredSeries("a", [1, 2], [0.1], [(1, 2)]), "1 scores, 2 times"),
        (ScoredSeries("a", [2, 1], [0.1, 0.1], [(1, 2)]), "order of time"),
        (ScoredSeries("a", [1, 2], [0.1, math.nan], [(1, 2)]), "not finite"),
        (ScoredSeries("a", [1, 2], [0.1, 0.1], [(5, 6)]), "no point in window"),
        (ScoredSeries("a", [1, 2], [0.1, 0.1]), "no window"),
    ],
)
def test_what_cannot_be_scored_is_said(series: ScoredSeries, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        nab_score([series])


levels = st.lists(st.integers(0, 5).map(lambda level: level / 5), min_size=60, max_size=60)


@given(levels, levels)
def test_the_threshold_is_the_best_there_is(first: list[float], second: list[float]) -> None:
    series = [
        ScoredSeries("a", range(60), first, [(20, 29), (40, 44)]),
        ScoredSeries("b", range(60), second, [(5, 12)]),
    ]
    best = nab_score(series)
    tried = [nab_score(series, threshold=level / 5).value for level in range(7)]
    assert best.value == pytest.approx(max(tried))
    assert best.value == pytest.approx(nab_score(series, threshold=best.threshold).value)
