from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect

from tandem.record import Store
from tandem.record.tables import metadata


def test_a_new_store_has_the_tables_and_indexes_that_are_declared(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        found = inspect(store.catalog.engine)
        assert set(found.get_table_names()) == set(metadata.tables)
        for name, table in metadata.tables.items():
            assert {column["name"] for column in found.get_columns(name)} == set(table.c.keys())
            assert {index["name"] for index in found.get_indexes(name)} == {
                index.name for index in table.indexes
            }


def test_a_look_up_by_subject_does_not_read_every_trace(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store, store.catalog.read() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM traces "
            "WHERE subject = 'customer 7' AND subject != '' AND time <= '2026'"
        )
        assert "traces_by_subject" in str(plan.all())
