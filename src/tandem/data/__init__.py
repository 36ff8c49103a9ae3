"""Data: where it comes from, typed reading and writing of tables, splits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.data.inputs import Inputs, Reviewed
    from tandem.data.source import Source
    from tandem.data.splits import folds, split
    from tandem.data.table import read_chunks, read_records, write_records

__all__ = [
    "Inputs",
    "Reviewed",
    "Source",
    "folds",
    "read_chunks",
    "read_records",
    "split",
    "write_records",
]

__getattr__ = lazy(
    __name__,
    {
        "Inputs": "tandem.data.inputs",
        "Reviewed": "tandem.data.inputs",
        "Source": "tandem.data.source",
        "folds": "tandem.data.splits",
        "read_chunks": "tandem.data.table",
        "read_records": "tandem.data.table",
        "split": "tandem.data.splits",
        "write_records": "tandem.data.table",
    },
)
