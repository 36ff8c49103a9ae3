from __future__ import annotations

import pytest

from tandem.improve.rates import Rate, above


def test_newcombe_s_example() -> None:
    # Newcombe (1998), table II, method 10: 56/70 less 48/80 is 0.0524 to 0.3339.
    upper, lower = Rate.of(56, 70, alpha=0.025), Rate.of(48, 80, alpha=0.025)
    assert round(above(upper, lower), 4) == 0.0524
    assert round(-above(lower, upper), 4) == 0.3339


def test_a_promise_has_no_interval() -> None:
    seen = Rate.of(90, 100, alpha=0.025)
    assert above(Rate.exactly(1.0), seen) == pytest.approx(1.0 - seen.high)


def test_a_reported_interval_is_stretched() -> None:
    normal = Rate.reported(0.8, 0.7, 0.9, alpha=0.025)
    assert (normal.low, normal.high) == pytest.approx((0.7, 0.9))
    wider = Rate.reported(0.8, 0.7, 0.9, alpha=0.005)
    assert wider.low == pytest.approx(0.8 - 0.1 * 2.5758 / 1.96, abs=1e-4)
