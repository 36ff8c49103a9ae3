from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from tandem.errors import StoreError
from tandem.record import Catalog
from tandem.record.tables import channels, metadata, states

STATE = {"key": "k", "path": "triage", "node": b"{}", "time": "2026-01-01T00:00:00.000000+00:00"}


def test_a_transaction_is_kept_and_an_error_undoes_it(catalog: Catalog) -> None:
    with catalog.begin() as connection:
        connection.execute(insert(states).values(STATE))

    def half() -> None:
        with catalog.begin() as connection:
            connection.execute(insert(states).values({**STATE, "key": "other"}))
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        half()
    with catalog.read() as connection:
        assert connection.execute(select(states.c.key)).scalars().all() == ["k"]


def test_every_table_is_there_and_takes_every_type(catalog: Catalog) -> None:
    with catalog.read() as connection:
        for table in metadata.sorted_tables:
            connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_second_opening_finds_what_the_first_wrote(url: str) -> None:
    first = Catalog.open(url)
    with first.begin() as connection:
        connection.execute(insert(states).values(STATE))
    first.close()
    second = Catalog.open(url)
    with second.read() as connection:
        assert connection.execute(select(states.c.node)).scalar_one() == b"{}"
    second.close()


def test_eight_that_open_an_empty_catalog_at_once_all_succeed(url: str) -> None:
    together = threading.Barrier(8)

    def opened(_: int) -> None:
        together.wait()
        Catalog.open(url).close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(opened, range(8)))


def test_no_update_of_eight_writers_is_lost(catalog: Catalog) -> None:
    with catalog.begin() as connection:
        connection.execute(insert(states).values({**STATE, "path": "0"}))

    def count(_: int) -> None:
        for _ in range(25):
            with catalog.begin() as connection:
                # PostgreSQL's writers lock the row they read; SQLite's hold the one write lock.
                query = select(states.c.path).with_for_update()
                value = int(connection.execute(query).scalar_one())
                connection.execute(update(states).values(path=str(value + 1)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(8)))
    with catalog.read() as connection:
        assert connection.execute(select(states.c.path)).scalar_one() == "200"


def test_the_same_sequence_twice_is_refused(catalog: Catalog) -> None:
    row = dict.fromkeys(channels.columns.keys(), "x") | {"sequence": 1, "override": False}
    with catalog.begin() as connection:
        connection.execute(insert(channels).values(row))
    with pytest.raises(IntegrityError), catalog.begin() as connection:
        connection.execute(insert(channels).values(row))


def test_sqlite_is_told_how_to_be_durable(tmp_path: Path) -> None:
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'catalog.db'}")

    def pragma(name: str, *, durable: bool) -> object:
        with catalog.begin(durable=durable) as connection:
            return connection.execute(text(f"PRAGMA {name}")).scalar_one()

    assert pragma("journal_mode", durable=True) == "wal"
    assert pragma("foreign_keys", durable=True) == 1
    assert pragma("busy_timeout", durable=True) == 30_000
    assert pragma("synchronous", durable=True) == 2  # FULL
    assert pragma("synchronous", durable=False) == 1  # NORMAL
    assert pragma("synchronous", durable=True) == 2
    catalog.close()


def test_a_reader_is_not_held_up_by_a_writer(tmp_path: Path) -> None:
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'catalog.db'}")
    with catalog.begin() as writer:
        writer.execute(insert(states).values(STATE))
        with catalog.read() as reader:
            assert reader.execute(select(func.count()).select_from(states)).scalar_one() == 0
    catalog.close()


def test_a_write_transaction_takes_the_lock_when_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    catalog = Catalog.open(f"sqlite:///{path}")
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    with catalog.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()
    catalog.close()


@pytest.mark.parametrize("url", ["not a url", "nothing://x"])
def test_an_unusable_url_says_what_to_write(url: str) -> None:
    with pytest.raises(StoreError, match="sqlite:///"):
        Catalog.open(url)
