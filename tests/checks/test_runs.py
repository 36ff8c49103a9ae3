from __future__ import annotations

import pytest

from tandem.checks import CheckFailed
from tandem.checks.runs import check_observers, check_one_trace_a_row, check_replay
from tests.checks import broken
from tests.checks.conftest import MakeSubject
from tests.core.parts import Add, Pair


def test_sound_components_pass(subject: MakeSubject) -> None:
    for check in (check_replay, check_observers, check_one_trace_a_row):
        check(subject(Add(), 1, 2))
        check(subject(Pair(first=Add(), second=Add(amount=3)), 1, 2))


def test_a_clock_outside_a_leaf_is_caught(subject: MakeSubject) -> None:
    with pytest.raises(CheckFailed, match="Clock: a replay made a call that the run did not make"):
        check_replay(subject(broken.Clock(leaf=broken.Leaf()), 1))


def test_a_result_that_depends_on_being_traced_is_caught(subject: MakeSubject) -> None:
    with pytest.raises(CheckFailed, match="Watched: the traced result differs"):
        check_observers(subject(broken.Watched(), 1))


def test_a_row_that_changes_in_a_batch_is_caught(subject: MakeSubject) -> None:
    with pytest.raises(CheckFailed, match="Peeks: a row gives another result in a batch"):
        check_one_trace_a_row(subject(broken.Peeks(), 1.0, 2.0))
