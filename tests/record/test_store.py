from __future__ import annotations

from pathlib import Path

import pytest

from tandem.errors import StoreError
from tandem.record import Store


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("TANDEM_STORE", "TANDEM_CATALOG"):
        monkeypatch.delenv(name, raising=False)


def test_a_store_is_a_folder_with_catalog_and_blobs(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        digest = store.blobs.put(b"weights")
        assert store.path == tmp_path / "store"
    assert (tmp_path / "store" / "catalog.db").is_file()
    with Store.open(str(tmp_path / "store")) as again:
        assert again.blobs.get(digest) == b"weights"


def test_without_a_location_it_is_in_the_working_folder(tmp_path: Path) -> None:
    with Store.open() as store:
        assert store.path == tmp_path / ".tandem"


def test_the_environment_names_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_STORE", str(tmp_path / "named"))
    with Store.open() as store:
        assert store.path == tmp_path / "named"


def test_the_environment_names_another_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_CATALOG", f"sqlite:///{tmp_path / 'team.db'}")
    with Store.open(tmp_path / "store"):
        assert (tmp_path / "team.db").is_file()
        assert not (tmp_path / "store" / "catalog.db").exists()


def test_a_place_that_cannot_be_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="no store can be made at"):
        Store.open(tmp_path / "file")


@pytest.mark.parametrize("name", ["a b", "a?b=c", "a#b", "100%", "ü", "a%20b"])
def test_a_folder_of_any_name_will_do(tmp_path: Path, name: str) -> None:
    with Store.open(tmp_path / name):
        assert [path.name for path in tmp_path.iterdir()] == [name]
        assert (tmp_path / name / "catalog.db").is_file()
