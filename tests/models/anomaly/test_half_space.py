from __future__ import annotations

from tandem.models.anomaly import HalfSpaceTrees, Series


def test_a_level_in_the_gap_between_two_usual_ones_is_found() -> None:
    values = [10.0 * (i % 2) + 0.1 * (i % 7) for i in range(400)]
    values[350] = 5.0
    (scores,) = HalfSpaceTrees(batch=100).predict([Series(values)])
    assert scores[350] > 0.9
    assert scores[350] == max(scores[200:351])


def test_the_seed_decides_all() -> None:
    series = Series([float(i * i % 17) for i in range(300)])
    first, second = (HalfSpaceTrees(batch=50, seed=3).predict([series]) for _ in range(2))
    assert first == second
    assert first != HalfSpaceTrees(batch=50, seed=4).predict([series])
