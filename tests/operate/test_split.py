from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.operate import Live
from tandem.operate.split import Split, point
from tests.operate.parts import Scorer

OLD, NEW = Live(Scorer(), release="old"), Live(Scorer(), release="new")


def split(share: float, salt: str = "churn:live") -> Split:
    return Split(salt, [(OLD, 1 - share), (NEW, share)])


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.9])
def test_shares_are_kept_within_binomial_bounds(share: float) -> None:
    n = 20_000
    got = sum(split(share).pick(f"customer-{i}") is NEW for i in range(n))
    # Five standard deviations: one false alarm in two million, if the hash were random.
    assert abs(got - n * share) <= 5 * sqrt(n * share * (1 - share))


@given(st.text(), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_who_met_a_canary_stays_with_it_while_it_grows(who: str, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert split(low).pick(who) is split(low).pick(who)
    if split(low).pick(who) is NEW:
        assert split(high).pick(who) is NEW


def test_another_project_draws_others() -> None:
    people = [f"customer-{i}" for i in range(2_000)]
    here = {who for who in people if split(0.5, "churn:live").pick(who) is NEW}
    there = {who for who in people if split(0.5, "prices:live").pick(who) is NEW}
    both = len(here & there) / len(people)
    assert abs(both - 0.25) <= 5 * sqrt(0.25 * 0.75 / len(people))


def test_one_release_takes_everybody() -> None:
    whole = Split("churn:live", [(OLD, 1.0)])
    assert whole.single is OLD
    assert whole.pick("anybody") is OLD
    assert split(0.2).single is None
    assert split(0.2).main is OLD
    assert split(0.8).main is NEW


def test_a_point_is_the_same_everywhere() -> None:
    # printf churn:live:customer-7 | sha256sum begins 0f7e221eaa089984
    assert point("churn:live", "customer-7") == 0x0F7E221EAA089984 / 2**64
