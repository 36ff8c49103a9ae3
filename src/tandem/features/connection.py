"""The online store that a setting names."""

from __future__ import annotations

import os

from tandem.errors import DefinitionError
from tandem.features.online import Online
from tandem.features.store import OnlineStore
from tandem.record.catalog import Catalog

SETTING = "TANDEM_FEATURES"
"""``catalog``, ``redis://host:6379/0``, or the SQLAlchemy URL of another catalog."""


def open_online(setting: str, catalog: Catalog | None = None) -> Online:
    """Features from the store that a setting names; ``catalog`` is that of the Tandem store.

    Raises ``DefinitionError`` for a setting that names no store.
    """
    return Online(_store(setting, catalog), [])


def online_from_environment(catalog: Catalog | None = None) -> Online | None:
    """The same by ``TANDEM_FEATURES``; ``None`` where it is not set."""
    setting = os.environ.get(SETTING, "").strip()
    return open_online(setting, catalog) if setting else None


def _store(setting: str, catalog: Catalog | None) -> OnlineStore:
    if setting.startswith(("redis://", "rediss://", "unix://")):
        from tandem.features.redis_store import RedisStore

        return RedisStore(setting)
    from tandem.features.catalog_store import CatalogStore

    if setting == "catalog":
        from tandem.record.store import Store

        return CatalogStore(catalog or Store.open().catalog)
    if "://" in setting:
        return CatalogStore(Catalog.open(setting))
    raise DefinitionError(
        f"{SETTING} is {setting!r}, which names no online store",
        hint="write catalog, redis://host:6379/0, sqlite:///file.db or postgresql+psycopg://...",
    )
