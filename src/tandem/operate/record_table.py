"""RecordTable: records of documents in a table of SQL, each document once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

import msgspec
from sqlalchemy import (
    Column,
    Date,
    Engine,
    Float,
    MetaData,
    Numeric,
    Table,
    Text,
    create_engine,
    event,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from tandem.search import extract


@dataclass(frozen=True)
class Record:
    """What is known of one document. ``document`` is the SHA-256 of its bytes.

    ``by`` is who says so: a release, or a person. ``evidence`` holds the place and the
    confidence of each value.
    """

    document: str
    file: str
    values: Mapping[str, str]
    confidence: float
    by: str
    evidence: Mapping[str, Any]


class RecordTable:
    """A table with a column for each field: dates, numbers, texts. SQLite or PostgreSQL.

    It is made where it is not there. A document is a row once, whoever adds it again.
    """

    def __init__(self, engine: Engine, name: str, kinds: Mapping[str, extract.Kind]) -> None:
        self.engine = engine
        self._kinds = dict(kinds)
        self.table = Table(
            name,
            MetaData(),
            Column("document", Text, primary_key=True),
            Column("file", Text, nullable=False),
            *[Column(field, _type(kind)) for field, kind in kinds.items()],
            Column("confidence", Float, nullable=False),
            Column("by", Text, nullable=False),
            Column("evidence", Text, nullable=False),
        )
        self.table.metadata.create_all(engine)

    @classmethod
    def open(cls, url: str, name: str, kinds: Mapping[str, extract.Kind]) -> Self:
        """Connect by SQLAlchemy URL: ``sqlite:///records.db``, ``postgresql+psycopg://...``."""
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _wait)
        return cls(engine, name, kinds)

    def add(self, record: Record) -> bool:
        """Keep a record, in one transaction; whether its document is new."""
        insert = postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert
        row = {
            "document": record.document,
            "file": record.file,
            **{name: self._value(name, value) for name, value in record.values.items()},
            "confidence": record.confidence,
            "by": record.by,
            "evidence": msgspec.json.encode(record.evidence).decode(),
        }
        statement = insert(self.table).values(row).on_conflict_do_nothing()
        with self.engine.begin() as connection:
            return (
                connection.execute(statement.returning(self.table.c.document)).first() is not None
            )

    def holds(self, document: str) -> bool:
        """Whether a document has a row."""
        query = select(self.table.c.document).where(self.table.c.document == document)
        with self.engine.connect() as connection:
            return connection.execute(query).first() is not None

    def close(self) -> None:
        """Close every idle connection."""
        self.engine.dispose()

    def _value(self, name: str, value: str) -> Any:
        kind = self._kinds[name]
        if isinstance(kind, extract.Date):
            return date.fromisoformat(value)
        if isinstance(kind, extract.Amount):
            # SQLite has no decimals: it keeps the nearest double.
            return float(value) if self.engine.dialect.name == "sqlite" else Decimal(value)
        return value


def _type(kind: extract.Kind) -> Any:
    if isinstance(kind, extract.Date):
        return Date()
    if isinstance(kind, extract.Amount):
        return Numeric(14, 2).with_variant(Float(), "sqlite")
    return Text()


def _wait(connection: Any, _: object) -> None:
    connection.execute("PRAGMA busy_timeout = 30000")
