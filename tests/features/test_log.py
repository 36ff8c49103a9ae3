from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.errors import Corrupt, InvalidInput
from tandem.features.definition import definition_of
from tandem.features.layout import Entry
from tandem.features.log import Log
from tandem.features.window import DAY
from tests.features.payments import Signals

LAYOUT = next(x for x in definition_of(Signals).layouts if x.by == ("customer",))
VALUES = st.tuples(
    *[st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.floats(-9, 9), st.text())]
    * len(LAYOUT.columns)
)
ENTRIES = st.lists(
    st.builds(Entry, st.integers(0, 3 * DAY), st.integers(-(2**63), 2**63 - 1), VALUES),
    max_size=12,
    unique_by=lambda entry: entry.key,
)


def made(entries: list[Entry]) -> Log:
    log = Log.empty(LAYOUT)
    for entry in entries:
        log.add(entry, LAYOUT)
    return log


@settings(max_examples=25)
@given(ENTRIES)
def test_events_lie_by_time_and_key_whatever_the_order(entries: list[Entry]) -> None:
    log = made(entries)
    expected = sorted(entries, key=lambda entry: (entry.time, entry.key))
    assert log.times.tolist() == [entry.time for entry in expected]
    assert log.keys.tolist() == [entry.key for entry in expected]
    for place, column in enumerate(log.columns):
        assert list(column) == [entry.values[place] for entry in expected]


@settings(max_examples=25)
@given(ENTRIES)
def test_a_log_comes_back_from_its_bytes(entries: list[Entry]) -> None:
    log = made(entries)
    assert Log.unpack(log.pack(), LAYOUT) == log


def test_floats_take_eight_bytes_and_so_do_times_and_keys() -> None:
    one, two = (
        len(made([Entry(i, i, (0.5,) * len(LAYOUT.columns)) for i in range(count)]).pack())
        for count in (200, 201)
    )
    assert two - one == 8 * (2 + len(LAYOUT.columns))


def test_what_is_no_log_of_this_layout_is_refused() -> None:
    packed = made([Entry(1, 1, (0.5,) * len(LAYOUT.columns))]).pack()
    for data in (b"", packed[:-3], msgspec.msgpack.encode([b"1", b"", [], 0])):
        with pytest.raises(Corrupt):
            Log.unpack(data, LAYOUT)
    other = definition_of(Signals).layouts[-1]
    assert len(other.columns) != len(LAYOUT.columns)
    with pytest.raises(Corrupt, match="columns"):
        Log.unpack(packed, other)


def test_of_an_event_too_old_only_its_time_is_remembered() -> None:
    values = (None,) * len(LAYOUT.columns)
    log = made([Entry(100 * DAY, 1, values)])
    assert log.add(Entry(DAY, 2, values), LAYOUT)
    assert not log.add(Entry(DAY, 3, values), LAYOUT)
    assert len(log.times) == 1
    with pytest.raises(InvalidInput, match=r"up to [\d.]+ days before this request are gone"):
        log.read(LAYOUT, 2 * DAY, None, {})
    with pytest.raises(InvalidInput, match=r"up to [\d.]+ days after this request are gone"):
        log.read(LAYOUT, -2 * DAY, None, {})
    log.read(LAYOUT, 100 * DAY, None, {})


def test_a_repeated_event_changes_nothing() -> None:
    values = (None,) * len(LAYOUT.columns)
    log = made([Entry(5, 1, values)])
    assert not log.add(Entry(5, 1, values), LAYOUT)
    assert not log.add(Entry(7, 1, values), LAYOUT)
    assert log.times.tolist() == [5]
