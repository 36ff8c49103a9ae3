"""A dataset: typed records from anywhere, read a few at a time, known by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from operator import attrgetter
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Generic, TypeVar

from tandem.core.rows import Rows
from tandem.data.objects import Object
from tandem.data.origins import File, Memory, Origin
from tandem.data.query import Query
from tandem.data.rows import format_of
from tandem.data.typed import fields_of
from tandem.errors import Conflict, DefinitionError, InvalidInput
from tandem.record.digest import canonical

Record = TypeVar("Record")
In = TypeVar("In")
_HASHED = 200


class Dataset(Generic[Record]):
    """Records of one class, read lazily; the same content, whatever it is read from.

    Made by ``read``, ``query`` or ``of``, or by ``Datasets.load``. Reading takes a few
    records into memory at a time. A dataset is one content: a file that changed, or a query
    that gives other rows, raises ``Conflict`` when it is read again.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Visit:
    ...     pages: int
    ...     bought: bool
    >>> visits = Dataset.of([Visit(3, True), Visit(1, False)])
    >>> visits.count(), [visit.pages for visit in visits]
    (2, [3, 1])
    >>> visits.rows(lambda visit: visit.pages, target="bought").targets
    [True, False]
    """

    def __init__(self, cls: type[Record], origin: Origin, *, fingerprint: str = "") -> None:
        self.cls = cls
        self.origin = origin
        self._fingerprint = fingerprint
        self._stamp: str | None = None

    @classmethod
    def read(cls, source: str | PathLike[str], record: type[Record]) -> Dataset[Record]:
        """The rows of a CSV, JSON lines (both also gzipped), Parquet or Arrow table.

        ``source`` is a path, or the URL of an object such as ``s3://bucket/visits.csv.gz``.
        Columns find fields as in ``read_records``. Raises ``InvalidInput`` for a name that is
        not that of a table; what is not there, or does not fit, raises when it is read.
        """
        name = fspath(source)
        format_of(Path(name))
        origin: Origin = Object(name) if "://" in name else File(Path(name))
        return Dataset(record, origin)

    @classmethod
    def query(
        cls, url: str, sql: str, record: type[Record], values: Mapping[str, Any] | None = None
    ) -> Dataset[Record]:
        """The rows of a statement in a database by SQLAlchemy URL, in the statement's order.

        ``:names`` in the statement are given by ``values``. Write ORDER BY: without it a
        database may give the same rows in another order, which is another content.
        """
        return Dataset(record, Query(url, sql, dict(values or {})))

    @classmethod
    def of(cls, records: Sequence[Record]) -> Dataset[Record]:
        """Records that are in memory, all of the class of the first one."""
        if not records:
            raise DefinitionError("a dataset of no records has no class")
        record = type(records[0])
        fields_of(record)
        odd = next((item for item in records if type(item) is not record), None)
        if odd is not None:
            raise DefinitionError(
                f"a dataset of {record.__name__} got {type(odd).__name__}",
                hint="all records of a dataset have one class",
            )
        return Dataset(record, Memory(records))

    def __repr__(self) -> str:
        return f"<Dataset of {self.cls.__name__} from {self.origin.name}>"

    def __iter__(self) -> Iterator[Record]:
        for chunk in self.chunks(_HASHED):
            yield from chunk

    def chunks(self, size: int = 10_000) -> Iterator[list[Record]]:
        """The records in order, ``size`` at a time."""
        self._check_unchanged()
        records = self.origin.records(self.cls)
        if self._stamp is None:
            records = self._checked(records)
        while chunk := list(islice(records, size)):
            yield chunk
        self._check_unchanged()

    def count(self) -> int:
        """How many records there are, by reading them."""
        return sum(map(len, self.chunks()))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the records: the ``digest`` of a list of them, computed piece by piece.

        Equal records in equal order have one fingerprint, in memory, in a CSV or in Parquet
        of any row groups.
        """
        if not self._fingerprint:
            content = Content()
            for chunk in self.chunks(_HASHED):
                content.add(chunk)
            self._fingerprint = content.digest()
        return self._fingerprint

    def frame(self) -> Any:
        """A Polars LazyFrame with a column for each field; nothing is read until it is used.

        Needs the extra ``tables``. Fields that no column type holds become JSON text.
        """
        from tandem.data.frames import lazy_frame

        return lazy_frame(self)

    def rows(
        self,
        inputs: type[In] | Callable[[Record], In],
        *,
        target: str | Callable[[Record], Any],
        group: str | Callable[[Record], Any] | None = None,
        time: str | Callable[[Record], datetime] | None = None,
    ) -> Rows[In, Any]:
        """All records in memory as labelled rows, for a fit.

        ``inputs`` is a class whose fields the records have, or a function of a record.
        ``target``, ``group`` and ``time`` are names of fields or functions. A field that is
        the target has no place among the inputs: ``DefinitionError``.
        """
        make = self._maker(inputs, target)
        get = {"target": target, "group": group, "time": time}
        getters = {key: self._getter(key, what) for key, what in get.items() if what is not None}
        found: list[In] = []
        columns: dict[str, list[Any]] = {key: [] for key in getters}
        for chunk in self.chunks():
            found += map(make, chunk)
            for key, getter in getters.items():
                columns[key] += map(getter, chunk)
        groups, times = columns.get("group"), columns.get("time")
        if times is not None and not all(isinstance(when, datetime) for when in times):
            raise InvalidInput("the time of a row is not a datetime", hint="give time= a function")
        if groups is not None:
            groups = ["" if name is None else str(name) for name in groups]
        return Rows(found, columns["target"], groups, times)

    def _maker(self, inputs: Any, target: Any) -> Callable[[Record], Any]:
        if not isinstance(inputs, type):
            maker: Callable[[Record], Any] = inputs
            return maker
        names = [name for name, _ in fields_of(inputs)]
        own = {name for name, _ in fields_of(self.cls)}
        if isinstance(target, str) and target in names:
            raise DefinitionError(
                f"{inputs.__name__} holds the target {target!r}",
                hint="an input must not hold what is to be predicted",
            )
        shared = [name for name in names if name in own]
        get = [attrgetter(name) for name in shared]
        return lambda record: inputs(**{n: g(record) for n, g in zip(shared, get, strict=True)})

    def _getter(self, key: str, what: str | Callable[[Record], Any]) -> Callable[[Record], Any]:
        if callable(what):
            return what
        names = [name for name, _ in fields_of(self.cls)]
        if what not in names:
            raise DefinitionError(
                f"{self.cls.__name__} has no field {what!r} to be the {key}",
                hint=f"it has {', '.join(names)}",
            )
        return attrgetter(what)

    def _check_unchanged(self) -> None:
        stamp = self.origin.stamp()
        if self._stamp is None:
            self._stamp = stamp
        if stamp != self._stamp:
            raise self._changed()

    def _checked(self, records: Iterator[Record]) -> Iterator[Record]:
        """The same records, held against what was read before when they end."""
        content = Content()
        for record in records:
            content.add([record])
            yield record
        found = content.digest()
        self._fingerprint = self._fingerprint or found
        if found != self._fingerprint:
            raise self._changed()

    def _changed(self) -> Conflict:
        return Conflict(
            f"{self.origin.name} changed since it was first read",
            hint="make a new Dataset of it; `Datasets(store).keep` keeps what it holds now",
        )


class Content:
    """The digest of a list that is never held: its canonical JSON, piece by piece."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256(b"[")
        self._empty = True

    def add(self, records: Sequence[Any]) -> None:
        """The next records, one or more."""
        self.add_encoded(canonical(records)[1:-1])

    def add_encoded(self, data: bytes) -> None:
        """The next record as canonical JSON, or more with commas between them."""
        self._hash.update(data if self._empty else b"," + data)
        self._empty = False

    def digest(self) -> str:
        """The digest of all so far."""
        ended = self._hash.copy()
        ended.update(b"]")
        return ended.hexdigest()
