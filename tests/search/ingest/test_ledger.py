from __future__ import annotations

from pathlib import Path

import numpy as np

from tandem.search.ingest.ledger import Entry, Ledger, Parsed


def parsed(key: str, text: str = "t") -> Parsed:
    return Parsed(key, text, "n", np.arange(3, dtype=np.uint32), (2, 5))


def entry(id: str, key: str) -> Entry:
    return Entry(id, "s", "1", "2026", ("hr",), key, "t")


def test_entries_and_parsed_files_are_there_when_it_is_opened_again(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "a" / "corpus.db")
    ledger.keep([(parsed("k"), b"{}")])
    ledger.replace({"d": entry("d", "k")})
    ledger.close()
    again = Ledger(tmp_path / "a" / "corpus.db")
    found = again.parsed("k")
    assert found is not None
    assert (found.text, found.sparse, found.minima.tolist()) == ("t", (2, 5), [0, 1, 2])
    assert again.entries() == {"d": entry("d", "k")}
    assert again.document("k") == b"{}"
    assert again.parsed("other") is None
    again.close()


def test_what_no_document_needs_is_erased_from_the_disk(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "corpus.db")
    ledger.keep([(parsed("k"), b'{"text": "a secret sentence"}'), (parsed("l"), b"{}")])
    ledger.replace({"d": entry("d", "k")})
    assert ledger.parsed("l") is None
    ledger.replace({})
    ledger.close()
    files = list(tmp_path.iterdir())
    assert files
    assert all(b"a secret sentence" not in file.read_bytes() for file in files)


def test_a_file_that_was_parsed_stays_until_an_ingestion_is_whole(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "corpus.db")
    ledger.keep([(parsed("k"), b"{}")])
    ledger.close()
    again = Ledger(tmp_path / "corpus.db")
    assert again.parsed("k") is not None
    assert again.entries() == {}
    again.close()
