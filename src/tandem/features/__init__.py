"""Features: one definition, computed from history for training and online for serving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.features.aggregates import (
        compute,
        count,
        distinct,
        first,
        last,
        maximum,
        mean,
        minimum,
        ratio,
        since,
        std,
        total,
    )
    from tandem.features.as_of import View, join_views
    from tandem.features.backfill import Materialized, materialize
    from tandem.features.catalog_store import CatalogStore
    from tandem.features.definition import Features
    from tandem.features.follow import follow_events
    from tandem.features.history import History
    from tandem.features.latest import Latest
    from tandem.features.lookup import Lookup
    from tandem.features.online import Online
    from tandem.features.readers import Reader, connect, reading
    from tandem.features.redis_store import RedisStore
    from tandem.features.staged import Staged
    from tandem.features.store import MemoryStore, OnlineStore

__all__ = [
    "CatalogStore",
    "Features",
    "History",
    "Latest",
    "Lookup",
    "Materialized",
    "MemoryStore",
    "Online",
    "OnlineStore",
    "Reader",
    "RedisStore",
    "Staged",
    "View",
    "compute",
    "connect",
    "count",
    "distinct",
    "first",
    "follow_events",
    "join_views",
    "last",
    "materialize",
    "maximum",
    "mean",
    "minimum",
    "ratio",
    "reading",
    "since",
    "std",
    "total",
]

__getattr__ = lazy(
    __name__,
    {
        "CatalogStore": "tandem.features.catalog_store",
        "Features": "tandem.features.definition",
        "History": "tandem.features.history",
        "Latest": "tandem.features.latest",
        "Lookup": "tandem.features.lookup",
        "Materialized": "tandem.features.backfill",
        "MemoryStore": "tandem.features.store",
        "Online": "tandem.features.online",
        "OnlineStore": "tandem.features.store",
        "Reader": "tandem.features.readers",
        "RedisStore": "tandem.features.redis_store",
        "Staged": "tandem.features.staged",
        "View": "tandem.features.as_of",
        "compute": "tandem.features.aggregates",
        "connect": "tandem.features.readers",
        "count": "tandem.features.aggregates",
        "distinct": "tandem.features.aggregates",
        "first": "tandem.features.aggregates",
        "follow_events": "tandem.features.follow",
        "join_views": "tandem.features.as_of",
        "last": "tandem.features.aggregates",
        "materialize": "tandem.features.backfill",
        "maximum": "tandem.features.aggregates",
        "mean": "tandem.features.aggregates",
        "minimum": "tandem.features.aggregates",
        "ratio": "tandem.features.aggregates",
        "reading": "tandem.features.readers",
        "since": "tandem.features.aggregates",
        "std": "tandem.features.aggregates",
        "total": "tandem.features.aggregates",
    },
)
