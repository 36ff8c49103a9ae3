from __future__ import annotations

from pathlib import Path

from tandem.data.streams import EventLog, FileReplay, Source
from tandem.record import Catalog


def test_a_log_follows_on_and_a_file_ends(catalog: Catalog, tmp_path: Path) -> None:
    sources: list[Source] = [EventLog(catalog, "payments"), FileReplay(tmp_path / "a.jsonl")]
    assert [(item.name, item.unique, item.finite) for item in sources] == [
        ("payments", True, False),
        ("a.jsonl", False, True),
    ]
