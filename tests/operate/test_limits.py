from __future__ import annotations

import pytest

from tandem.errors import DefinitionError, Overloaded
from tandem.operate.limits import Admission, Limits


@pytest.mark.parametrize("name", ["body_bytes", "seconds", "concurrent", "connections"])
def test_limits_are_positive(name: str) -> None:
    with pytest.raises(DefinitionError, match=f"Limits.{name} is 0"):
        Limits(**{name: 0})
    assert Limits(queue=0).queue == 0


def test_one_more_than_fits_is_told_when_to_come_back() -> None:
    admission = Admission(Limits(concurrent=2, queue=1))
    for _ in range(3):
        admission.enter()
    with pytest.raises(Overloaded, match="busy with 3 requests") as caught:
        admission.enter()
    assert caught.value.retry_after == 1.0
    admission.leave()
    admission.enter()
    assert admission.inside == 3


def test_the_wait_follows_how_long_answers_take_and_stays_in_bounds() -> None:
    admission = Admission(Limits(concurrent=1, queue=9))
    for _ in range(10):
        admission.enter()
    for _ in range(500):
        admission.took(2.0)
    assert admission.retry_after() == pytest.approx(20.0, rel=1e-6)
    for _ in range(500):
        admission.took(1000.0)
    assert admission.retry_after() == 60.0
    for _ in range(500):
        admission.took(0.0)
    assert admission.retry_after() == 1.0
