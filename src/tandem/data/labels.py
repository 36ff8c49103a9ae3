"""Labels by several annotators, with who, when and from what; nothing is ever overwritten."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any, Literal, TypeVar

import msgspec
from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects import postgresql, sqlite

from tandem.core.rows import Rows
from tandem.core.schema import convert, encode_canonical
from tandem.data.agreement import cohen_kappa, fleiss_kappa
from tandem.errors import InvalidInput
from tandem.record.digest import digest
from tandem.record.redact import Redactor
from tandem.record.store import Store
from tandem.record.tables import labels as table
from tandem.record.times import from_text, now, to_text

In = TypeVar("In")
Resolution = Literal["majority", "latest"]


def record_digest(x: Any) -> str:
    """By what labels name a record: the SHA-256 of its content, whatever class holds it.

    >>> record_digest({"text": "my bill"}) == record_digest({"text": "my bill"})
    True
    """
    return digest(x)


class Label(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody says that a record is.

    ``record`` is the digest of the record (``record_digest(x)``), so a label holds for equal
    content wherever it lies. ``source`` says from what it comes: a file, a tool, a release.
    ``time`` is when it was said, ``key`` makes a repeated delivery count once.
    """

    value: Any
    record: str
    task: str = ""
    by: str = ""
    source: str = ""
    note: str = ""
    time: datetime | None = None
    key: str = ""
    arrived: datetime | None = None


@dataclass(frozen=True)
class Resolved:
    """What a record is by all annotators: ``share`` of ``votes`` labels say so."""

    record: str
    value: Any
    votes: int
    share: float


@dataclass(frozen=True)
class Agreement:
    """How far annotators agree on the records that at least two of them labelled.

    ``share`` of the pairs of labels are equal. The kappas take off what chance gives
    (``None`` where they are not defined); ``pairs`` has Cohen's by ``first, second``.
    """

    records: int
    annotators: int
    share: float
    fleiss: float | None
    pairs: dict[str, float | None]


class LabelStore:
    """Labels in a store, on SQLite or PostgreSQL. The history is append-only.

    Of one annotator the label said last counts; the earlier ones stay in the history. Secrets
    are taken out of values and notes before they are stored.
    """

    def __init__(self, store: Store, *, task: str = "", redactor: Redactor | None = None) -> None:
        self._catalog = store.catalog
        self._task = task
        self._redactor = redactor or Redactor()
        insert = postgresql.insert if store.catalog.dialect == "postgresql" else sqlite.insert
        self._insert = insert(table).on_conflict_do_nothing().returning(table.c.sequence)

    def add(self, label: Label | Mapping[str, Any]) -> bool:
        """Store a label, durably; whether it is new. See ``add_all``."""
        return self.add_all([label]) == 1

    def add_all(self, labels: Iterable[Label | Mapping[str, Any]]) -> int:
        """Store labels, all or none; how many are new.

        What has a key that is known already is not stored again. Without a key, neither is
        what its annotator says of the record at the moment. Raises ``InvalidInput``.
        """
        given = [x if isinstance(x, Label) else convert(dict(x), Label) for x in labels]
        checked = [self._row(label) for label in given]
        new = 0
        with self._catalog.begin() as connection:
            for row in checked:
                if row["key"] or self._name(connection, row):
                    new += len(connection.execute(self._insert, row).all())
        return new

    def history(
        self, task: str | None = None, *, record: str | None = None, by: str | None = None
    ) -> list[Label]:
        """Every label that was ever given, oldest first."""
        query = (
            select(table)
            .where(table.c.task == self._named(task))
            .order_by(table.c.time, table.c.sequence)
        )
        if record is not None:
            query = query.where(table.c.record == record)
        if by is not None:
            query = query.where(table.c.by == by)
        with self._catalog.read() as connection:
            return [_label(row) for row in connection.execute(query)]

    def current(self, task: str | None = None) -> dict[str, list[Label]]:
        """The labels that count, by record: of each annotator the last one."""
        last: dict[str, dict[str, Label]] = defaultdict(dict)
        for label in self.history(task):
            last[label.record].pop(label.by, None)
            last[label.record][label.by] = label
        return {record: list(found.values()) for record, found in last.items()}

    def resolve(
        self, task: str | None = None, *, by: Resolution = "majority"
    ) -> dict[str, Resolved]:
        """One label a record: what most annotators say, or what was said last.

        Of equally many the one said last decides.
        """
        return {
            record: _resolved(record, found, by) for record, found in self.current(task).items()
        }

    def rows(
        self, inputs: Sequence[In], task: str | None = None, *, by: Resolution = "majority"
    ) -> Rows[In, Any]:
        """Training rows of those ``inputs`` that have a label; equal ones form a group."""
        found = self.resolve(task, by=by)
        keyed = [(x, record_digest(x)) for x in inputs]
        known = [(x, key) for x, key in keyed if key in found]
        return Rows(
            [x for x, _ in known],
            [found[key].value for _, key in known],
            groups=[key for _, key in known],
        )

    def agreement(self, task: str | None = None) -> Agreement:
        """How far the annotators agree."""
        several = [found for found in self.current(task).values() if len(found) > 1]
        votes = [{label.by: _text(label.value) for label in found} for found in several]
        names = sorted({name for given in votes for name in given})
        both = {
            f"{first}, {second}": [
                (given[first], given[second])
                for given in votes
                if first in given and second in given
            ]
            for first, second in combinations(names, 2)
        }
        pairs = [pair for found in both.values() for pair in found]
        return Agreement(
            records=len(several),
            annotators=len(names),
            share=sum(a == b for a, b in pairs) / len(pairs) if pairs else 0.0,
            fleiss=fleiss_kappa([list(given.values()) for given in votes]),
            pairs={
                name: cohen_kappa([a for a, _ in found], [b for _, b in found])
                for name, found in both.items()
                if found
            },
        )

    def _named(self, task: str | None) -> str:
        return self._task if task is None else task

    def _row(self, label: Label) -> dict[str, Any]:
        if not label.record:
            raise InvalidInput(
                "a label names its record by a digest",
                field="$.record",
                hint="record=record_digest(x)",
            )
        if label.value is None:
            raise InvalidInput("a label has a value", field="$.value")
        time = label.time or now()
        if time.tzinfo is None:
            raise InvalidInput(f"a label at {time} has no time zone", field="$.time")
        return {
            "key": label.key,
            "task": label.task or self._task,
            "record": label.record,
            "value": self._redactor.clean(encode_canonical(label.value)),
            "by": label.by,
            "source": label.source,
            "note": self._redactor.text(label.note),
            "time": to_text(time),
            "arrived": to_text(now()),
        }

    def _name(self, connection: Connection, row: dict[str, Any]) -> bool:
        """Give a label its key; ``False`` if its annotator says the same at the moment.

        The key holds how many came before, so whoever delivers it at the same moment finds the
        same key, and one who changes their mind and back is heard three times.
        """
        about = {name: row[name] for name in ("task", "record", "by")}
        before = connection.execute(
            select(table.c.value).filter_by(**about).order_by(table.c.time, table.c.sequence)
        ).all()
        if before and before[-1].value == row["value"]:
            return False
        row["key"] = digest((*about.values(), _text(msgspec.Raw(row["value"])), len(before)))[:32]
        return True


def _resolved(record: str, labels: Sequence[Label], by: Resolution) -> Resolved:
    """The labels come in the order in which they were said."""
    votes = Counter(_text(label.value) for label in labels)
    most = max(votes.values()) if by == "majority" else 0
    chosen = [label for label in labels if votes[_text(label.value)] >= most][-1]
    return Resolved(record, chosen.value, len(labels), votes[_text(chosen.value)] / len(labels))


def _text(value: Any) -> str:
    """A value as text that is equal for equal values."""
    return encode_canonical(value).decode()


def _label(row: Row[Any]) -> Label:
    return Label(
        value=msgspec.json.decode(row.value),
        record=row.record,
        task=row.task,
        by=row.by,
        source=row.source,
        note=row.note,
        time=from_text(row.time),
        key=row.key,
        arrived=from_text(row.arrived),
    )
