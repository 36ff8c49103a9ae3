"""Writing a table row by row, under its name only when it is whole."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import os
import shutil
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import msgspec

from tandem.data.rows import COLUMNAR, format_of, import_polars
from tandem.errors import InvalidInput
from tandem.record.files import sync_directory

_PART = 10_000


class RowWriter:
    """Writes a CSV, JSON lines, Parquet or Arrow file that appears when the ``with`` block is left.

    An error inside leaves whatever was at ``path`` before. A CSV has the columns of its first
    row. In all but JSON lines, lists and mappings become JSON text. With ``empty=False`` no rows
    mean no file: one that was there before is removed.
    """

    def __init__(self, path: Path, *, empty: bool = True) -> None:
        self.path = path
        self.rows = 0
        self.kind, self._packed = format_of(path)
        self._empty = empty
        self._columns: dict[str, None] = {}
        self._pending: list[Mapping[str, Any]] = []
        self._parts: list[Path] = []
        # A folder beside the target, on the same disk, so that a rename puts it in place.
        self._folder = path.parent / f".{path.name}.{uuid.uuid4().hex}.tmp"
        self._whole = self._folder / path.name
        self._file: IO[str] | None = None
        self._open = contextlib.ExitStack()

    def __enter__(self) -> RowWriter:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._folder.mkdir()
        if self.kind not in COLUMNAR:
            self._file = self._create()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            with contextlib.suppress(OSError):  # the first error is the one to tell
                self._open.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _create(self) -> IO[str]:
        raw: Any = self._open.enter_context(self._whole.open("wb"))
        if self._packed:
            # Without name and time, so that equal rows make equal files.
            packed = gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0)
            raw = self._open.enter_context(packed)
        return self._open.enter_context(io.TextIOWrapper(raw, encoding="utf-8", newline=""))

    def unfit(self, row: Mapping[str, Any]) -> list[str]:
        """The columns of a row that the file has no place for."""
        if self.kind != "csv" or not self._columns:
            return []
        return [name for name in row if name not in self._columns]

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Append rows; raises ``InvalidInput`` for a column that a CSV does not have."""
        if not rows:
            return
        first = not self.rows
        self._columns = self._columns or dict.fromkeys(rows[0])
        for row in rows:
            if unfit := self.unfit(row):
                raise InvalidInput(
                    f"{self.path.name} has no column {unfit[0]!r}: its first row had none",
                    hint="write .jsonl or .parquet, where rows may differ",
                )
        if self._file is None:
            self._pending += rows
            if len(self._pending) >= _PART:
                self._write_part()
        elif self.kind == "jsonl":
            self._file.write("".join(f"{msgspec.json.encode(row).decode()}\n" for row in rows))
        else:
            write = csv.writer(self._file, lineterminator="\n").writerow
            if first:
                write(self._columns)
            for row in rows:
                write([_cell(row.get(name)) for name in self._columns])
        self.rows += len(rows)

    def write_frame(self, frame: Any) -> None:
        """Append the rows of a Polars frame of plain columns: numbers, truth values, text."""
        if not frame.height:
            return
        first = not self.rows
        self._columns = self._columns or dict.fromkeys(frame.columns)
        if self._file is None:
            if self._pending:
                self._write_part()
            self._keep(frame)
        elif self.kind == "jsonl":
            self.write(frame.rows(named=True))
            return
        else:
            polars = import_polars()
            texts = polars.col(polars.String)
            blank = frame.with_columns(polars.when(texts != "").then(texts))  # else it is quoted
            if first:
                csv.writer(self._file, lineterminator="\n").writerow(self._columns)
            self._file.write(blank.write_csv(include_header=False, quote_style="necessary"))
        self.rows += frame.height

    def _keep(self, frame: Any) -> None:
        part = self._folder / f"{len(self._parts):08}.part"
        frame.write_ipc(part)
        self._parts.append(part)

    def _write_part(self) -> None:
        plain = [{name: _flat(value) for name, value in row.items()} for row in self._pending]
        self._keep(import_polars().from_dicts(plain, infer_schema_length=None))
        self._pending = []

    def _finish(self) -> None:
        if self._file is None:
            polars = import_polars()
            if self._pending:
                self._write_part()
            parts = [polars.scan_ipc(part) for part in self._parts] or [polars.LazyFrame()]
            table = polars.concat(parts, how="diagonal_relaxed")
            sink = table.sink_parquet if self.kind == "parquet" else table.sink_ipc
            sink(self._whole)
        else:
            self._open.close()
        if self.rows or self._empty:
            with self._whole.open("rb") as file:
                os.fsync(file.fileno())
            self._whole.replace(self.path)
        else:
            self.path.unlink(missing_ok=True)
        sync_directory(self.path.parent)


def _flat(value: Any) -> Any:
    """Lists and mappings as JSON text: their items may be of any types."""
    if isinstance(value, (list, tuple, dict)):
        return msgspec.json.encode(value).decode()
    return value


def _cell(value: Any) -> Any:
    """A value as CSV text that ``read_records`` reads back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _flat(value)
