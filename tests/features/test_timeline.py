from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from tandem.features.timeline import NOBODY, STRANGER, Timeline, number

CODES = st.integers(-1, 3)
ROWS = st.lists(st.tuples(CODES, st.integers(-5, 5), st.integers(0, 9)), max_size=20)


@given(
    ROWS, st.lists(st.tuples(CODES, st.integers(-7, 7)), min_size=1), st.sampled_from([1, 1 << 60])
)
@example([(0, 0, 0), (0, -3, 0)], [(2, 0), (-1, -7)], 1 << 60)
def test_rows_are_found_by_entity_and_time(
    rows: list[tuple[int, int, int]], asked: list[tuple[int, int]], scale: int
) -> None:
    """Scaled up, entity and time do not fit into one number."""
    codes = np.array([code for code, _, _ in rows], np.int64)
    times = np.array([time for _, time, _ in rows], np.int64) * scale
    line = Timeline.of(codes, times, np.array([key for *_, key in rows], np.int64))
    expected = sorted(
        (i for i, (code, *_) in enumerate(rows) if code >= 0), key=lambda i: (*rows[i], i)
    )
    assert line.order.tolist() == expected
    wanted = np.array([code for code, _ in asked], np.int64)
    found = line.before(wanted, np.array([time for _, time in asked], np.int64) * scale)
    newest = line.newest(wanted, np.array([time for _, time in asked], np.int64) * scale)
    for (code, time), stop, row in zip(asked, found, newest, strict=True):
        known = [i for i in expected if rows[i][0] == code and rows[i][1] <= time]
        earlier = [i for i in expected if rows[i][0] < code]
        if code >= 0:
            assert line.order[:stop].tolist() == earlier + known
        assert row == (known[-1] if known and code >= 0 else -1)


def test_entities_are_numbered_alike_in_both_tables() -> None:
    table, requests = number(pl.Series(["b", None, "a", "b"]), pl.Series(["a", "c", None, "b"]))
    assert table[0] == table[3] == requests[3]
    assert table[2] == requests[0] != table[0]
    assert table[1] == requests[2] == NOBODY
    assert requests[1] == STRANGER


@given(
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1) | st.integers(0, 9), max_size=9),
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1) | st.integers(0, 9), max_size=9),
)
def test_integers_are_numbered_as_other_names_are(
    table: list[int | None], requests: list[int | None]
) -> None:
    numbers = number(pl.Series(table, dtype=pl.Int64), pl.Series(requests, dtype=pl.Int64))
    names: dict[int, int] = dict(zip(numbers[0].tolist(), table, strict=True))  # type: ignore[arg-type]  # None is one of them
    assert len({name for name in table if name is not None}) == len(names.keys() - {NOBODY})
    for name, code in zip([*table, *requests], [*numbers[0], *numbers[1]], strict=True):
        if name is None:
            assert code == NOBODY
        elif name in table:
            assert names[code] == name
        else:
            assert code not in names


def test_numbers_and_their_texts_are_one_entity() -> None:
    table, requests = number(pl.Series([7, 8]), pl.Series(["8", "7"]))
    assert table.tolist() == requests[::-1].tolist()
