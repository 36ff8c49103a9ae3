"""Files of rows as Polars frames, some thousand rows at a time, malformed lines told apart."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from tandem.data.rows import COLUMNAR, Malformed, csv_rows, format_of, import_polars, scan
from tandem.errors import DataMissing, InvalidInput

_BLOCK = 1 << 20
_COMMA, _NEWLINE = ord(","), ord("\n")


@dataclass(frozen=True)
class Piece:
    """Some rows of a file as a frame, the number of each (the first row of the file is 1), and
    the lines among them that are no rows."""

    frame: Any
    numbers: Sequence[int]
    malformed: list[tuple[int, Malformed]] = field(default_factory=list)


def read_pieces(path: Path, size: int) -> Iterator[Piece]:
    """The rows of a CSV (also gzipped), Parquet or Arrow file in order, about ``size`` at a time.

    A CSV gives text, as it is written; the other formats typed columns. What is wrong with
    a file raises as in ``read_rows``.
    """
    kind, packed = format_of(path)
    if not path.is_file():
        raise DataMissing(f"{path} is not there")
    if kind in COLUMNAR:
        yield from _columnar(path, size)
        return
    try:
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            yield from _csv(file, path.name, size)  # type: ignore[arg-type]  # gzip reads bytes too
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise InvalidInput(f"{path.name} cannot be unpacked: {error}") from None


def _columnar(path: Path, size: int) -> Iterator[Piece]:
    polars = import_polars()
    done = 0
    try:
        for frame in scan(path).collect_batches(chunk_size=size, maintain_order=True):
            for part in frame.iter_slices(size):
                yield Piece(part, range(done + 1, done + 1 + part.height))
                done += part.height
    except polars.exceptions.PolarsError as error:
        raise InvalidInput(f"{path.name} is not readable as a table: {error}") from None


def _csv(file: BinaryIO, name: str, size: int) -> Iterator[Piece]:
    """Blocks of whole lines that need no care by Polars, whatever else is left by ``csv``."""
    head = file.readline()
    names = next(csv.reader([head.decode("utf-8-sig", errors="surrogateescape")]), [])
    plain = b'"' not in head and b"\r" not in head.rstrip(b"\r\n") and len(set(names)) == len(names)
    left, done = b"", 0
    if not plain or not names:
        yield from _careful(head, file, name, size, 0)
        return
    while True:
        block = file.read(_BLOCK)
        text = left + block
        end = text.rfind(b"\n") + 1 if block else len(text)
        text, left = text[:end], text[end:]
        if text:
            frame = _simple(text, names)
            if frame is None:
                rest = io.BufferedReader(_Joined(text + left, file))
                yield from _careful(head, rest, name, size, done)
                return
            for part in frame.iter_slices(size):
                yield Piece(part, range(done + 1, done + 1 + part.height))
                done += part.height
        if not block:
            return


def _simple(text: bytes, names: list[str]) -> Any:
    """A block without quotes in which every line has a cell a column; ``None`` for others."""
    text = text.replace(b"\r\n", b"\n")
    if not text.endswith(b"\n"):
        text += b"\n"
    if b'"' in text or b"\r" in text or b"\0" in text or b"\n\n" in text or text[0] == _NEWLINE:
        return None
    if not text.isascii():
        try:
            text.decode()
        except UnicodeDecodeError:
            return None
    data = np.frombuffer(text, dtype=np.uint8)
    commas, ends = np.flatnonzero(data == _COMMA), np.flatnonzero(data == _NEWLINE)
    if (np.diff(np.searchsorted(commas, ends), prepend=0) != len(names) - 1).any():
        return None
    polars = import_polars()
    frame = polars.read_csv(
        text, has_header=False, infer_schema=False, quote_char=None, new_columns=names
    )
    return frame.fill_null("") if frame.height == len(ends) else None


def _careful(head: bytes, file: Any, name: str, size: int, done: int) -> Iterator[Piece]:
    """The rest of a CSV row by row, as ``read_rows`` reads it."""
    polars = import_polars()
    start = io.TextIOWrapper(io.BytesIO(head), "utf-8-sig", "surrogateescape", newline="")
    text = io.TextIOWrapper(file, encoding="utf-8", errors="surrogateescape", newline="")
    numbered = enumerate(csv_rows(csv.reader(itertools.chain(start, text)), name), done + 1)
    while found := list(itertools.islice(numbered, size)):
        bad = [(number, row) for number, row in found if isinstance(row, Malformed)]
        good = [(number, row) for number, row in found if not isinstance(row, Malformed)]
        names = list(good[0][1]) if good else []
        columns = {n: [row[n] for _, row in good] for n in names}
        frame = polars.DataFrame(columns, schema=dict.fromkeys(names, polars.String))
        yield Piece(frame, [number for number, _ in good], bad)


class _Joined(io.RawIOBase):
    """Bytes that were read already, and then the rest of a file."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first = io.BytesIO(first)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._first.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
