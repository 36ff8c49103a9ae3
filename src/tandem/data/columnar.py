"""From columns of a file to columns of a record class, for the rows where nothing is in doubt."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from tandem.core.schema import convert
from tandem.data.batch import RecordBatch
from tandem.data.rows import import_polars
from tandem.data.typed import Reader
from tandem.errors import InvalidInput

Record = TypeVar("Record")

_FLOAT = r"^(?:-?(?:[1-9][0-9]*(?:\.[0-9]+)?|0\.[0-9]+)|0)(?:[eE][+-]?[0-9]+)?$"
_WHOLE = r"^(?:-?[1-9][0-9]{0,17}|0)$"
"""Numbers as JSON writes them: text that every reader takes for the same number."""
_MISSING = dataclasses.MISSING

Read = Callable[[Any], tuple[Any, Any]]
"""From a series of a file to one of a field, and where it is in doubt."""


class ColumnReader(Generic[Record]):
    """Reads frames of a file as batches of records, column by column.

    A row is in doubt where a cell is missing that must not be, does not fit its field, or is
    written in a way that only ``Reader`` understands. Those rows are left to ``Reader``,
    which makes records one at a time; all others come out as it would make them.
    """

    def __init__(self, cls: type[Record], columns: list[tuple[str, str, Read]], more: Any) -> None:
        self.cls = cls
        self._columns = columns
        self._defaults: Mapping[str, Any] = more

    @classmethod
    def of(cls, record: type[Record], schema: Mapping[str, Any]) -> ColumnReader[Record] | None:
        """The reader for a class and the columns of a file; ``None`` where columns will not do.

        They do for dataclasses of numbers, truth values and text, each also with ``None``.
        Raises ``InvalidInput`` when a field without a default has no column.
        """
        reader = Reader(record, list(schema))
        if not dataclasses.is_dataclass(record) or hasattr(record, "__post_init__"):
            return None
        try:
            hints = typing.get_type_hints(record, include_extras=True)
        except NameError:
            return None
        columns: list[tuple[str, str, Read]] = []
        for name, column, kind in reader.fields:
            read = _read(hints[name], kind.parse, schema[column])
            if read is None:
                return None
            columns.append((name, column, read))
        defaults: dict[str, Any] = {}
        for field in dataclasses.fields(record):
            if field.name not in {name for name, _, _ in columns}:
                if not isinstance(field.default, (bool, int, float, str, types.NoneType)):
                    return None
                defaults[field.name] = field.default
            elif not field.init:
                return None
        return ColumnReader(record, columns, defaults)

    def read(self, frame: Any) -> tuple[RecordBatch[Record], Any]:
        """The records of the rows that are not in doubt, and which rows are, as truth values."""
        polars = import_polars()
        doubt = polars.repeat(False, frame.height, dtype=polars.Boolean, eager=True)
        found = []
        for name, column, read in self._columns:
            values, doubtful = read(frame.get_column(column))
            found.append(values.alias(name))
            if doubtful is not None:
                doubt = doubt | doubtful
        for name, value in self._defaults.items():
            found.append(polars.Series(name, [value]).new_from_index(0, frame.height))
        names = [field.name for field in dataclasses.fields(self.cls)]  # type: ignore[arg-type]  # `of` makes it for dataclasses
        whole = polars.DataFrame(found).select(names)
        if doubt.any():
            whole = whole.filter(~doubt)
        return RecordBatch(self.cls, whole), doubt


def _read(hint: Any, parse: Callable[[str], Any], dtype: Any) -> Read | None:
    polars = import_polars()
    kind, optional = _kind(hint)
    if isinstance(dtype, (polars.Categorical, polars.Enum)):
        dtype = polars.String()
    if kind is None:
        return None
    wanted = {"float": polars.Float64, "int": polars.Int64, "bool": polars.Boolean}
    if dtype == polars.Null:
        target = wanted.get(kind, polars.String)
        return lambda series: (series.cast(target), None if optional else series.is_null())
    if dtype == polars.String:
        resolve = _resolver(hint, parse, wanted.get(kind, polars.String))
        if kind in ("str", "bool"):
            return lambda series: resolve(series.cast(polars.String), None)
        if kind == "number":
            return None
        shape, target = (_FLOAT, polars.Float64) if kind == "float" else (_WHOLE, polars.Int64)
        return lambda series: _numbers(series, shape, target, resolve)
    return _typed(kind, optional, dtype)


def _typed(kind: str, optional: bool, dtype: Any) -> Read | None:
    """How values that a file has as such become those of a field."""
    polars = import_polars()
    if not (dtype.is_integer() or dtype.is_float() or dtype == polars.Boolean):
        return None
    if dtype in (polars.Int128, getattr(polars, "UInt128", polars.Int128)):
        return None
    absent = (lambda series: None) if optional else _absent
    if kind == "bool" and dtype.is_integer():
        return lambda series: (series == 1, _either(absent(series), ~series.is_in([0, 1])))
    fits = {
        "bool": dtype == polars.Boolean,
        "int": dtype.is_integer(),
        "float": dtype != polars.Boolean,
        "number": dtype != polars.Boolean,
    }
    if not fits.get(kind, False):
        return None
    if kind == "float":
        return lambda series: (series.cast(polars.Float64), absent(series))
    return lambda series: (series, absent(series))


def _absent(series: Any) -> Any:
    return series.is_null() if series.null_count() else None


def _either(one: Any, other: Any) -> Any:
    other = other.fill_null(False)
    return other if one is None else one | other


def _numbers(series: Any, shape: str, target: Any, resolve: Any) -> tuple[Any, Any]:
    """Numbers written plainly at once, all other cells as ``Reader`` reads them."""
    values = series.cast(target, strict=False)
    plain = (series.str.contains(shape) & values.is_not_null()).fill_null(False)
    if target == import_polars().Float64:
        plain = plain & values.is_finite().fill_null(False)
    if plain.all():
        return values, None
    others, doubtful = resolve(series, ~plain)
    return values.zip_with(plain, others), doubtful


def _resolver(hint: Any, parse: Callable[[str], Any], target: Any) -> Any:
    """Reads each different cell of a series once, as a record would be read."""
    polars = import_polars()

    def value(cell: str | None) -> Any:
        found = convert(None if cell is None else parse(cell), hint, strict=False)
        if type(found) is int and not -(2**63) <= found < 2**63:
            raise InvalidInput("too large for a column")
        return found

    def resolve(series: Any, where: Any) -> tuple[Any, Any]:
        cells = (series if where is None else series.filter(where)).unique().to_list()
        read: list[Any] = []
        good: list[Any] = []
        bad: list[Any] = []
        for cell in cells:
            try:
                read.append(value(cell))
                good.append(cell)
            except InvalidInput:
                bad.append(cell)
        doubtful = series.is_in(bad, nulls_equal=True) if bad else None
        if doubtful is not None and where is not None:
            doubtful = doubtful & where
        if read == good and target == polars.String and not bad:
            return series, doubtful
        old = polars.Series(good, dtype=polars.String)
        new = polars.Series(read, dtype=target)
        return series.replace_strict(old, new, default=None, return_dtype=target), doubtful

    return resolve


def _kind(hint: Any) -> tuple[str | None, bool]:
    """What a field holds, as far as columns can, and whether it may be missing."""
    union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    members = set(typing.get_args(hint) if union else (hint,))
    optional = types.NoneType in members
    members -= {types.NoneType}
    if members == {int, float}:
        return "number", optional
    if len(members) != 1:
        return None, optional
    (member,) = members
    if typing.get_origin(member) is typing.Literal:
        texts = all(isinstance(value, str) for value in typing.get_args(member))
        return ("str" if texts else None), optional
    names = {float: "float", int: "int", bool: "bool", str: "str"}
    return (names.get(member) if isinstance(member, type) else None), optional
