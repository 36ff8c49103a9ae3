from __future__ import annotations

import pytest
from sqlalchemy import Connection, inspect, text, update

from tandem.errors import StoreError
from tandem.record import Catalog
from tandem.record.migrations import migrate, newest, version
from tandem.record.tables import meta


def _add_colour(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE alerts ADD COLUMN colour TEXT"))


def _add_shape(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE alerts ADD COLUMN shape TEXT"))


NEXT = newest() + 1
STEPS = {NEXT: _add_colour, NEXT + 1: _add_shape}


def columns(connection: Connection) -> set[str]:
    return {column["name"] for column in inspect(connection).get_columns("alerts")}


def test_a_new_catalog_has_the_newest_version(catalog: Catalog) -> None:
    with catalog.read() as connection:
        assert version(connection) == newest()


def test_an_older_catalog_takes_the_steps_after_its_own(catalog: Catalog) -> None:
    with catalog.begin() as connection:
        assert migrate(connection, {NEXT: _add_colour}) == NEXT
    with catalog.begin() as connection:
        assert migrate(connection, STEPS) == NEXT + 1
        assert {"colour", "shape"} <= columns(connection)
        assert version(connection) == NEXT + 1


def test_migrating_again_changes_nothing(catalog: Catalog) -> None:
    for _ in range(2):
        with catalog.begin() as connection:
            assert migrate(connection, STEPS) == NEXT + 1


def test_a_failing_step_leaves_the_catalog_as_it_was(catalog: Catalog) -> None:
    def fail(_: Connection) -> None:
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"), catalog.begin() as connection:
        migrate(connection, {NEXT: _add_colour, NEXT + 1: fail})
    with catalog.read() as connection:
        assert version(connection) == newest()
        assert "colour" not in columns(connection)


def test_a_catalog_of_a_newer_tandem_is_refused(url: str) -> None:
    catalog = Catalog.open(url)
    with catalog.begin() as connection:
        connection.execute(update(meta).values(version=99))
    catalog.close()
    with pytest.raises(StoreError, match=r"version 99.*\n.*newer tandem-ai"):
        Catalog.open(url)


def test_a_catalog_of_version_1_gets_the_tables_that_came_later(catalog: Catalog) -> None:
    with catalog.begin() as connection:
        connection.execute(update(meta).values(version=1))
        assert migrate(connection) == newest() == 4
