from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tandem.data import Dataset
from tandem.errors import Conflict, DefinitionError, InvalidInput, MissingExtra
from tandem.record.digest import digest
from tests.data.visits import Visit, visits
from tests.record.conftest import Server
from tests.record.conftest import server as server  # a fixture

COLUMNS = (
    "customer text, time {time}, pages bigint, bought boolean, channel text, "
    "spent {number}, tags text"
)
INSERT = "insert into visits values (:customer, :time, :pages, :bought, :channel, :spent, :tags)"
SELECT = "select * from visits where pages >= :least order by pages"


def filled(url: str, count: int, *, time: str = "text", number: str = "real") -> str:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(f"create table visits ({COLUMNS.format(time=time, number=number)})")
        )
    add(engine, visits(count))
    return url


def add(engine: Any, records: list[Visit]) -> None:
    with engine.begin() as connection:
        for visit in records:
            values = {**vars(visit), "tags": '["new"]' if visit.tags else "[]"}
            if engine.dialect.name == "sqlite":
                values["time"] = visit.time.isoformat()
            connection.execute(text(INSERT), values)
    engine.dispose()


def test_a_query_gives_typed_records(tmp_path: Path) -> None:
    url = filled(f"sqlite:///{tmp_path / 'shop.db'}", 50)
    dataset = Dataset.query(url, SELECT, Visit, {"least": 40})
    assert list(dataset) == visits(50)[40:]
    assert dataset.fingerprint == digest(visits(50)[40:])


@pytest.mark.postgres
def test_a_server_gives_the_same(server: Server) -> None:
    url = filled(server.create(), 50, time="timestamptz", number="numeric")
    dataset = Dataset.query(url, SELECT, Visit, {"least": 45})
    assert [visit.pages for visit in dataset] == [45, 46, 47, 48, 49]
    assert [visit.time for visit in dataset] == [visit.time for visit in visits(50)[45:]]
    assert isinstance(next(iter(dataset)).spent, float)


def test_a_table_that_was_written_to_is_noticed(tmp_path: Path) -> None:
    url = filled(f"sqlite:///{tmp_path / 'shop.db'}", 5)
    dataset = Dataset.query(url, SELECT, Visit, {"least": 0})
    assert dataset.count() == 5
    add(create_engine(url), visits(7)[5:])
    with pytest.raises(Conflict, match="changed since it was first read"):
        dataset.count()


def test_values_are_not_part_of_the_statement(tmp_path: Path) -> None:
    url = filled(f"sqlite:///{tmp_path / 'shop.db'}", 5)
    sql = "select * from visits where customer = :name"
    assert Dataset.query(url, sql, Visit, {"name": "c1' or '1'='1"}).count() == 0


def test_what_fails_is_said_without_the_password(tmp_path: Path) -> None:
    url = filled(f"sqlite:///{tmp_path / 'shop.db'}", 1)
    with pytest.raises(InvalidInput, match="no such table: absent") as failed:
        Dataset.query(url, "select * from absent", Visit).count()
    assert failed.value.hint == "select * from absent"
    with pytest.raises(DefinitionError, match="URL of a database"):
        Dataset.query("shop.db", SELECT, Visit).count()
    secret = Dataset.query("mysql+mysqldb://ada:secret@localhost/shop", SELECT, Visit)
    assert "secret" not in repr(secret)
    assert "secret" not in repr(secret.origin)
    with pytest.raises(MissingExtra, match=r"ada:\*\*\*@localhost"):
        secret.count()
