"""Payments, what turned out about them, and features of every kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tandem.features import (
    Features,
    compute,
    count,
    distinct,
    first,
    last,
    maximum,
    mean,
    minimum,
    ratio,
    since,
    std,
    total,
)

START = datetime(2026, 3, 28, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Payment:
    id: int
    time: datetime
    customer: str | None
    terminal: int
    amount: float | None
    online: bool = False


@dataclass(frozen=True)
class Outcome:
    id: int
    time: datetime
    terminal: int
    fraud: bool


def cents(amount: float | None) -> float | None:
    return None if amount is None else amount * 100


def is_night(time: datetime) -> bool:
    return time.hour < 6


def doubled(spent_1d: float) -> float:
    return 2 * spent_1d


class Signals(Features[Payment], key="id", lateness_days=2):
    amount: float | None
    night: bool = compute(is_night)
    spent_twice: float = compute(doubled)
    payments_1d: int = count(by="customer", days=1)
    payments_before_1d: int = count(by="customer", days=1, itself=False)
    payments_online_3d: int = count(by="customer", days=3, where="online")
    spent_1d: float = total("amount", by="customer", days=1)
    mean_1d: float | None = mean("amount", by="customer", days=1)
    mean_3d: float | None = mean("amount", by="customer", days=3)
    usual: float | None = ratio("mean_1d", "mean_3d")
    spread_3d: float | None = std("amount", by="customer", days=3)
    lowest_3d: float | None = minimum("amount", by="customer", days=3)
    highest_3d: float | None = maximum(cents, by="customer", days=3)
    terminals_3d: int = distinct("terminal", by="customer", days=3)
    first_3d: float | None = first("amount", by="customer", days=3)
    last_terminal: int | None = last("terminal", by="customer", days=3, itself=False)
    idle: float | None = since(by="customer", days=3)
    pair_1d: int = count(by=("customer", "terminal"), days=1)
    seen_late_1d: int = count(by="terminal", days=1, delay_days=1)
    terminal_risk_2d: float | None = mean("fraud", of=Outcome, by="terminal", days=2, delay_days=1)


def payment(id: int, hours: float, customer: str | None = "ann", amount: float = 1.0) -> Payment:
    return Payment(id, START + timedelta(hours=hours), customer, 7, amount)
