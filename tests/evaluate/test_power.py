"""Sample sizes, against published values."""

from __future__ import annotations

import pytest

from tandem.evaluate.power import cases_needed, minimal_detectable_effect


def test_paired_sample_size_is_as_published() -> None:
    assert cases_needed(1 / 9, 0.03) == 969


def test_two_rates_need_as_many_cases_as_published() -> None:
    # 10 % against 11 %: 14,748.05 an arm, and a part of a case is a case.
    assert cases_needed(0.1 * 0.9 + 0.11 * 0.89, 0.01) == 14_749


def test_the_effect_that_a_size_shows_needs_that_size() -> None:
    error = (1 / 9 / 969) ** 0.5
    assert minimal_detectable_effect(error) == pytest.approx(0.03, rel=1e-3)


def test_more_certainty_needs_more_cases() -> None:
    assert cases_needed(1, 0.1, alpha=0.01) > cases_needed(1, 0.1)
    assert cases_needed(1, 0.1, power=0.9) > cases_needed(1, 0.1)
