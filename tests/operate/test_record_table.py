from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from tandem.operate import Record, RecordTable
from tests.operate.slips import KINDS
from tests.record.conftest import server as server  # a fixture
from tests.record.conftest import url as url  # a fixture

VALUES = {"shop": "KITE", "day": "2018-12-25", "total": "9.10"}
RECORD = Record("abc", "a.txt", VALUES, 0.7, "stub", {"total": {"start": 5}})


def test_a_record_is_typed_and_there_once(url: str) -> None:
    table = RecordTable.open(url, "slips", KINDS)
    assert not table.holds("abc")
    assert table.add(RECORD)
    assert not table.add(Record("abc", "b.txt", {}, 0.1, "other", {}))
    assert table.holds("abc")
    with table.engine.connect() as connection:
        [row] = connection.execute(select(table.table)).all()
    assert (row.file, row.shop, row.day) == ("a.txt", "KITE", date(2018, 12, 25))
    assert Decimal(str(row.total)) == Decimal("9.10")
    assert row.evidence == '{"total":{"start":5}}'
    table.close()


def test_a_table_that_is_there_is_used(url: str) -> None:
    first, second = (RecordTable.open(url, "slips", KINDS) for _ in range(2))
    assert first.add(RECORD)
    assert second.holds("abc")
    first.close()
    second.close()
