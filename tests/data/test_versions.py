from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.data import Dataset, Datasets, Version
from tandem.data import versions as module
from tandem.deliver import sweep
from tandem.errors import Corrupt, DefinitionError, InvalidInput, NotFound
from tandem.record import Catalog, Store
from tests.data.visits import Visit, any_visit, visits
from tests.record.conftest import KINDS, Server
from tests.record.conftest import server as server  # a fixture


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        opened = Store.open(tmp_path / "store")
    else:
        found: Server = request.getfixturevalue("server")
        opened = Store(tmp_path / "store", Catalog.open(found.create()))
    yield opened
    opened.close()


def test_versions_are_kept_by_content(store: Store) -> None:
    kept = Datasets(store)
    first = kept.keep("visits", Dataset.of(visits(10)))
    again = kept.keep("visits", Dataset.of(visits(10)))
    second = kept.keep("visits", Dataset.of(visits(12)))
    back = kept.keep("visits", Dataset.of(visits(10)))
    assert again == first
    assert [version.number for version in kept.versions("visits")] == [3, 2, 1]
    assert back.fingerprint == first.fingerprint == Dataset.of(visits(10)).fingerprint
    assert (first.rows, second.rows) == (10, 12)
    kept.keep("other", Dataset.of(visits(1)))
    assert [(version.name, version.number) for version in kept.list()] == [
        ("other", 1),
        ("visits", 3),
    ]


def test_any_version_is_loaded(store: Store) -> None:
    kept = Datasets(store)
    first = kept.keep("visits", Dataset.of(visits(10)))
    kept.keep("visits", Dataset.of(visits(12)))
    assert list(kept.load("visits", Visit)) == visits(12)
    assert list(kept.load("visits", Visit, 1)) == visits(10)
    loaded = kept.load("visits", Visit, first.fingerprint[:8])
    assert (loaded.fingerprint, list(loaded)) == (first.fingerprint, visits(10))


def test_what_was_not_kept_is_not_found(store: Store) -> None:
    kept = Datasets(store)
    kept.keep("visits", Dataset.of(visits(1)))
    for version in (7, "abcdef", "a"):
        with pytest.raises(NotFound):
            kept.load("visits", Visit, version)
    with pytest.raises(NotFound, match="no dataset 'sales'"):
        kept.load("sales", Visit)
    assert kept.versions("sales") == []
    for name in ("", " x", "a@1"):
        with pytest.raises(DefinitionError, match="cannot name a dataset"):
            kept.keep(name, Dataset.of(visits(1)))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("shared")) as opened:
        yield opened


@settings(max_examples=20)
@given(st.lists(any_visit, min_size=1, max_size=4))
def test_records_come_back_equal(shared: Store, records: list[Visit]) -> None:
    Datasets(shared).keep("visits", Dataset.of(records))
    loaded = Datasets(shared).load("visits", Visit)
    assert list(loaded) == records
    assert Dataset(Visit, loaded.origin).fingerprint == loaded.fingerprint


def test_a_version_that_only_grew_shares_its_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PART", 1_000)
    with Store.open(tmp_path) as store:
        kept = Datasets(store)
        kept.keep("visits", Dataset.of(visits(200)))
        before = sum(1 for _ in store.blobs.root.glob("??/*"))
        kept.keep("visits", Dataset.of(visits(205)))
        added = sum(1 for _ in store.blobs.root.glob("??/*")) - before
        assert before > 20
        assert added <= 3  # the last part, and the listing
        assert list(kept.load("visits", Visit)) == visits(205)


def test_another_class_reads_what_fits_it(store: Store) -> None:
    @dataclass(frozen=True)
    class Pages:
        pages: int

    @dataclass(frozen=True)
    class Wrong:
        pages: str

    kept = Datasets(store)
    version = kept.keep("visits", Dataset.of(visits(3)))
    loaded = kept.load("visits", Pages)
    assert list(loaded) == [Pages(0), Pages(1), Pages(2)]
    assert loaded.fingerprint == Dataset.of([Pages(0), Pages(1), Pages(2)]).fingerprint
    assert loaded.fingerprint != version.fingerprint
    with pytest.raises(InvalidInput, match="pages"):
        list(kept.load("visits", Wrong))


def test_two_writers_both_keep(store: Store) -> None:
    found: list[Version] = []

    def write(offset: int) -> None:
        for i in range(5):
            found.append(Datasets(store).keep("visits", Dataset.of(visits(1 + offset + i))))

    writers = [threading.Thread(target=write, args=(10 * k,)) for k in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    versions = Datasets(store).versions("visits")
    assert [version.number for version in versions] == list(range(15, 0, -1))
    assert {(v.number, v.fingerprint) for v in found} == {
        (v.number, v.fingerprint) for v in versions
    }


WRITER = """
import os, signal, sys
from tandem.data import Dataset, Datasets, versions
from tandem.record import Store
from tests.data.visits import visits

versions._PART = 500
given = visits(200)

class Dying(list):
    def __iter__(self):
        for i, visit in enumerate(list.__iter__(self)):
            if i == int(sys.argv[2]):
                os.kill(os.getpid(), signal.SIGKILL)
            yield visit

with Store.open(sys.argv[1]) as store:
    Datasets(store).keep("visits", Dataset.of(Dying(given)))
"""


@pytest.mark.parametrize("at", [0, 50, 199])
def test_a_kill_in_the_middle_leaves_no_version(tmp_path: Path, at: int) -> None:
    with Store.open(tmp_path) as store:
        Datasets(store).keep("visits", Dataset.of(visits(3)))
        killed = subprocess.run(
            [sys.executable, "-c", WRITER, str(tmp_path), str(at)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            timeout=60,
        )
        assert killed.returncode == -signal.SIGKILL
        assert [version.rows for version in Datasets(store).versions("visits")] == [3]
        assert store.blobs.verify() == []
        Datasets(store).keep("visits", Dataset.of(visits(200)))
        assert list(Datasets(store).load("visits", Visit)) == visits(200)


def test_a_changed_byte_is_refused(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        Datasets(store).keep("visits", Dataset.of(visits(30)))
        dataset = Datasets(store).load("visits", Visit)
        for path in store.blobs.root.glob("??/*"):
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.chmod(0o644)
            path.write_bytes(bytes(data))
        with pytest.raises(Corrupt):
            list(dataset)


def test_a_sweep_leaves_what_is_kept(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        Datasets(store).keep("visits", Dataset.of(visits(30)))
        stray = store.blobs.put(b"nobody names this")
        assert sweep(store, grace=-1) == 1
        assert stray not in store.blobs
        assert list(Datasets(store).load("visits", Visit)) == visits(30)


def test_the_time_of_a_version_is_when_it_was_kept(store: Store) -> None:
    version = Datasets(store).keep("visits", Dataset.of(visits(1)))
    assert isinstance(version.time, datetime)
    assert version.time.tzinfo is not None
