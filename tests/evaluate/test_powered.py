from __future__ import annotations

import math

import numpy as np
import pytest

from tandem.errors import DefinitionError
from tandem.evaluate import powered_mean


def test_by_hand() -> None:
    people, judge, alone = [1.0, 0.0, 1.0, 1.0], [1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0]
    # With (1, 0) and (0, 1) added: people 4 of 6, judge 3 of 6, both at once 2 of 6.
    covariance = (2 - 4 * 3 / 6) / 5
    assert powered_mean(people, judge, alone).trust == covariance == 0
    found = powered_mean(people * 2, judge * 2, alone * 2)
    trust = ((4 - 7 * 5 / 10) / 9) / (2 * 4 / 15)
    assert found.trust == pytest.approx(trust)
    assert found.value == pytest.approx(trust * 0.5 + 0.75 - trust * 0.5)
    left = [*[1 - trust, 0.0, 1 - trust, 1.0] * 2, 1.0, -trust]
    spread = sum((x - sum(left) / 10) ** 2 for x in left) / 9
    error = math.sqrt(trust**2 * (2 / 7) / 8 + spread / 8)
    assert found.high - found.low == pytest.approx(2 * 2.364624 * error, rel=1e-6)


def test_a_judge_of_no_use_leaves_the_mean_of_people() -> None:
    people = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    for judge in ([0.5] * 6, [1 - value for value in people]):
        found = powered_mean(people, judge, [0.5, 0.5] if judge[0] == 0.5 else [1.0, 0.0])
        assert found.trust == 0
        assert found.value == pytest.approx(4 / 6)
        assert found.worth == pytest.approx(6)


def drawn(seed: int, agrees: float) -> tuple[list[float], list[float], list[float]]:
    random = np.random.default_rng(seed)
    truth = random.random(1_060) < 0.7
    # A judge that is too kind: it calls three of ten bad answers good.
    said = np.where(random.random(1_060) < agrees, truth, random.random(1_060) < 0.9)
    return truth[:60].astype(float), said[:60].astype(float), said[60:].astype(float)  # type: ignore[return-value]  # arrays serve as sequences


@pytest.mark.parametrize("agrees", [0.0, 0.8, 1.0])
def test_the_interval_holds_the_truth_however_bad_the_judge(agrees: float) -> None:
    held, width, alone = 0, 0.0, 0.0
    for seed in range(400):
        people, judge, others = drawn(seed, agrees)
        found = powered_mean(people, judge, others)
        held += found.low <= 0.7 <= found.high
        width += found.high - found.low
        alone += 2 * 1.96 * float(np.std(people, ddof=1)) / math.sqrt(60)
    assert held / 400 >= 0.92
    assert width < 1.05 * alone
    if agrees >= 0.8:
        assert width < 0.85 * alone


def test_too_few_labels_are_refused() -> None:
    with pytest.raises(DefinitionError, match="1 labels of people, 1 of the judge"):
        powered_mean([1], [1], [1, 0])
    with pytest.raises(DefinitionError, match="must match"):
        powered_mean([1, 0, 1], [1, 0], [1, 0])


def test_values_that_are_no_shares_are_refused() -> None:
    with pytest.raises(DefinitionError, match=r"from 0 to 5, not of 0\.\.1"):
        powered_mean([1, 0], [5, 0], [1, 0])
    with pytest.raises(DefinitionError, match=r"not of 0\.\.1"):
        powered_mean([1, 0], [1, math.nan], [1, 0])
