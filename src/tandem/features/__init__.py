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
    from tandem.features.definition import Features
    from tandem.features.history import History
    from tandem.features.lookup import Lookup
    from tandem.features.online import Online
    from tandem.features.readers import Reader, connect, reading
    from tandem.features.store import MemoryStore, OnlineStore

__all__ = [
    "Features",
    "History",
    "Lookup",
    "MemoryStore",
    "Online",
    "OnlineStore",
    "Reader",
    "compute",
    "connect",
    "count",
    "distinct",
    "first",
    "last",
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
        "Features": "tandem.features.definition",
        "History": "tandem.features.history",
        "Lookup": "tandem.features.lookup",
        "MemoryStore": "tandem.features.store",
        "Online": "tandem.features.online",
        "OnlineStore": "tandem.features.store",
        "Reader": "tandem.features.readers",
        "compute": "tandem.features.aggregates",
        "connect": "tandem.features.readers",
        "count": "tandem.features.aggregates",
        "distinct": "tandem.features.aggregates",
        "first": "tandem.features.aggregates",
        "last": "tandem.features.aggregates",
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
