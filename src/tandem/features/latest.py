"""Serving rows of features that were computed elsewhere, such as in a nightly batch."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from tandem.core.schema import field_types
from tandem.errors import Corrupt, DefinitionError, InvalidInput, NotFilled
from tandem.features import frames
from tandem.features.filled import mark, mark_of
from tandem.features.identity import entity_of
from tandem.features.records import getter, maker, names_of, plain
from tandem.features.store import Key, OnlineStore
from tandem.features.window import instant

if TYPE_CHECKING:
    from tandem.features.frames import Table

R = TypeVar("R")
_BATCH = 10_000
_encode = msgspec.msgpack.Encoder().encode
_head = msgspec.msgpack.Decoder(tuple[int, msgspec.Raw]).decode


class Latest(Generic[R]):
    """The newest row of each entity in an online store: what ``join_views`` is for training.

    ``record`` is a dataclass of a row, ``by`` its field or fields of the entity, ``time`` the
    one that says when the row became known; it is good for ``ttl`` after that.

    >>> from dataclasses import dataclass
    >>> from tandem.features import MemoryStore
    >>> @dataclass(frozen=True)
    ... class Monthly:
    ...     customer: str
    ...     time: datetime
    ...     spent: float
    >>> latest = Latest(MemoryStore(), Monthly, by="customer", ttl=timedelta(days=31))
    >>> latest.put([Monthly("ann", datetime(2026, 1, 1), 20.0)])
    1
    >>> latest.read("ann", datetime(2026, 1, 9)).spent
    20.0
    >>> latest.read("ann", datetime(2026, 3, 1)) is None
    True
    """

    def __init__(
        self,
        store: OnlineStore,
        record: type[R],
        *,
        by: str | Sequence[str],
        time: str = "time",
        ttl: timedelta | None = None,
    ) -> None:
        names, by = names_of(record), (by,) if isinstance(by, str) else tuple(by)
        if missing := {*by, time} - set(names):
            raise DefinitionError(f"{record.__name__} has no field {sorted(missing)[0]!r}")
        if not dataclasses.is_dataclass(record):
            raise DefinitionError(f"{record.__name__} is no dataclass")
        self._make = maker(record, names)
        types = field_types(record)
        kinds = tuple(types[name] for name in names)
        said = repr([record.__name__, by, time, [(n, str(types[n])) for n in names]])
        self.view = f"{record.__name__}.{hashlib.sha256(said.encode()).hexdigest()[:12]}"
        self.store = store
        self._record: Any = record
        self._names = names
        self._by = [names.index(name) for name in by]
        self._time = names.index(time)
        self._ttl = None if ttl is None else ttl // timedelta(microseconds=1)
        self._decode = msgspec.msgpack.Decoder(tuple[int, tuple[kinds]]).decode  # type: ignore[valid-type]  # made at run time
        self._filled = False

    def put(self, rows: Table) -> int:
        """Bring in rows: records, a Polars frame or Parquet files; how many entities they are of.

        Of the rows of an entity the one with the newest time stays, whenever it comes; of
        two of one time the later one. A batch of 10,000 entities is changed together.
        Raises ``InvalidInput`` for a row without entity or time.
        """
        newest: dict[str, tuple[int, bytes]] = {}
        for values in self._values(rows):
            entity, time = entity_of(tuple(values[i] for i in self._by)), values[self._time]
            if entity is None or time is None:
                raise InvalidInput(f"a row of {self._record.__name__} has no entity or no time")
            moment = instant(time)
            if entity not in newest or newest[entity][0] <= moment:
                newest[entity] = moment, _encode((moment, values))
        entities = list(newest)
        for start in range(0, len(entities), _BATCH):
            some = entities[start : start + _BATCH]
            keys: list[Key] = [(self.view, entity) for entity in some]
            self.store.change(keys, partial(_newer, [newest[entity] for entity in some]))
        oldest = min((moment for moment, _ in newest.values()), default=None)
        self.store.change([mark_of(self.view)], lambda _: [mark(oldest)])
        return len(entities)

    def read(self, entity: Any, at: datetime) -> R | None:
        """The row of an entity that is good at a time, or ``None``."""
        return self.read_many([entity], at)[0]

    def read_many(self, entities: Sequence[Any], at: datetime) -> list[R | None]:
        """The rows of entities in order; one look into the store. Several fields: a tuple each.

        ``None`` for an entity without a row, or whose row is too old or only of later.
        Raises ``NotFilled`` if no rows were ever put.
        """
        if not self._filled:
            self._check()
        view, now = self.view, instant(at)
        oldest = None if self._ttl is None else now - self._ttl
        names = [entity_of(e if isinstance(e, tuple) else (e,)) for e in entities]
        states = self.store.load([(view, name or "") for name in names])
        return [self._row(state, oldest, now) for state in states]

    def _row(self, state: bytes | None, oldest: int | None, now: int) -> R | None:
        if state is None:
            return None
        try:
            time, values = self._decode(state)
        except msgspec.MsgspecError as error:
            raise Corrupt(f"a row of {self.view} cannot be read: {error}") from None
        if time > now or (oldest is not None and time < oldest):
            return None
        return self._make(*values)

    def _check(self) -> None:
        if self.store.load([mark_of(self.view)])[0] is None:
            raise NotFilled(
                f"no rows of {self._record.__name__} were put into the store as it is now",
                hint="put them: Latest(store, ...).put(rows)",
            )
        self._filled = True

    def _values(self, rows: Table) -> Iterator[tuple[Any, ...]]:
        if isinstance(rows, Sequence) and not isinstance(rows, str):
            get = getter(self._names)
            found: Any = map(get, rows)
        else:
            frame = frames.need(frames.scan(rows, self._record), self._names, self.view)
            found = frame.select(self._names).collect().iter_rows()
        for values in found:
            yield tuple([plain(value) for value in values])


def _newer(rows: Sequence[tuple[int, bytes]], states: Sequence[bytes | None]) -> list[bytes]:
    return [
        state if state is not None and _head(state)[0] > time else packed
        for (time, packed), state in zip(rows, states, strict=True)
    ]
