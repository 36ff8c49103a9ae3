"""Datasets that are kept: versions by content under a name, in the blobs of a store."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Select, insert, select
from sqlalchemy.exc import IntegrityError

from tandem.core.schema import json_schema
from tandem.data.dataset import Content, Dataset
from tandem.data.origins import Kept
from tandem.errors import DefinitionError, NotFound
from tandem.record.digest import canonical, digest
from tandem.record.tables import datasets
from tandem.record.times import from_text, now, to_text

if TYPE_CHECKING:
    from tandem.record.store import Store

Record = TypeVar("Record")
_PART = 4 << 20
_SHORTEST = 6


@dataclass(frozen=True)
class Version:
    """A content that a name stood for; numbers start at 1."""

    name: str
    number: int
    fingerprint: str
    rows: int
    time: datetime


class Datasets:
    """The datasets of a store. A version is never changed or removed.

    >>> import tempfile
    >>> from dataclasses import dataclass
    >>> from tandem.record import Store
    >>> @dataclass(frozen=True)
    ... class Visit:
    ...     pages: int
    >>> with Store.open(tempfile.mkdtemp()) as store:
    ...     kept = Datasets(store).keep("visits", Dataset.of([Visit(3), Visit(1)]))
    ...     list(Datasets(store).load("visits", Visit)) == [Visit(3), Visit(1)]
    True
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def keep(self, name: str, dataset: Dataset[Any]) -> Version:
        """Store the records as the newest version of ``name``; the same content is stored once.

        The version is visible when all of it is on disk. If the newest version has this
        content already, it is returned.
        """
        if not name or name != name.strip() or "@" in name:
            raise DefinitionError(f"{name!r} cannot name a dataset", hint="no @, no blanks around")
        written = _Written(dataset)
        blob = self.store.blobs.put_files(written.parts())
        row = {
            "name": name,
            "fingerprint": written.content.digest(),
            "shape": _shape(dataset.cls),
            "rows": written.rows,
            "blob": blob,
        }
        while True:
            try:
                with self.store.catalog.begin() as connection:
                    return self._add(connection, row)
            except IntegrityError:
                continue  # another writer took the number; PostgreSQL lets two look at once

    def load(
        self, name: str, cls: type[Record], version: int | str | None = None
    ) -> Dataset[Record]:
        """A version as a dataset: the newest, or by number or first digits of the fingerprint.

        Raises ``NotFound``; reading raises ``Corrupt`` where stored bytes were changed and
        ``InvalidInput`` where the records do not fit ``cls``.
        """
        row = self._find(name, version)
        known = row.fingerprint if row.shape == _shape(cls) else ""
        origin = Kept(f"{name}@{row.number}", row.blob, self.store.blobs)
        return Dataset(cls, origin, fingerprint=known)

    def versions(self, name: str) -> list[Version]:
        """Every version of a name, newest first."""
        with self.store.catalog.read() as connection:
            return [_version(row) for row in connection.execute(_of(name))]

    def list(self) -> list[Version]:
        """The newest version of every name."""
        with self.store.catalog.read() as connection:
            names = connection.execute(select(datasets.c.name).distinct()).scalars().all()
        return [self.versions(name)[0] for name in sorted(names)]

    def _add(self, connection: Connection, row: dict[str, Any]) -> Version:
        newest = connection.execute(_of(row["name"]).limit(1)).one_or_none()
        if newest and (newest.fingerprint, newest.shape) == (row["fingerprint"], row["shape"]):
            return _version(newest)
        number = newest.number + 1 if newest else 1
        added = {**row, "number": number, "time": to_text(now())}
        connection.execute(insert(datasets).values(added))
        return _version(connection.execute(_of(row["name"]).limit(1)).one())

    def _find(self, name: str, version: int | str | None) -> Any:
        wanted = _of(name)
        if isinstance(version, int):
            wanted = wanted.where(datasets.c.number == version)
        elif version is not None:
            if len(version) < _SHORTEST:
                raise NotFound(f"{version!r} is too short for a fingerprint of {name}")
            wanted = wanted.where(datasets.c.fingerprint.startswith(version, autoescape=True))
        with self.store.catalog.read() as connection:
            row = connection.execute(wanted.limit(1)).one_or_none()
        if row is None:
            what = f"version {version!r} of the dataset" if version is not None else "dataset"
            raise NotFound(
                f"there is no {what} {name!r} in this store",
                hint="`Datasets(store).list()` lists what is kept",
            )
        return row


class _Written:
    """The parts of a dataset as files, and what was in them."""

    def __init__(self, dataset: Dataset[Any]) -> None:
        self.rows = 0
        self.content = Content()
        self._dataset = dataset

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Gzipped canonical JSON lines, cut by size: what is only added to shares its parts."""
        lines: list[bytes] = []
        size = number = 0
        for record in self._dataset:
            line = canonical(record)
            self.content.add_encoded(line)
            lines.append(line + b"\n")
            size += len(line)
            self.rows += 1
            if size >= _PART:
                yield _part(number, lines)
                lines, size, number = [], 0, number + 1
        if lines or not number:
            yield _part(number, lines)


def _part(number: int, lines: list[bytes]) -> tuple[str, bytes]:
    return f"{number:08}.jsonl.gz", gzip.compress(b"".join(lines), compresslevel=6, mtime=0)


def _of(name: str) -> Select[Any]:
    return select(datasets).where(datasets.c.name == name).order_by(datasets.c.number.desc())


def _version(row: Any) -> Version:
    return Version(row.name, row.number, row.fingerprint, row.rows, from_text(row.time))


def _shape(cls: type) -> str:
    """The same for classes whose records have the same JSON: then fingerprints are the same."""
    return digest(json_schema(cls))
