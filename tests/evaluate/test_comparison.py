"""Two reports, compared on the cases they share."""

from __future__ import annotations

import pytest

from tandem.errors import DefinitionError
from tandem.evaluate import compare
from tandem.evaluate.comparison import shared
from tests.evaluate.samples import given, report

RATE = given(family="rate")
BEFORE = [1.0] * 10 + [0.0] * 24 + [1.0] * 66
AFTER = [0.0] * 10 + [1.0] * 24 + [1.0] * 66


def test_two_reports_are_compared_by_case() -> None:
    found = compare(report(RATE, BEFORE), report(RATE, AFTER), RATE)
    assert found.metric == "given"
    assert found.value == pytest.approx(0.14)
    assert found.p == pytest.approx(0.0243065, abs=5e-8)  # exact McNemar, 24 against 10
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < 0.14 < found.high
    assert (found.n, found.clusters, found.better) == (100, 100, "higher")
    assert found.mde == pytest.approx(2.8016 * (found.high - found.low) / 2 / 1.95996, rel=1e-4)


def test_the_other_way_round_is_the_opposite() -> None:
    forth = compare(report(RATE, BEFORE), report(RATE, AFTER), RATE)
    back = compare(report(RATE, AFTER), report(RATE, BEFORE), RATE)
    assert back.value == -forth.value
    assert back.p == forth.p
    assert forth.low is not None
    assert back.high == pytest.approx(-forth.low)


def test_in_groups_the_p_value_follows_the_interval() -> None:
    groups = [str(i // 5) for i in range(100)]
    alone = compare(report(RATE, BEFORE), report(RATE, AFTER), RATE)
    grouped = compare(report(RATE, BEFORE, groups=groups), report(RATE, AFTER, groups=groups), RATE)
    assert grouped.clusters == 20
    assert grouped.p > alone.p
    assert grouped.low is not None
    assert (grouped.p <= 0.05) == (grouped.low > 0)


def test_only_shared_cases_count_whatever_their_order() -> None:
    left, right = report(RATE, BEFORE), report(RATE, AFTER)
    right.cases[0] = "another"
    right.cases.reverse()
    right.values["given"].reverse()
    right.groups.reverse()
    found = compare(left, right, RATE)
    assert found.n == 99
    assert found.value == pytest.approx((24 - 9) / 99)


def test_cases_that_apply_to_neither_do_not_count() -> None:
    left, right = report(RATE, [*BEFORE, None]), report(RATE, [*AFTER, None])
    assert compare(left, right, RATE).n == 100
    assert compare(report(RATE, [*BEFORE, 1.0]), right, RATE).n == 101


def test_reports_that_share_nothing_are_refused() -> None:
    left, right = report(RATE, BEFORE), report(RATE, AFTER)
    right.cases = [f"other {id}" for id in right.cases]
    with pytest.raises(DefinitionError, match="share no case with a value of 'given'"):
        compare(left, right, RATE)


def test_a_metric_that_one_report_lacks_is_shared_by_no_case() -> None:
    assert shared(report(RATE, BEFORE), report(given("other"), AFTER), "given") == ([], [], [])
