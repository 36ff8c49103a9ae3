from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import pytest

from tandem.data.origins import File, Kept, Memory
from tandem.errors import Corrupt, DataMissing, InvalidInput
from tandem.record.blobs import Blobs


@dataclass(frozen=True)
class Reading:
    name: str
    value: float | None


def test_a_file_is_stamped_by_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name,value\na,1\n")
    origin = File(path)
    before = origin.stamp()
    assert list(origin.records(Reading)) == [Reading("a", 1.0)]
    assert origin.stamp() == before
    path.write_text("name,value\na,1\nb,2\n")
    assert origin.stamp() != before
    path.unlink()
    with pytest.raises(DataMissing):
        origin.stamp()


def test_memory_gives_what_it_holds() -> None:
    given = [Reading("a", 1.0)]
    origin = Memory(given)
    assert next(origin.records(Reading)) is given[0]
    assert origin.name == "1 records"


def kept(tmp_path: Path, data: bytes) -> Kept:
    import gzip

    blobs = Blobs(tmp_path)
    return Kept("readings@1", blobs.put_files([("0.jsonl.gz", gzip.compress(data))]), blobs)


def test_kept_text_comes_back_to_the_letter(tmp_path: Path) -> None:
    origin = kept(tmp_path, b'{"name":" NA ","value":{"$float":"nan"}}\n{"name":"","value":null}\n')
    first, second = origin.records(Reading)
    assert first.name == " NA "
    assert math.isnan(first.value or 0)
    assert second == Reading("", None)


def test_kept_rows_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="name"):
        list(kept(tmp_path, b'{"name":3,"value":1}\n').records(Reading))


def test_changed_bytes_are_refused(tmp_path: Path) -> None:
    origin = kept(tmp_path, b'{"name":"a","value":1}\n')
    listing = origin.blobs.listing(origin.blob)
    (entry,) = listing.files.values()
    path = origin.blobs.path(entry.sha256)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(Corrupt):
        list(origin.records(Reading))
