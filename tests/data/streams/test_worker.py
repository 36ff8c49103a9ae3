from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from tandem.data.streams import (
    CatalogProgress,
    DeadLetters,
    Done,
    Event,
    EventLog,
    FileReplay,
    Message,
    Worker,
)
from tandem.errors import Conflict, Halted, Overloaded
from tandem.record import Catalog
from tests.data.streams.counts import Counting, Seen, worker


def seen(*colours: str) -> list[Message]:
    return [Message.of(f"{n} {colour}", Seen(colour)) for n, colour in enumerate(colours)]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'catalog.db'}"


@pytest.fixture
def log(catalog: Catalog) -> EventLog:
    return EventLog(catalog, "seen")


@pytest.fixture
def counting(catalog: Catalog) -> Counting:
    return Counting(catalog)


def test_events_are_applied_in_batches_of_what_is_there(log: EventLog, counting: Counting) -> None:
    log.append(seen("red", "blue", "red", "red", "blue"))
    assert worker(log, counting, batch=2).drain() == Done(applied=5)
    assert counting.counts() == {"red": 3, "blue": 2}
    assert counting.batches == [2, 2, 1]


def test_a_new_worker_goes_on_where_the_last_one_stood(log: EventLog, counting: Counting) -> None:
    log.append(seen("red"))
    worker(log, counting).drain()
    log.append(seen("red", "blue"))  # "0 red" again, and one that is new
    assert worker(log, counting).drain() == Done(applied=1)
    assert worker(log, counting).drain() == Done()
    assert counting.counts() == {"red": 1, "blue": 1}


def test_a_poisoned_event_is_set_aside_and_the_others_count(
    catalog: Catalog, log: EventLog, counting: Counting
) -> None:
    log.append(seen("red", "blue", "transparent", "red"))
    log.append([Message("broken", b"{"), Message.of("odd", {"color": "red"})])
    assert worker(log, counting).drain() == Done(applied=3, dead=3)
    assert counting.counts() == {"red": 2, "blue": 1}
    letters = DeadLetters(catalog, "colours").find("seen")
    assert [letter.message.key for letter in letters] == ["2 transparent", "broken", "odd"]
    assert letters[0].reason == "ValueError('transparent is no colour')"
    assert "truncated" in letters[1].reason
    assert "missing required field colour" in letters[2].reason
    assert worker(log, counting).drain() == Done()


def test_dead_letters_are_applied_once_after_the_code_is_mended(
    catalog: Catalog, log: EventLog, counting: Counting
) -> None:
    log.append([*seen("red", "transparent"), Message("broken", b"{")])
    worker(log, counting).drain()
    letters = DeadLetters(catalog, "colours")
    waiting = letters.find("seen")

    class Mended(Counting):
        def apply(self, events: Sequence[Event[Seen]]) -> list[Callable[[Connection], object]]:
            colours = [event.value.colour for event in events]
            assert colours == ["transparent"]
            return [lambda connection: self.add(connection, Counter(colours))]

    from collections import Counter

    mended = worker(log, Mended(catalog))
    assert mended.retry(waiting) == Done(applied=1, dead=1)
    assert counting.counts() == {"red": 1, "transparent": 1}
    assert [letter.message.key for letter in letters.find("seen")] == ["broken"]
    with pytest.raises(Conflict):
        mended.retry(waiting[:1])
    assert counting.counts() == {"red": 1, "transparent": 1}


def test_a_server_that_is_away_stops_the_worker_and_costs_nothing(
    catalog: Catalog, log: EventLog, counting: Counting
) -> None:
    log.append(seen("red", "blue"))

    def away(events: Sequence[Event[Seen]]) -> list[Callable[[Connection], object]]:
        raise Overloaded("the model is busy")

    broken: Worker[Seen, Connection] = Worker(
        log, away, CatalogProgress(catalog), consumer="colours", type=Seen
    )
    with pytest.raises(Overloaded):
        broken.drain()
    assert DeadLetters(catalog, "colours").count("seen") == 0
    assert worker(log, counting).drain() == Done(applied=2)


def test_too_many_failures_in_a_row_halt_the_worker(
    catalog: Catalog, log: EventLog, counting: Counting
) -> None:
    log.append(seen(*["transparent"] * 3, "red", *["transparent"] * 9))
    with pytest.raises(Halted, match="5 events of 'seen' in a row"):
        worker(log, counting, batch=1, halt=5).drain()
    assert counting.counts() == {"red": 1}
    assert DeadLetters(catalog, "colours").count("seen") == 8  # those that were tried


def test_a_second_worker_of_one_consumer_is_refused(log: EventLog, counting: Counting) -> None:
    first, second = worker(log, counting), worker(log, counting)
    log.append(seen("red"))
    assert first.drain() == Done(applied=1)
    with pytest.raises(Conflict):
        second.drain()
    assert counting.counts() == {"red": 1}


@settings(max_examples=30)
@given(st.lists(st.integers(0, 30), max_size=60), st.integers(1, 9))
def test_repeats_within_and_across_batches_count_once(numbers: list[int], batch: int) -> None:
    catalog = Catalog.open("sqlite://")
    counting = Counting(catalog)
    path = Path(__file__).with_name("none.jsonl")
    replay = FileReplay(path, key="id")
    lines = [{"id": n, "colour": ("red", "blue", "transparent")[n % 3]} for n in numbers]
    replay._rows, replay._next = iter(lines), 0
    done = worker(replay, counting, batch=batch, halt=1000).drain()
    distinct = set(numbers)
    expected = {"red": sum(n % 3 == 0 for n in distinct), "blue": sum(n % 3 == 1 for n in distinct)}
    assert counting.counts() == {colour: n for colour, n in expected.items() if n}
    assert done.applied == sum(expected.values())
    assert done.applied + done.repeated + done.dead == len(numbers)
    assert done.dead == sum(n % 3 == 2 for n in numbers)
    catalog.close()


def test_a_file_is_worked_off_to_its_end_and_a_log_until_told_to_stop(
    tmp_path: Path, catalog: Catalog, counting: Counting, log: EventLog
) -> None:
    (path := tmp_path / "a.jsonl").write_text(
        "".join(json.dumps({"id": n, "colour": "red"}) + "\n" for n in (1, 2, 2, 3))
    )
    stop = threading.Event()
    replayed = worker(FileReplay(path, key="id"), counting, batch=2).run(stop)
    assert replayed == Done(applied=3, repeated=1)

    def count(events: Sequence[Event[Seen]]) -> list[Callable[[Connection], object]]:
        if any(event.value.colour == "last" for event in events):
            stop.set()
        return counting.apply(events)

    follower: Worker[Seen, Connection] = Worker(
        log, count, CatalogProgress(catalog), consumer="follower", type=Seen
    )
    thread = threading.Thread(target=follower.run, args=(stop,))
    thread.start()
    log.append(seen("blue"))
    log.append(seen("last"))
    thread.join(30)
    assert not thread.is_alive()
    assert counting.counts() == {"red": 3, "blue": 1, "last": 1}
