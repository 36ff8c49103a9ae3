from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression

from tandem.checks import check
from tandem.models import Boosting, Calibrated
from tandem.models.calibrate import Steps, fit_isotonic, fit_platt
from tests.models.samples import Person, brier, people

RNG = np.random.default_rng(0)


class Loyalty(Calibrated[Person]):
    """A concrete model, as a user would name one."""


def draws(margins: np.ndarray) -> np.ndarray:
    return RNG.random(len(margins)) < 1 / (1 + np.exp(-margins))


def test_platt_finds_slope_and_shift() -> None:
    margins = RNG.normal(size=50_000) * 2
    [slope], shift = fit_platt(margins[:, None], draws(0.5 * margins - 1))
    assert slope == pytest.approx(0.5, abs=0.03)
    assert shift == pytest.approx(-1, abs=0.03)


def test_platt_weighs_scores_and_gives_none_a_negative_weight() -> None:
    margins = RNG.normal(size=(50_000, 3))
    weights, _ = fit_platt(margins, draws(margins @ [1.0, 0.5, 0.0]))
    assert weights == pytest.approx([1.0, 0.5, 0.0], abs=0.05)
    weights, _ = fit_platt(margins, draws(margins @ [1.0, 0.5, -1.0]))
    assert weights[0] > weights[1] > weights[2] == 0.0


def test_platt_stays_finite_where_the_scores_tell_everything() -> None:
    margins = np.array([[-800.0], [-2.0], [3.0], [800.0]])
    [slope], shift = fit_platt(margins, np.array([False, False, True, True]))
    assert 0 < slope < 1_000
    assert abs(shift) < 1_000


@given(st.lists(st.tuples(st.integers(-20, 20), st.booleans()), min_size=1, max_size=60))
def test_isotonic_is_that_of_scikit_learn_and_rises(pairs: list[tuple[int, bool]]) -> None:
    margins = np.array([float(margin) for margin, _ in pairs])
    targets = np.array([yes for _, yes in pairs])
    line = fit_isotonic(margins, targets)
    assert line.chances == sorted(line.chances)
    assert all(a < b for a, b in zip(line.margins, line.margins[1:], strict=False))
    steps = IsotonicRegression().fit(margins, targets.astype(float)).predict(margins)
    assert sorted(set(np.round(line.chances, 9))) == sorted(set(np.round(steps, 9)))


def test_steps_are_straight_between_and_flat_outside() -> None:
    line = Steps([-1.0, 1.0], [0.2, 0.6])
    assert [line(margin) for margin in (-9.0, -1.0, 1.0, 9.0)] == [0.2, 0.2, 0.6, 0.6]
    assert line(0.0) == pytest.approx(0.4)


@pytest.mark.parametrize("method", ["platt", "isotonic"])
def test_a_bold_model_is_corrected(method: str) -> None:
    rows, unseen = people(1_500), people(1_500, seed=1)
    bold: Boosting[Person] = Boosting(trees=120, leaves=31, rate=0.3, leaf_rows=2)
    model = Loyalty(model=bold, method=method)  # type: ignore[arg-type]  # one of the two
    fitted = model.fit(rows)
    before = brier(bold.fit(rows).predict(unseen.inputs), unseen)
    assert brier(fitted.predict(unseen.inputs), unseen) < before - 0.02
    assert [fitted.predict([person])[0] for person in unseen.inputs[:20]] == fitted.predict(
        unseen.inputs[:20]
    )


def test_it_keeps_the_contract() -> None:
    rows = people(100)
    for method in ("platt", "isotonic"):
        model = Loyalty(model=Boosting(trees=5), method=method)  # type: ignore[arg-type]  # one of the two
        check(model.fit(rows), rows.inputs[:10], learn=rows)


def test_reasons_are_those_of_the_model_in_corrected_log_odds() -> None:
    rows = people(300)
    fitted = Loyalty(model=Boosting(trees=30, leaves=4)).fit(rows)
    inner = fitted.model.reasons(rows.inputs[:20])
    for told, plain in zip(fitted.reasons(rows.inputs[:20]), inner, strict=True):
        assert [one.feature for one in told] == [one.feature for one in plain]
        assert [one.effect for one in told] == [
            pytest.approx(fitted.slope * one.effect) for one in plain
        ]
    stepped = Loyalty(model=Boosting(trees=30, leaves=4), method="isotonic").fit(rows)
    assert stepped.reasons(rows.inputs[:20]) == inner
