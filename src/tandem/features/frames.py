"""Events and requests as tables: what both engines see of them, as columns of numbers."""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from tandem.core.schema import field_types
from tandem.errors import InvalidInput, MissingExtra
from tandem.features.aggregates import Value, arguments
from tandem.features.identity import MISSING, hash_text, mix
from tandem.features.records import names_of, plain
from tandem.features.window import instant

if TYPE_CHECKING:
    import polars

Table: TypeAlias = "polars.DataFrame | polars.LazyFrame | str | PathLike[str] | Sequence[Any]"
"""A Polars frame, the path of Parquet files (also a pattern), or records."""


@cache
def import_polars() -> Any:
    """Polars, which the offline engine reads and sorts with."""
    try:
        import polars
    except ImportError:
        raise MissingExtra(
            "features of a history need polars, which is not installed",
            hint='pip install "tandem-ai[features]"',
        ) from None
    return polars


def scan(table: Table, cls: type[Any]) -> polars.LazyFrame:
    """A table as a lazy frame with a column for each field of ``cls`` that it has."""
    pl = import_polars()
    if isinstance(table, pl.LazyFrame):
        frame = table
    elif isinstance(table, pl.DataFrame):
        frame = table.lazy()
    elif isinstance(table, (str, PathLike)):
        frame = pl.scan_parquet(table)
    else:
        frame = from_records(cast(Sequence[Any], table), cls).lazy()
    schema = frame.collect_schema()
    lazy: polars.LazyFrame = frame.select(
        [_plain(name, schema[name]) for name in names_of(cls) if name in schema]
    )
    return lazy


def _plain(name: str, kind: Any) -> Any:
    """A column as ``records.plain`` makes each of its values."""
    pl = import_polars()
    column = pl.col(name)
    if kind.is_float():
        return column.fill_nan(None)
    if kind == pl.Date:
        column, kind = column.cast(pl.Datetime("us")), pl.Datetime("us")
    if isinstance(kind, pl.Datetime):
        zoned = column.dt.convert_time_zone if kind.time_zone else column.dt.replace_time_zone
        return zoned("UTC").cast(pl.Datetime("us", "UTC"))
    return column


def from_records(records: Sequence[Any], cls: type[Any]) -> polars.DataFrame:
    """Records as a table; times become UTC."""
    pl = import_polars()
    kinds = dtypes(cls)
    columns = []
    for name in names_of(cls):
        values = [getattr(record, name) for record in records]
        kind = kinds.get(name)
        if isinstance(kind, pl.Datetime) or any(isinstance(value, datetime) for value in values):
            values = [None if value is None else instant(value) for value in values]
            columns.append(pl.Series(name, values, pl.Int64).cast(pl.Datetime("us", "UTC")))
        else:
            columns.append(pl.Series(name, values, kind, strict=False))
    frame: polars.DataFrame = pl.DataFrame(columns)
    return frame


def dtypes(cls: type[Any]) -> dict[str, Any]:
    """The column types of a record's fields, as far as their declarations say."""
    pl = import_polars()
    plain_types = {
        bool: pl.Boolean(),
        int: pl.Int64(),
        float: pl.Float64(),
        str: pl.String(),
        datetime: pl.Datetime("us", "UTC"),
        date: pl.Date(),
    }
    found = {}
    for name, hint in field_types(cls).items():
        union = typing.get_origin(hint) in (typing.Union, types.UnionType)
        members = set(typing.get_args(hint) if union else (hint,)) - {types.NoneType}
        if len(members) == 1 and (kind := plain_types.get(members.pop())) is not None:
            found[name] = kind
    return found


def need(frame: polars.LazyFrame, names: Sequence[str], whose: str) -> polars.LazyFrame:
    """The named columns; raises ``InvalidInput`` for one that the table has not."""
    found = frame.collect_schema().names()
    for name in names:
        if name not in found:
            raise InvalidInput(
                f"the table of {whose} has no column {name!r}",
                field=f"$.{name}",
                hint=f"its columns are {', '.join(found)}",
            )
    return frame.select(list(dict.fromkeys(names)))


def instants(frame: polars.DataFrame, name: str, whose: str) -> polars.Series:
    """A column of times as microseconds since 1970 in UTC."""
    pl = import_polars()
    column = frame[name]
    if not len(column):  # records that are none say nothing of their types
        nothing: polars.Series = pl.Series(name, [], dtype=pl.Int64)
        return nothing
    if not isinstance(column.dtype, pl.Datetime):
        raise InvalidInput(
            f"the column {name!r} of {whose} holds {column.dtype}, not times",
            hint="a Datetime column; one without a zone is taken as UTC",
        )
    if column.null_count():
        raise InvalidInput(f"{column.null_count()} rows of {whose} have no {name!r}")
    times: polars.Series = column.dt.epoch("us")
    return times


def between(
    frame: polars.LazyFrame, name: str, times: polars.Series, reach: int
) -> polars.LazyFrame:
    """The rows that requests at ``times`` can look back on, and those without a time."""
    pl = import_polars()
    if not len(times) or not isinstance(frame.collect_schema()[name], pl.Datetime):
        return frame
    oldest, newest = (
        pl.lit(time).cast(pl.Datetime("us", "UTC"))
        for time in (times.min() - reach, times.max())  # type: ignore[operator]  # integers
    )
    column = pl.col(name)
    chosen: polars.LazyFrame = frame.filter(
        ((column > oldest) & (column <= newest)) | column.is_null()
    )
    return chosen


def share(by: Sequence[str], shares: int) -> Any:
    """An expression: in which of so many shares of the entities a row is."""
    pl = import_polars()
    names = [pl.col(name).cast(pl.String) for name in by]
    return pl.concat_str(names, separator="\x1f").hash(seed=0) % shares


def entities(frame: polars.DataFrame, by: Sequence[str]) -> polars.Series:
    """What names the entity of each row; null where a part of it is missing."""
    pl = import_polars()
    if len(by) == 1:
        return frame[by[0]]
    texts = [
        column.cast(pl.String).str.to_titlecase()  # True, as Python says it
        if column.dtype == pl.Boolean
        else column.cast(pl.String)
        for column in (frame[name] for name in by)
    ]
    joined: polars.Series = pl.select(pl.concat_str(texts, separator="\x1f")).to_series()
    return joined


def keys(frame: polars.DataFrame, key: str, names: Sequence[str]) -> polars.Series:
    """The key of each row: that of the column ``key``, or the hash of the columns ``names``."""
    pl = import_polars()
    if not key:
        words = np.zeros(len(frame), np.uint64)
        for name in names:
            words = mix(words, _words(frame[name]))
        hashed: polars.Series = pl.Series("key", words.view(np.int64))
        return hashed
    column = frame[key]
    if column.null_count():
        raise InvalidInput(f"{column.null_count()} events have no {key!r}, which is their key")
    if column.dtype.is_integer():
        return column.cast(pl.Int64)
    return _hashed(column)


def column(frame: polars.DataFrame, value: Value) -> polars.Series:
    """A field of each row, or a function of fields; NaN is missing."""
    pl = import_polars()
    if isinstance(value, str):
        return frame[value]
    inputs = [frame[name].to_list() for name in arguments(value)]
    results = [plain(value(*items)) for items in zip(*inputs, strict=True)]
    made: polars.Series = pl.Series(value.__name__, results, strict=False)
    return made


def _words(values: polars.Series) -> NDArray[np.uint64]:
    """64 bits of each value, as ``identity`` makes them of one."""
    pl = import_polars()
    if values.dtype.is_float():
        numbers = values.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        whole = (np.floor(numbers) == numbers) & (np.abs(numbers) < 2.0**63)
        words = numbers.view(np.uint64).copy()
        words[whole] = numbers[whole].astype(np.int64).view(np.uint64)
        words[np.isnan(numbers)] = MISSING
        return words
    if isinstance(values.dtype, pl.Datetime):
        integers = values.dt.epoch("us")
    elif values.dtype == pl.Boolean or values.dtype.is_integer():
        integers = values.cast(pl.Int64)
    elif values.dtype in (pl.String, pl.Categorical, pl.Enum, pl.Null):
        integers = _hashed(values.cast(pl.String))
    else:
        raise InvalidInput(
            f"the column {values.name!r} holds {values.dtype}, which identifies nothing",
            hint='name the field that identifies events: class X(Features[...], key="id")',
        )
    found = integers.fill_null(0).to_numpy().astype(np.int64).view(np.uint64).copy()
    found[values.is_null().to_numpy()] = MISSING
    return found


def _hashed(texts: polars.Series) -> polars.Series:
    """``hash_text`` of each text; each different one is hashed once."""
    pl = import_polars()
    unique = texts.drop_nulls().unique()
    hashes = pl.Series([hash_text(text) for text in unique.to_list()], dtype=pl.Int64)
    mapped: polars.Series = texts.replace_strict(
        unique, hashes, default=None, return_dtype=pl.Int64
    )
    return mapped
