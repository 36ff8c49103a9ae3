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
    from tandem.features.online import Online
    from tandem.features.store import MemoryStore, OnlineStore

__all__ = [
    "Features",
    "History",
    "MemoryStore",
    "Online",
    "OnlineStore",
    "compute",
    "count",
    "distinct",
    "first",
    "last",
    "maximum",
    "mean",
    "minimum",
    "ratio",
    "since",
    "std",
    "total",
]

__getattr__ = lazy(
    __name__,
    {
        "Features": "tandem.features.definition",
        "History": "tandem.features.history",
        "MemoryStore": "tandem.features.store",
        "Online": "tandem.features.online",
        "OnlineStore": "tandem.features.store",
        "compute": "tandem.features.aggregates",
        "count": "tandem.features.aggregates",
        "distinct": "tandem.features.aggregates",
        "first": "tandem.features.aggregates",
        "last": "tandem.features.aggregates",
        "maximum": "tandem.features.aggregates",
        "mean": "tandem.features.aggregates",
        "minimum": "tandem.features.aggregates",
        "ratio": "tandem.features.aggregates",
        "since": "tandem.features.aggregates",
        "std": "tandem.features.aggregates",
        "total": "tandem.features.aggregates",
    },
)
