from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Rows
from tandem.data import rolling_origin, split_by_time
from tandem.data.leaks import find_leaks
from tandem.errors import DefinitionError

DAY = timedelta(days=1)
START = datetime(2018, 7, 25)


def daily(count: int, groups: list[str] | None = None) -> Rows[int, int]:
    return Rows(range(count), [0] * count, groups, [START + i * DAY for i in range(count)])


def test_the_protocol_of_a_fraud_team() -> None:
    """Train 07-25..31, seven days until a label is known, test 08-08..14."""
    rows = daily(21)
    made = split_by_time(rows, start=datetime(2018, 8, 8), delay=7 * DAY)
    assert made.train == list(range(8))  # 08-01 is labelled on 08-08
    assert made.test == list(range(14, 21))
    assert made.left_out == 6
    assert made.parameters == {"start": datetime(2018, 8, 8), "gap": 0 * DAY, "delay": 7 * DAY}


def test_gap_and_delay_add_up() -> None:
    made = split_by_time(daily(10), start=START + 8 * DAY, gap=2 * DAY, delay=3 * DAY)
    assert (made.train, made.test) == ([0, 1, 2, 3], [8, 9])


def test_without_a_start_the_newest_share_tests() -> None:
    rows = daily(8).take([3, 0, 7, 1, 6, 2, 5, 4])  # in any order
    made = split_by_time(rows, test=0.25)
    assert sorted(rows.inputs[i] for i in made.test) == [6, 7]
    assert sorted(rows.inputs[i] for i in made.train) == [0, 1, 2, 3, 4, 5]


def test_rows_of_one_moment_are_not_separated() -> None:
    rows = Rows([0, 1, 2, 3], [0] * 4, times=[START, START + DAY, START + DAY, START + DAY])
    made = split_by_time(rows, test=0.25)
    assert (made.train, made.test) == ([0], [1, 2, 3])


def test_a_group_that_tests_does_not_train() -> None:
    made = split_by_time(daily(6, ["a", "b", "c", "a", "d", ""]), start=START + 3 * DAY)
    assert (made.train, made.test) == ([1, 2], [3, 4, 5])


def test_rolling_origins_move_through_time() -> None:
    made = rolling_origin(daily(10), k=3, test=2 * DAY, delay=DAY)
    assert [part.test for part in made] == [[4, 5], [6, 7], [8, 9]]
    assert [part.train for part in made] == [[0, 1, 2], [0, 1, 2, 3, 4], list(range(7))]
    assert made[0].parameters["end"] == START + 5 * DAY


def test_a_window_forgets_what_is_old_and_steps_may_overlap() -> None:
    made = rolling_origin(daily(10), k=2, test=3 * DAY, step=DAY, window=2 * DAY)
    assert [(part.train, part.test) for part in made] == [([4, 5], [6, 7, 8]), ([5, 6], [7, 8, 9])]


@given(
    st.lists(st.integers(0, 400), min_size=20, max_size=60),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(1, 3),
)
def test_nothing_is_learned_that_was_not_known(
    hours: list[int], gap: int, delay: int, k: int
) -> None:
    times = [START + timedelta(hours=hour) for hour in hours]
    rows = Rows(hours, [0] * len(hours), times=times)
    apart, late = timedelta(hours=gap), timedelta(hours=delay)
    try:
        made = rolling_origin(rows, k=k, test=timedelta(hours=40), gap=apart, delay=late)
        made.append(split_by_time(rows, gap=apart, delay=late))
    except DefinitionError:
        return  # too little before the first test
    for part in made:
        first = min(hours[i] for i in part.test)
        assert max(hours[i] for i in part.train) + gap + delay <= first
        assert not set(part.train) & set(part.test)
        train, test = part.apply(rows)
        leaks = find_leaks(train, test, delay=late)
        assert [leak for leak in leaks if leak.kind == "future"] == []
    assert len({i for part in made[:-1] for i in part.test}) == sum(
        len(part.test) for part in made[:-1]
    )


def test_what_cannot_be_split_is_said() -> None:
    with pytest.raises(DefinitionError, match="without times"):
        split_by_time(Rows([1], [2]))
    with pytest.raises(DefinitionError, match="no training rows for the start"):
        split_by_time(daily(5), start=START)
    with pytest.raises(DefinitionError, match="no test rows"):
        split_by_time(daily(5), start=START + 9 * DAY)
    with pytest.raises(DefinitionError, match="gap=-1 day"):
        split_by_time(daily(5), gap=-DAY)
    with pytest.raises(DefinitionError, match="test=2"):
        split_by_time(daily(5), test=2)
    with pytest.raises(DefinitionError, match="k=0"):
        rolling_origin(daily(5), test=DAY, k=0)
    mixed = Rows([1, 2], [0, 0], times=[START, START.replace(tzinfo=UTC)])
    with pytest.raises(DefinitionError, match="have a zone"):
        split_by_time(mixed)
