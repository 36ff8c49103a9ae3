"""Allowances: what may still be used of requests, tokens and dollars, here or in the catalog."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from tandem.record.catalog import Catalog
from tandem.record.tables import allowances as table

Clock = Callable[[], float]
_KEPT = 2 * 86_400.0
"""Seconds after which an unused allowance is forgotten: by then it is full, or of a past day."""


@dataclass(frozen=True)
class Claim:
    """``amount`` of an allowance that holds ``capacity``.

    One with a ``period`` in seconds fills up evenly, its capacity once a period; one without
    is spent for good: its key names the day. What is kept is what was used, so a capacity that
    is raised or lowered holds at once.
    """

    key: str
    amount: float
    capacity: float
    period: float = 0.0


@dataclass(frozen=True)
class Refusal:
    """The claim that was not met, and seconds until it can be (``None``: never)."""

    claim: Claim
    wait: float | None


class Allowances(Protocol):
    """Takes claims all or none."""

    def take(self, claims: Sequence[Claim]) -> Refusal | None:
        """Take every claim, or nothing and say why."""

    def settle(self, claims: Sequence[Claim], used: Sequence[float]) -> None:
        """Replace what was taken by what was used."""


@dataclass
class _Level:
    used: float
    time: float


class InProcess:
    """Allowances of this process alone."""

    def __init__(self, clock: Clock = time.time) -> None:
        self._clock = clock
        self._levels: dict[str, _Level] = {}

    def take(self, claims: Sequence[Claim]) -> Refusal | None:
        now = self._clock()
        levels = [self._level(claim, now) for claim in claims]
        for claim, used in zip(claims, levels, strict=True):
            if refusal := _refusal(claim, used):
                return refusal
        for claim, used in zip(claims, levels, strict=True):
            self._levels[claim.key] = _Level(used + claim.amount, now)
        return None

    def settle(self, claims: Sequence[Claim], used: Sequence[float]) -> None:
        for claim, amount in zip(claims, used, strict=True):
            if claim.key in self._levels:
                self._levels[claim.key].used += amount - claim.amount

    def _level(self, claim: Claim, now: float) -> float:
        known = self._levels.get(claim.key)
        if known is None:
            self._forget(now - _KEPT)
            return 0.0
        return _used(claim, known.used, now - known.time)

    def _forget(self, before: float) -> None:
        for key in [key for key, level in self._levels.items() if level.time < before]:
            del self._levels[key]


class InCatalog:
    """Allowances that every process with the catalog shares."""

    def __init__(self, catalog: Catalog, clock: Clock = time.time) -> None:
        self._catalog, self._clock = catalog, clock
        insert = postgresql.insert if catalog.dialect == "postgresql" else sqlite.insert
        self._insert = insert(table).on_conflict_do_nothing()

    def take(self, claims: Sequence[Claim]) -> Refusal | None:
        claims = sorted(claims, key=lambda claim: claim.key)  # one order of locks for everybody
        with self._catalog.begin(durable=False) as connection:
            now = self._clock()
            levels = [self._level(connection, claim, now) for claim in claims]
            for claim, used in zip(claims, levels, strict=True):
                if refusal := _refusal(claim, used):
                    return refusal
            for claim, used in zip(claims, levels, strict=True):
                self._write(connection, claim.key, used + claim.amount, now)
        return None

    def settle(self, claims: Sequence[Claim], used: Sequence[float]) -> None:
        pairs = sorted(zip(claims, used, strict=True), key=lambda pair: pair[0].key)
        with self._catalog.begin(durable=False) as connection:
            for claim, amount in pairs:
                change = table.c.level + (amount - claim.amount)
                connection.execute(
                    table.update().where(table.c.key == claim.key).values(level=change)
                )

    def _level(self, connection: Connection, claim: Claim, now: float) -> float:
        fresh = {"key": claim.key, "level": 0.0, "time": now}
        if connection.execute(self._insert, fresh).rowcount == 1:  # the first of its key
            old = table.c.time < now - _KEPT
            connection.execute(table.delete().where(old))
        query = select(table.c.level, table.c.time).where(table.c.key == claim.key)
        row = connection.execute(query.with_for_update()).one()
        return _used(claim, row.level, now - row.time)

    def _write(self, connection: Connection, key: str, used: float, now: float) -> None:
        connection.execute(table.update().where(table.c.key == key).values(level=used, time=now))


def _used(claim: Claim, used: float, seconds: float) -> float:
    """What counts as used of an allowance after some more seconds."""
    if not claim.period:
        return used
    rate = claim.capacity / claim.period
    return max(0.0, used - rate * max(0.0, seconds))


def _refusal(claim: Claim, used: float) -> Refusal | None:
    left = claim.capacity - used
    # Sums of dollars are rounded in the last place: a claim of exactly the rest is met.
    if claim.amount <= left + 1e-9:
        return None
    if not claim.period or claim.amount > claim.capacity:
        return Refusal(claim, None)
    return Refusal(claim, (claim.amount - left) * claim.period / claim.capacity)
