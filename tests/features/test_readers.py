from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tandem.errors import DefinitionError
from tandem.features import CatalogStore, History, MemoryStore, Online, connect, reading
from tandem.features.readers import connect_setting, reader
from tandem.record import Catalog


@pytest.fixture(autouse=True)
def _nothing_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TANDEM_FEATURES", raising=False)
    monkeypatch.setattr(sys.modules["tandem.features.readers"], "_connected", [])


def test_a_block_reads_from_its_own_and_the_rest_from_the_process() -> None:
    live, past = Online(MemoryStore(), []), History({})
    connect(live)
    with reading(past):
        assert reader() is past
        with reading(live):
            assert reader() is live
        assert reader() is past
    assert reader() is live


def test_threads_read_from_the_process() -> None:
    live = Online(MemoryStore(), [])
    connect(live)

    async def aside() -> object:
        return await asyncio.get_running_loop().run_in_executor(None, reader)

    assert asyncio.run(aside()) is live


def test_the_last_connection_holds() -> None:
    first, second = Online(MemoryStore(), []), Online(MemoryStore(), [])
    connect(first)
    connect(second)
    assert reader() is second


def test_no_connection_is_an_error() -> None:
    with pytest.raises(DefinitionError, match="nothing says from where"):
        reader()


def test_the_setting_is_read_unless_a_program_has_connected(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TANDEM_FEATURES", "catalog")
    monkeypatch.setenv("TANDEM_STORE", str(tmp_path / "store"))
    named = reader()
    assert isinstance(named, Online)
    assert reader() is named  # opened once
    catalog = Catalog.open("sqlite://")
    disconnect = connect_setting(catalog)
    assert reader() is named
    disconnect()
    assert reader() is named  # which was not its own
    catalog.close()


def test_a_server_that_stopped_leaves_the_setting_to_the_next(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TANDEM_FEATURES", "catalog")
    found = []
    for name in ("first", "second"):
        catalog = Catalog.open(f"sqlite:///{tmp_path / name}")
        disconnect = connect_setting(catalog)
        online = reader()
        assert isinstance(online, Online)
        assert isinstance(online.store, CatalogStore)
        found.append(online.store.catalog is catalog)
        disconnect()
        catalog.close()
    assert found == [True, True]
