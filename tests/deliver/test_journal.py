from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, update

from tandem.deliver import journal
from tandem.deliver.journal import Entry, Target
from tandem.errors import Conflict, Corrupt
from tandem.record import Store
from tandem.record.tables import channels

ENTRY = Entry(
    project="p",
    channel="live",
    sequence=1,
    action="promote",
    targets=[Target("a" * 64, 1.0)],
    by="ann",
    reason="first",
    override=False,
    time=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    previous="",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with five entries on p:live and one on p:beta."""
    with Store.open(tmp_path / "store") as opened:
        with opened.catalog.begin() as connection:
            previous = ""
            for number in range(1, 6):
                entry = msgspec.structs.replace(
                    ENTRY, sequence=number, previous=previous, reason=f"move {number}"
                )
                previous = journal.append(connection, entry).digest
            journal.append(connection, msgspec.structs.replace(ENTRY, channel="beta"))
        yield opened


def history(store: Store) -> list[Entry]:
    with store.catalog.read() as connection:
        return journal.whole(connection, "p", "live")


def test_the_seal_is_what_it_always_was() -> None:
    # Computed once: a history that was written years ago still verifies.
    assert ENTRY.seal() == "a11ed6a0799adc439f82a8dc98d169a00af2eaafb71e0e5e43edead7e4ba1b79"


@pytest.mark.parametrize(
    "change",
    [
        {"project": "q"},
        {"channel": "beta"},
        {"sequence": 2},
        {"action": "rollback"},
        {"targets": [Target("b" * 64, 1.0)]},
        {"targets": [Target("a" * 64, 0.5)]},
        {"targets": [Target("a" * 64, 1.0), Target("b" * 64, 0.1)]},
        {"shadow": "b" * 64},
        {"restored": 1},
        {"by": "bob"},
        {"reason": ""},
        {"override": True},
        {"time": datetime(2026, 1, 2, 3, 4, 5, 1, tzinfo=UTC)},
        {"previous": "b" * 64},
    ],
)
def test_everything_in_an_entry_is_sealed(change: dict[str, Any]) -> None:
    assert msgspec.structs.replace(ENTRY, **change).seal() != ENTRY.seal()


def test_entries_come_back_as_they_were_written(store: Store) -> None:
    entries = history(store)
    assert [entry.sequence for entry in entries] == [1, 2, 3, 4, 5]
    first = msgspec.structs.replace(ENTRY, reason="move 1")
    assert entries[0] == msgspec.structs.replace(first, digest=first.seal())
    assert [entry.previous for entry in entries[1:]] == [entry.digest for entry in entries[:-1]]


def test_newest_and_backwards_walk_from_the_end_in_pages(store: Store) -> None:
    with store.catalog.read() as connection:
        newest = journal.newest(connection, "p", "live")
        assert newest is not None
        assert newest.sequence == 5
        assert journal.newest(connection, "p", "none") is None
        for page in (1, 2, 5, 50):
            walked = journal.backwards(connection, "p", "live", page=page)
            assert [entry.sequence for entry in walked] == [5, 4, 3, 2, 1]
        walked = journal.backwards(connection, "p", "live", before=3)
        assert [entry.sequence for entry in walked] == [2, 1]


@pytest.mark.parametrize("sequence", [1, 3, 5])
@pytest.mark.parametrize(
    "change",
    [
        {"action": "rollback"},
        {"targets": '{"restored":0,"shadow":"","targets":[{"release":"b","share":1.0}]}'},
        {"targets": '{"restored":0,"shadow":"","targets":[]}'},
        {"targets": "not json"},
        {"by": "somebody else"},
        {"reason": "nothing happened"},
        {"override": True},
        {"time": "2026-01-02T03:04:06.000000+00:00"},
        {"time": "yesterday"},
        {"previous": "f" * 64},
        {"digest": "f" * 64},
    ],
)
def test_a_changed_row_is_found_and_named(
    store: Store, sequence: int, change: dict[str, Any]
) -> None:
    with store.catalog.begin() as connection:
        connection.execute(
            update(channels)
            .where(channels.c.channel == "live", channels.c.sequence == sequence)
            .values(change)
        )
    with pytest.raises(Corrupt, match=rf"p:live (was changed at )?entry {sequence}"):
        history(store)


def test_a_row_rewritten_with_a_fitting_hash_breaks_the_chain(store: Store) -> None:
    old = history(store)[2]
    forged = msgspec.structs.replace(old, by="somebody else")
    with store.catalog.begin() as connection:
        connection.execute(delete(channels).where(channels.c.digest == old.digest))
        journal.append(connection, forged)
    with pytest.raises(Corrupt, match="entry 4: it does not follow the entry before it"):
        history(store)


@pytest.mark.parametrize("sequences", [(1,), (1, 2), (3,), (2, 3)])
def test_removed_rows_are_noticed(store: Store, sequences: tuple[int, ...]) -> None:
    with store.catalog.begin() as connection:
        connection.execute(
            delete(channels).where(channels.c.channel == "live", channels.c.sequence.in_(sequences))
        )
    with pytest.raises(Corrupt, match=f"changed at entry {max(sequences) + 1}"):
        history(store)


def test_swapped_rows_are_noticed(store: Store) -> None:
    with store.catalog.begin() as connection:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            connection.execute(
                update(channels)
                .where(channels.c.channel == "live", channels.c.sequence == old)
                .values(sequence=new)
            )
    with pytest.raises(Corrupt):
        history(store)


def test_a_row_of_another_channel_does_not_pass_for_one(store: Store) -> None:
    with store.catalog.begin() as connection:
        connection.execute(delete(channels).where(channels.c.channel == "live"))
        connection.execute(update(channels).values(channel="live"))
    with pytest.raises(Corrupt, match="does not match its hash"):
        history(store)


def test_a_place_is_taken_once(store: Store) -> None:
    with (
        pytest.raises(Conflict, match="p:live is no longer at entry 4"),
        store.catalog.begin() as connection,
    ):
        journal.append(connection, msgspec.structs.replace(ENTRY, sequence=5))
    assert len(history(store)) == 5


def test_position_looks_through_a_rollback() -> None:
    assert ENTRY.position == 1
    assert msgspec.structs.replace(ENTRY, sequence=9, restored=4).position == 4
