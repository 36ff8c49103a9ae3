"""Where the records of a dataset come from, each time they are read."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec

from tandem.core.schema import convert
from tandem.data.rows import read_rows
from tandem.data.table import typed
from tandem.errors import DataMissing

if TYPE_CHECKING:
    from tandem.record.blobs import Blobs

Record = TypeVar("Record")


class Origin(Protocol):
    """A source of records that can be read again from the start."""

    @property
    def name(self) -> str:
        """What messages call it."""

    def records(self, cls: type[Record]) -> Iterator[Record]:
        """Every record in order, a few in memory at a time."""

    def stamp(self) -> str | None:
        """Changes when the content may have changed; ``None`` where nobody can tell."""


@dataclass(frozen=True)
class File:
    """A table on disk."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    def records(self, cls: type[Record]) -> Iterator[Record]:
        return typed(read_rows(self.path), cls, self.name)

    def stamp(self) -> str | None:
        if not self.path.is_file():
            raise DataMissing(f"{self.path} is not there")
        status = self.path.stat()
        return f"{status.st_ino} {status.st_size} {status.st_mtime_ns}"


@dataclass(frozen=True)
class Memory:
    """Records that are there already."""

    given: Sequence[Any]

    @property
    def name(self) -> str:
        return f"{len(self.given)} records"

    def records(self, cls: type[Record]) -> Iterator[Record]:
        return iter(self.given)

    def stamp(self) -> str | None:
        return ""


@dataclass(frozen=True)
class Kept:
    """A version in a store: parts of canonical JSON lines, verified when they are opened."""

    name: str
    blob: str
    blobs: Blobs

    def records(self, cls: type[Record]) -> Iterator[Record]:
        decode = msgspec.json.Decoder().decode
        folder = self.blobs.directory(self.blob)
        for part in sorted(folder.iterdir()):
            with gzip.open(part, "rb") as lines:
                for line in lines:
                    row = decode(line)
                    yield convert(_restored(row) if _TAGGED.search(line) else row, cls)

    def stamp(self) -> str | None:
        return self.blob


_TAGGED = re.compile(rb'\{"\$float":"(?:nan|-?inf)"\}')


def _restored(value: Any) -> Any:
    """Values with NaN and the infinities in place of their tags (see ``record.digest``)."""
    if isinstance(value, list):
        return [_restored(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$float"}:
        return float(value["$float"])
    return {key: _restored(item) for key, item in value.items()}
