"""Datasets as Polars frames that are filled when they are used."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from tandem.core.schema import encode, field_types
from tandem.data.origins import File
from tandem.data.rows import COLUMNAR, format_of, import_polars, scan
from tandem.data.typed import fields_of, plain_name

if TYPE_CHECKING:
    from tandem.data.dataset import Dataset

_SCALARS = (bool, int, float, str, datetime, date, timedelta)
_ROWS = 16_384


def lazy_frame(dataset: Dataset[Any]) -> Any:
    """A LazyFrame over the records of a dataset.

    Polars scans Parquet and Arrow by itself where the columns are of the fields' types.
    Otherwise records are made and turned into columns, some at a time.
    """
    polars = import_polars()
    from polars.io.plugins import register_io_source

    kinds = {name: _kind(field_types(dataset.cls).get(name, Any)) for name in _names(dataset)}
    scanned = _scanned(dataset, kinds)
    if scanned is not None:
        return scanned
    schema = {name: _dtype(kind, name, dataset) for name, kind in kinds.items()}

    def batches(
        columns: list[str] | None, predicate: Any, rows: int | None, size: int | None
    ) -> Iterator[Any]:
        left = rows
        for chunk in dataset.chunks(size or _ROWS):
            chunk = chunk if left is None else chunk[:left]
            left = None if left is None else left - len(chunk)
            data = {name: _column(chunk, name, kinds[name]) for name in schema}
            frame = polars.DataFrame(data, schema=schema)
            frame = frame if predicate is None else frame.filter(predicate)
            yield frame if columns is None else frame.select(columns)
            if left == 0:
                return

    return register_io_source(batches, schema=schema)


def _names(dataset: Dataset[Any]) -> list[str]:
    return [name for name, _ in fields_of(dataset.cls)]


def _kind(hint: Any) -> Any:
    """The scalar type that a field holds beside ``None``; ``None`` for anything else."""
    union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    members = set(typing.get_args(hint) if union else (hint,)) - {types.NoneType}
    if members == {int, float}:
        return float
    if len(members) != 1:
        return None
    (member,) = members
    if typing.get_origin(member) is typing.Literal:
        kinds = {type(value) for value in typing.get_args(member)}
        return kinds.pop() if len(kinds) == 1 else None
    if isinstance(member, type) and issubclass(member, Enum):
        return str if issubclass(member, str) else None
    return member if member in _SCALARS else None


def _dtype(kind: Any, name: str, dataset: Dataset[Any]) -> Any:
    polars = import_polars()
    if kind is datetime:
        zoned = any(when is not None and when.tzinfo for when in _first(dataset, name))
        return polars.Datetime("us", "UTC" if zoned else None)
    dtypes = {
        bool: polars.Boolean,
        int: polars.Int64,
        float: polars.Float64,
        date: polars.Date,
        timedelta: polars.Duration("us"),
    }
    return dtypes.get(kind, polars.String)


def _first(dataset: Dataset[Any], name: str) -> list[Any]:
    """The first values of a field: only they tell whether its times have a zone."""
    chunk = next(dataset.chunks(1_000), [])
    return [getattr(record, name) for record in chunk]


def _column(chunk: list[Any], name: str, kind: Any) -> list[Any]:
    values = list(map(attrgetter(name), chunk))
    if kind is None:
        return [None if value is None else encode(value).decode() for value in values]
    if kind is str:
        return [value.value if isinstance(value, Enum) else value for value in values]
    if kind is datetime:
        return [value.astimezone(UTC) if value and value.tzinfo else value for value in values]
    return values


def _scanned(dataset: Dataset[Any], kinds: dict[str, Any]) -> Any:
    """The file's own frame with columns named and typed as the fields, where that can be."""
    origin = dataset.origin
    if not isinstance(origin, File) or format_of(origin.path)[0] not in COLUMNAR:
        return None
    polars = import_polars()
    table = scan(origin.path)
    found = {plain_name(column): column for column in reversed(table.collect_schema().names())}
    chosen = []
    for name, kind in kinds.items():
        column = found.get(plain_name(name))
        if column is None or kind is None:
            return None
        dtype = table.collect_schema()[column]
        fits = {
            int: dtype.is_integer(),
            float: dtype.is_numeric(),
            str: dtype == polars.String,
            bool: dtype == polars.Boolean,
            date: dtype == polars.Date,
            datetime: isinstance(dtype, polars.Datetime),
        }
        if not fits.get(kind, False):
            return None
        wanted = {int: polars.Int64, float: polars.Float64}.get(kind, dtype)
        chosen.append(polars.col(column).cast(wanted).alias(name))
    return table.select(chosen)
