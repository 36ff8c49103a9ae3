from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tandem.errors import InvalidInput
from tandem.search.ingest import Content, Item, Source
from tandem.search.ingest.ledger import Entry, Ledger
from tandem.search.ingest.run import Run
from tandem.search.parse.reader import Limits


class Listed(Source):
    """Lists what it is given and counts what is read."""

    def __init__(self, *items: Item, name: str = "") -> None:
        self.listed, self.name, self.reads = items, name, 0

    def items(self) -> Iterator[Item]:
        yield from self.listed

    def read(self, item: Item, /) -> Content:
        self.reads += 1
        if item.id == "bad.md":
            raise PermissionError("no entry")
        return Content(f"# {item.id}".encode(), "same.md")


def run(folder: Path, *sources: Source, known: dict[str, Entry] | None = None) -> Run:
    ledger = Ledger(folder / "corpus.db")
    with Run(ledger, known or {}, Limits()) as run:
        for source in sources:
            run.take(source)
    ledger.close()
    return run


def test_an_equal_stamp_is_not_read_again(tmp_path: Path) -> None:
    source = Listed(Item("a.md", stamp="1"), Item("b.md"))
    first = run(tmp_path, source)
    assert (source.reads, first.parsed) == (2, 2)
    again = Listed(Item("a.md", stamp="1", access=("hr",)), Item("b.md"))
    second = run(tmp_path, again, known=first.entries)
    assert (again.reads, second.parsed) == (1, 0)
    assert second.entries["a.md"].access == ("hr",)
    assert second.entries["a.md"].text == first.entries["a.md"].text


def test_a_file_that_fails_is_set_aside_and_its_older_version_kept(tmp_path: Path) -> None:
    old = {"bad.md": Entry("bad.md", "", "", "", (), "k", "t")}
    done = run(tmp_path, Listed(Item("bad.md", access=("hr",)), Item("a.md")), known=old)
    assert done.skipped == {"bad.md": "no entry"}
    assert done.entries["bad.md"] == Entry("bad.md", "", "", "", ("hr",), "k", "t")
    assert run(tmp_path, Listed(Item("bad.md"))).entries == {}


def test_names_of_sources_keep_ids_apart(tmp_path: Path) -> None:
    one, two = Listed(Item("a.md"), name="wiki"), Listed(Item("a.md"), name="disk")
    assert list(run(tmp_path, one, two).entries) == ["wiki/a.md", "disk/a.md"]
    with pytest.raises(InvalidInput, match=r"two documents are named 'a\.md'"):
        run(tmp_path, Listed(Item("a.md")), Listed(Item("a.md")))


def test_equal_bytes_are_parsed_once(tmp_path: Path) -> None:
    content = Content(b"text", "a.txt")
    done = run(tmp_path, Listed(), _Given(Item("a", content=content), Item("b", content=content)))
    assert (done.parsed, len(done.entries)) == (1, 2)


class _Given(Source):
    def __init__(self, *items: Item) -> None:
        self.listed = items

    def items(self) -> Iterator[Item]:
        yield from self.listed
