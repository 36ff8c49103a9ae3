from __future__ import annotations

import contextlib
import dataclasses
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tandem.search.document import Span
from tandem.search.index.entry import Entry
from tandem.search.index.passages import Passages, write_passages

ENTRIES = [
    Entry("a#1", "A", "first", "a", 0, 5, 1, (), {"year": "2020", "kind": "memo"}),
    Entry(
        "b#1", "B", "größe 漢字 \ud800".encode("utf-8", "ignore").decode(), "b", access=("staff",)
    ),
    Entry("a#2", "A", "second", "a", 5, 11, 2, (), {"year": "2021"}, Span(0, 11, "firstsecond")),
]


@pytest.fixture
def passages(tmp_path: Path) -> Passages:
    write_passages(tmp_path, ENTRIES)
    return Passages(tmp_path)


def test_entries_come_back_as_they_were_in_the_order_asked_for(passages: Passages) -> None:
    assert passages.entries([2, 0, 1]) == [ENTRIES[2], ENTRIES[0], ENTRIES[1]]
    assert passages.entries([]) == []


def test_rows_are_found_by_id_document_and_metadata(passages: Passages) -> None:
    assert passages.row_of("a#2") == 2
    assert passages.row_of("c") is None
    assert passages.rows_of("a") == [0, 2]
    assert passages.having("year", ["2020", "2021"]).tolist() == [0, 2]
    assert passages.having("kind", ["memo"]).tolist() == [0]


def test_rows_are_found_by_where_they_lie(passages: Passages) -> None:
    assert passages.rows_within("a", 0, 5) == [0]
    assert passages.rows_within("a", 4, 6) == [0, 2]
    assert passages.rows_within("a", 11, 20) == []
    assert passages.rows_within("b", 0, 5) == []


def test_a_parent_is_kept_once_for_its_children(tmp_path: Path) -> None:
    parent = Span(0, 20, "x" * 20)
    children = [Entry(f"a#{i}", "", "x", "a", i, i + 1, parent=parent) for i in range(20)]
    write_passages(tmp_path, children)
    opened = Passages(tmp_path)
    assert opened.entries(range(20)) == children
    assert opened._read("SELECT count(*) FROM parents") == [(1,)]


def test_a_file_from_before_there_were_parents_is_read(tmp_path: Path) -> None:
    entries = [dataclasses.replace(entry, parent=None) for entry in ENTRIES]
    write_passages(tmp_path, entries)
    with contextlib.closing(sqlite3.connect(tmp_path / "passages.db")) as file:
        file.executescript("ALTER TABLE passages DROP COLUMN parent; DROP TABLE parents;")
    opened = Passages(tmp_path)
    assert opened.entries([2, 0, 1]) == [entries[2], entries[0], entries[1]]
    assert opened.rows_within("a", 4, 6) == [0, 2]


def test_labels_of_every_row_are_at_hand(passages: Passages) -> None:
    labels = [passages.labels[number] for number in passages.access]
    assert labels == [frozenset(), frozenset({"staff"}), frozenset()]


def test_nothing_can_be_written_through_it(passages: Passages) -> None:
    with pytest.raises(sqlite3.OperationalError):
        passages._read("DELETE FROM passages")


def test_many_threads_read_at_once(passages: Passages) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda i: passages.entries([i % 3])[0], range(300)))
    assert found == [ENTRIES[i % 3] for i in range(300)]


def test_equal_entries_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_passages(tmp_path / name, ENTRIES)
    for file in ("passages.db", "access.npy"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
