from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tandem.data.streams import EventLog, Message
from tandem.record import Catalog
from tandem.record.tables import events

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def messages(*numbers: int) -> list[Message]:
    return [Message.of(f"key {n}", n, DAY + timedelta(days=n)) for n in numbers]


@pytest.fixture
def log(catalog: Catalog) -> EventLog:
    return EventLog(catalog, "payments")


def test_events_come_back_in_order_with_key_time_and_bytes(log: EventLog) -> None:
    assert log.append(messages(3, 1, 2)) == 3
    found = log.read({}, 10)
    assert [item.key for item in found] == ["key 3", "key 1", "key 2"]
    assert [item.data for item in found] == [b"3", b"1", b"2"]
    assert [item.time for item in found] == [DAY + timedelta(days=n) for n in (3, 1, 2)]
    assert [item.offset for item in found] == [0, 1, 2]
    assert log.end() == 3


def test_reading_goes_on_from_a_position(log: EventLog) -> None:
    log.append(messages(*range(7)))
    first = log.read({0: 0}, 3)
    rest = log.read({0: first[-1].offset + 1}, 100)
    assert [item.data for item in [*first, *rest]] == [b"%d" % n for n in range(7)]
    assert log.read({0: log.end()}, 100) == []


def test_a_key_is_kept_once(log: EventLog) -> None:
    assert log.append(messages(1, 2, 1)) == 2
    assert log.append(messages(2, 3, 1)) == 1
    assert [item.key for item in log.read({}, 10)] == ["key 1", "key 2", "key 3"]
    assert log.count() == 3


def test_streams_of_one_catalog_are_apart(catalog: Catalog, log: EventLog) -> None:
    other = EventLog(catalog, "refunds")
    log.append(messages(1, 2))
    assert other.append(messages(1)) == 1
    assert (log.count(), other.count(), other.end()) == (2, 1, 1)
    assert log.append([]) == 0


def test_a_message_without_a_time_gets_that_of_its_arrival(log: EventLog) -> None:
    before = datetime.now(UTC)
    log.append([Message("k", b"x")])
    (found,) = log.read({}, 1)
    assert found.time is not None
    assert before <= found.time <= datetime.now(UTC)


def test_events_appended_by_many_at_once_all_count_and_no_reader_passes_one(url: str) -> None:
    writers, each = 6, 40
    total = writers * each
    catalogs = [Catalog.open(url) for _ in range(writers + 1)]
    seen: list[str] = []

    def write(number: int) -> None:
        log = EventLog(catalogs[number], "payments")
        for n in range(0, each, 4):
            log.append([Message(f"{number} {m}", b"x") for m in range(n, n + 4)])

    def follow() -> None:
        log, position = EventLog(catalogs[-1], "payments"), 0
        while len(seen) < total:
            for item in log.read({0: position}, 7, wait=10.0):
                seen.append(item.key)
                position = item.offset + 1

    with ThreadPoolExecutor(writers + 1) as pool:
        following = pool.submit(follow)
        list(pool.map(write, range(writers)))
        following.result(timeout=60)
    assert sorted(seen) == sorted(f"{w} {m}" for w in range(writers) for m in range(each))
    for catalog in catalogs:
        catalog.close()


def test_a_waiting_reader_is_woken_by_an_append(log: EventLog) -> None:
    found: list[Message] = []
    reader = threading.Thread(target=lambda: found.extend(log.read({}, 10, wait=60.0)))
    reader.start()
    log.append(messages(1))
    reader.join(30)
    assert [item.key for item in found] == ["key 1"]


def test_a_write_in_the_transaction_of_somebody_else_shares_its_fate(
    catalog: Catalog, log: EventLog
) -> None:
    def fail_after_appending() -> None:
        with catalog.begin() as connection:
            log.appending(messages(1))(connection)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_appending()
    assert log.count() == 0
    with catalog.begin() as connection:
        assert log.appending(messages(1))(connection) == 1
    assert [item.key for item in log.read({}, 10)] == ["key 1"]


def test_trimming_deletes_what_is_old_and_consumed(catalog: Catalog, log: EventLog) -> None:
    log.append(messages(*range(10)))
    assert log.trim(before=DAY + timedelta(days=8), consumed=5) == 5
    assert log.trim(before=DAY + timedelta(days=6), consumed=10) == 1
    assert [item.offset for item in log.read({}, 100)] == [6, 7, 8, 9]
    log.append(messages(20))
    assert log.read({0: 9}, 100)[-1].offset == 10  # offsets are never used again
    with catalog.read() as connection:
        assert len(connection.execute(select(events)).all()) == 5


@pytest.fixture(autouse=True)
def closed(catalog: Catalog) -> Iterator[None]:
    yield
    catalog.close()
