"""A file as a stream: JSON lines or Parquet, a row an event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any

from tandem.core.schema import convert, encode
from tandem.data.rows import Malformed, format_of, read_rows
from tandem.data.streams.message import Message
from tandem.errors import InvalidInput


class FileReplay:
    """The rows of a file as events, in order; the offset is the number of the row, from 0.

    ``key`` and ``time`` name the columns that hold the key and the time of an event. Without
    a key the row number is the key; without a time an event happens when it is read. A time
    without a zone is taken as UTC. A line that is no row, or has no such key or time, is
    marked for setting aside.

    Raises ``InvalidInput`` for other formats: CSV has no types to read values by.
    """

    unique = False
    finite = True

    def __init__(self, path: str | PathLike[str], *, key: str = "", time: str = "") -> None:
        self.path = Path(path)
        self.name = self.path.name
        self.key = key
        self.time = time
        if format_of(self.path)[0] == "csv":
            raise InvalidInput(
                f"{self.name} cannot be replayed: CSV has no types",
                hint="write it as .jsonl or .parquet with tandem.data.write_records",
            )
        self._rows: Iterator[dict[str, Any] | Malformed] = iter(())
        self._next = -1

    def read(
        self, positions: Mapping[int, int], limit: int, wait: float = 0.0
    ) -> Sequence[Message]:
        """At most ``limit`` rows from row ``positions[0]`` on; see ``Source``."""
        start = positions.get(0, 0)
        if start != self._next:
            self._rows = islice(read_rows(self.path), start, None)
        rows = islice(self._rows, limit)
        found = [self._message(offset, row) for offset, row in enumerate(rows, start)]
        self._next = start + len(found)
        return found

    def _message(self, offset: int, row: dict[str, Any] | Malformed) -> Message:
        if isinstance(row, Malformed):
            return Message(f"row {offset}", row.text.encode(), None, 0, offset, row.problem)
        key, time, problem = f"row {offset}", None, ""
        try:
            key = self._key(row) or key
            time = self._time(row)
        except InvalidInput as error:
            problem = error.message
        return Message(key, encode(row), time, 0, offset, problem)

    def _key(self, row: dict[str, Any]) -> str:
        if self.key and row.get(self.key) is None:
            raise InvalidInput(f"there is no key {self.key!r}", field=f"$.{self.key}")
        return str(row[self.key]) if self.key else ""

    def _time(self, row: dict[str, Any]) -> datetime | None:
        if not self.time:
            return None
        time: datetime = convert(row.get(self.time), datetime, strict=False)
        return time if time.tzinfo else time.replace(tzinfo=UTC)
