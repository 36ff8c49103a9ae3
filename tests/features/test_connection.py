from __future__ import annotations

from pathlib import Path

import pytest

from tandem.errors import DefinitionError
from tandem.features import CatalogStore, RedisStore
from tandem.features.connection import SETTING, online_from_environment, open_online
from tandem.record import Catalog, Store


def test_catalog_is_that_of_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path / "store") as store:
        found = open_online("catalog", store.catalog).store
        assert isinstance(found, CatalogStore)
        assert found.catalog is store.catalog
        found.change([("v", "a")], lambda _: [b"1"])
    monkeypatch.setenv("TANDEM_STORE", str(tmp_path / "store"))
    assert open_online("catalog").store.load([("v", "a")]) == [b"1"]


def test_a_url_is_another_catalog_or_redis(tmp_path: Path, redis_url: str) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    open_online(url).store.change([("v", "a")], lambda _: [b"1"])
    assert CatalogStore(Catalog.open(url)).load([("v", "a")]) == [b"1"]
    redis = open_online(redis_url).store
    assert isinstance(redis, RedisStore)
    assert redis.load([("v", "never")]) == [None]
    redis.close()


def test_the_environment_names_it_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert online_from_environment() is None
    monkeypatch.setenv(SETTING, "somewhere")
    with pytest.raises(DefinitionError, match="'somewhere', which names no online store"):
        online_from_environment()
