"""Typed tables: CSV, JSON lines, Parquet and Arrow as records of a class, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from tandem.core.schema import to_builtins
from tandem.data.rows import Malformed, read_rows
from tandem.data.typed import Reader
from tandem.data.writer import RowWriter
from tandem.errors import InvalidInput

Record = TypeVar("Record")


def read_records(path: str | PathLike[str], cls: type[Record]) -> list[Record]:
    """Every row of a CSV, JSON lines (both also gzipped), Parquet or Arrow file as a ``cls``.

    Columns are matched by name, without regard to case, spaces and underscores; a blank cell
    is ``None``; ``Yes`` and ``No`` are truth values. Raises ``InvalidInput`` that names the
    row (the first one is 1) and the field.
    """
    return list(_records(Path(path), cls))


def read_chunks(
    path: str | PathLike[str], cls: type[Record], size: int = 10_000
) -> Iterator[list[Record]]:
    """Like ``read_records``, ``size`` rows at a time, for files larger than memory."""
    records = _records(Path(path), cls)
    while chunk := list(islice(records, size)):
        yield chunk


def write_records(path: str | PathLike[str], records: Iterable[Any]) -> int:
    """Write records (dataclasses, structs, models, mappings) as a table; how many they were.

    The file appears under its name when all are written. In CSV, ``None`` is a blank cell.
    """
    count = 0
    remaining = iter(records)
    with RowWriter(Path(path)) as writer:
        while chunk := [to_builtins(record) for record in islice(remaining, 10_000)]:
            writer.write(chunk)
            count += len(chunk)
    return count


def _records(path: Path, cls: type[Record]) -> Iterator[Record]:
    return typed(read_rows(path), cls, path.name)


def typed(
    rows: Iterable[Mapping[str, Any] | Malformed], cls: type[Record], name: str
) -> Iterator[Record]:
    """Rows as records of a class; raises ``InvalidInput`` that names the table and the row."""
    reader: Reader[Record] | None = None
    for number, row in enumerate(rows, start=1):
        if isinstance(row, Malformed):
            raise InvalidInput(f"{name}, row {number}: {row.problem}")
        # JSON lines may leave fields out, so each line says its own columns.
        columns = list(row)
        if reader is None or columns != reader.columns:
            reader = Reader(cls, columns)
        try:
            yield reader.read(row)
        except InvalidInput as error:
            raise InvalidInput(
                f"{name}, row {number}: {error.message}", field=error.field, hint=error.hint
            ) from None
