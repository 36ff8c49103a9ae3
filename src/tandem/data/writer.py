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

from tandem.data.rows import format_of, import_polars
from tandem.errors import InvalidInput
from tandem.record.files import sync_directory


class RowWriter:
    """Writes a CSV, JSON lines or Parquet file that appears when the ``with`` block is left.

    An error inside leaves whatever was at ``path`` before. The columns are those of the
    first row; in CSV, lists and mappings become JSON text.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kind, self._packed = format_of(path)
        self._columns: list[str] = []
        self._parts: list[Path] = []
        # A folder beside the target, on the same disk, so that a rename puts it in place.
        self._folder = path.parent / f".{path.name}.{uuid.uuid4().hex}.tmp"
        self._whole = self._folder / path.name
        self._file: IO[str] | None = None

    def __enter__(self) -> RowWriter:
        if self.kind == "parquet":
            import_polars()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._folder.mkdir()
        if self.kind != "parquet":
            raw: Any = self._whole.open("wb")
            if self._packed:
                raw = gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0)
            self._file = io.TextIOWrapper(raw, encoding="utf-8", newline="")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            if self._file is not None:
                with contextlib.suppress(OSError, ValueError):
                    self._file.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Append rows; raises ``InvalidInput`` if one has other columns than the first."""
        if not rows:
            return
        new = not self._columns
        self._columns = self._columns or list(rows[0])
        for row in rows:
            if len(row) != len(self._columns) or any(name not in row for name in self._columns):
                raise InvalidInput(
                    f"a row for {self.path.name} has columns {', '.join(row)}; "
                    f"the first one has {', '.join(self._columns)}"
                )
        if self._file is None:
            part = self._folder / f"{len(self._parts):08}.part"
            polars = import_polars()
            polars.from_dicts(rows, infer_schema_length=None).write_parquet(part)
            self._parts.append(part)
        elif self.kind == "jsonl":
            self._file.write("".join(f"{msgspec.json.encode(row).decode()}\n" for row in rows))
        else:
            write = csv.writer(self._file, lineterminator="\n").writerow
            if new:
                write(self._columns)
            for row in rows:
                write([_cell(row[name]) for name in self._columns])

    def _finish(self) -> None:
        if self._file is None:
            polars = import_polars()
            parts = [polars.scan_parquet(part) for part in self._parts]
            table = polars.concat(parts, how="vertical_relaxed") if parts else polars.LazyFrame()
            table.sink_parquet(self._whole)
        else:
            self._file.close()
        with self._whole.open("rb") as file:
            os.fsync(file.fileno())
        self._whole.replace(self.path)
        sync_directory(self.path.parent)


def _cell(value: Any) -> Any:
    """A value as CSV text that ``read_records`` reads back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple, dict)):
        return msgspec.json.encode(value).decode()
    return value
