from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tandem.errors import InvalidInput
from tandem.search import QuerySource


@pytest.fixture
def url(tmp_path: Path) -> str:
    with sqlite3.connect(tmp_path / "wiki.db") as file:
        file.execute("CREATE TABLE page (id INTEGER, body TEXT, name TEXT, day TEXT, who TEXT)")
        rows = [(1, "# One", "First", "2026-01-02", "hr, boss"), (2, None, None, None, None)]
        file.executemany("INSERT INTO page VALUES (?, ?, ?, ?, ?)", rows)
    file.close()
    return f"sqlite:///{tmp_path}/wiki.db"


def test_rows_become_items_with_their_text(url: str) -> None:
    query = "SELECT id, body AS text, name AS title, day AS changed, who AS access, 'wiki' AS kind "
    first, second = QuerySource(url, query + "FROM page ORDER BY id").items()
    assert (first.id, first.time, first.access) == ("1", "2026-01-02", ("boss", "hr"))
    assert first.content is not None
    assert (first.content.data, first.content.name) == (b"# One", "row.md")
    assert (first.content.title, first.content.metadata) == ("First", (("kind", "wiki"),))
    assert second.content is not None
    assert (second.access, second.content.data) == ((), b"")


def test_a_query_without_the_columns_or_with_an_id_twice_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="gives id, body"):
        list(QuerySource(url, "SELECT id, body FROM page").items())
    with pytest.raises(InvalidInput, match="id '1' twice"):
        list(QuerySource(url, "SELECT 1 AS id, body AS text FROM page").items())


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(QuerySource("postgresql://u:secret@h/d", "SELECT 1"))
