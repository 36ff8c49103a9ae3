"""Files of rows: CSV, JSON lines, Parquet and Arrow, read piece by piece."""

from __future__ import annotations

import csv
import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import msgspec

from tandem.errors import DataMissing, InvalidInput, MissingExtra

Format = Literal["csv", "jsonl", "parquet", "arrow"]

_SUFFIXES: dict[str, Format] = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
COLUMNAR: frozenset[Format] = frozenset(("parquet", "arrow"))
"""Formats that polars reads and writes; they need a file, not a stream."""
_SLICE = 16_384
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


@dataclass(frozen=True)
class Malformed:
    """A line that is no row at all, and what is wrong with it."""

    text: str
    problem: str


def format_of(path: Path) -> tuple[Format, bool]:
    """The format that a name's extension says, and whether it is gzipped.

    >>> format_of(Path("customers.csv.gz"))
    ('csv', True)
    """
    packed = path.suffix == ".gz"
    kind = _SUFFIXES.get(Path(path.stem if packed else path.name).suffix.lower())
    if kind is None or (packed and kind in COLUMNAR):
        raise InvalidInput(
            f"{path.name} is not a table that can be read or written",
            hint="use .csv or .jsonl (also with .gz at the end), .parquet or .arrow",
        )
    return kind, packed


def read_rows(path: Path) -> Iterator[dict[str, Any] | Malformed]:
    """Every row as a mapping from column to value, in order, a few at a time in memory.

    CSV gives text, the other formats typed values. A line that is no row (too many cells,
    broken JSON) comes as ``Malformed``, and reading goes on after it.
    """
    kind, _ = format_of(path)
    if not path.is_file():
        raise DataMissing(f"{path} is not there")
    if kind in COLUMNAR:
        yield from _read_columnar(path)
        return
    with path.open("rb") as file:
        yield from parse_rows(file, path.name)


def parse_rows(file: BinaryIO, name: str) -> Iterator[dict[str, Any] | Malformed]:
    """The rows of CSV or JSON lines as they come from an open file or a connection."""
    kind, packed = format_of(Path(name))
    try:
        plain = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file
        yield from _read_csv(plain, name) if kind == "csv" else _read_json(plain)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise InvalidInput(f"{name} cannot be unpacked: {error}") from None


def scan(path: Path) -> Any:
    """A Polars LazyFrame over a Parquet or Arrow file."""
    polars = import_polars()
    if format_of(path)[0] == "parquet":
        return polars.scan_parquet(path)
    return polars.scan_ipc(path)


def count_rows(path: Path) -> int:
    """About how many rows a file has, fast: exact for Parquet and Arrow, else lines."""
    kind, packed = format_of(path)
    if kind in COLUMNAR:
        return int(scan(path).select(import_polars().len()).collect().item())
    with _open(path, packed) as file:
        lines = sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))
    return max(lines - (kind == "csv"), 0)


def import_polars() -> Any:
    """Polars, which reads and writes Parquet and Arrow."""
    try:
        import polars
    except ImportError:
        raise MissingExtra(
            "this needs polars, which is not installed: Parquet, Arrow and data frames do",
            hint='pip install "tandem-ai[tables]"',
        ) from None
    return polars


def _open(path: Path, packed: bool) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "rb") if packed else path.open("rb"))


def _read_csv(file: BinaryIO, name: str) -> Iterator[dict[str, Any] | Malformed]:
    # Bytes that are not UTF-8 must not end the job: they show up in the row that has them.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    with text:
        yield from csv_rows(csv.reader(text), name)


def csv_rows(lines: Iterator[list[str]], name: str) -> Iterator[dict[str, Any] | Malformed]:
    names = next(lines, None)
    if names is None:
        raise InvalidInput(f"{name} is empty", hint="the first line names the columns")
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidInput(f"{name} has two columns called {twice!r}")
    while True:
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            yield Malformed("", str(error))
            continue
        if not cells:
            continue  # a blank line
        row = dict(zip(names, cells, strict=False))
        if len(cells) != len(names):
            yield Malformed(_line(cells), f"{len(cells)} cells in a table of {len(names)} columns")
        elif not _is_text(cells):
            yield Malformed(_line(cells), "bytes that are not UTF-8")
        else:
            yield row


def _is_text(cells: list[str]) -> bool:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return False
    return True


def _line(cells: list[str]) -> str:
    return ",".join(cells).encode(errors="surrogateescape").decode(errors="replace")


def _read_json(file: BinaryIO) -> Iterator[dict[str, Any] | Malformed]:
    decode = msgspec.json.Decoder(dict[str, Any]).decode
    for line in file:
        if not line.strip():
            continue
        try:
            yield decode(line)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            yield Malformed(line.decode(errors="replace").rstrip("\n"), str(error))


def _read_columnar(path: Path) -> Iterator[dict[str, Any] | Malformed]:
    polars = import_polars()
    try:
        table = scan(path)
        total = count_rows(path)
        for start in range(0, total, _SLICE):
            yield from table.slice(start, _SLICE).collect().iter_rows(named=True)
    except polars.exceptions.PolarsError as error:
        raise InvalidInput(f"{path.name} is not readable as a table: {error}") from None
