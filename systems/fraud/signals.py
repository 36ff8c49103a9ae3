"""What is known of a card payment when it is made: its signals, by one definition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tandem.features import Features, compute, count, last, maximum, mean, ratio, since, std


@dataclass(frozen=True)
class Payment:
    """A card payment; ``amount`` is in euros."""

    id: int
    time: datetime
    customer: int
    terminal: int
    amount: float


@dataclass(frozen=True)
class Label:
    """What a payment turned out to be. ``time`` is that of the payment, not of the news."""

    id: int
    time: datetime
    customer: int
    terminal: int
    fraud: bool


DELAY_DAYS = 7
"""Investigations take a week: what a payment was is not looked at before."""


def on_weekend(time: datetime) -> bool:
    """Saturday or Sunday."""
    return time.weekday() >= 5


def at_night(time: datetime) -> bool:
    """Before seven in the morning."""
    return time.hour <= 6


def in_spreads(amount: float, usual: float | None, spread: float | None) -> float | None:
    """How many standard deviations an amount lies above the usual one."""
    return (amount - usual) / spread if usual is not None and spread else None


class Signals(Features[Payment], key="id"):
    """Amounts compared with the card's own; payments of the card; known frauds at the terminal.

    Customer windows hold the payment itself, except where it is compared with them. Terminal
    windows end a week earlier, because later frauds are not known yet.
    """

    amount: float
    weekend: bool = compute(on_weekend)
    night: bool = compute(at_night)

    payments_1d: int = count(by="customer", days=1)
    payments_7d: int = count(by="customer", days=7)
    payments_30d: int = count(by="customer", days=30)
    mean_1d: float | None = mean("amount", by="customer", days=1)
    mean_7d: float | None = mean("amount", by="customer", days=7)
    mean_30d: float | None = mean("amount", by="customer", days=30)

    usual: float | None = mean("amount", by="customer", days=30, itself=False)
    spread: float | None = std("amount", by="customer", days=30, itself=False)
    largest_1d: float | None = maximum("amount", by="customer", days=1, itself=False)
    largest_7d: float | None = maximum("amount", by="customer", days=7, itself=False)
    largest_14d: float | None = maximum("amount", by="customer", days=14, itself=False)
    largest_30d: float | None = maximum("amount", by="customer", days=30, itself=False)
    of_usual: float | None = ratio("amount", "usual")
    of_largest: float | None = ratio("amount", "largest_30d")
    above_usual: float | None = compute(in_spreads)
    peak_1d: float | None = ratio("largest_1d", "usual")
    peak_7d: float | None = ratio("largest_7d", "usual")
    peak_14d: float | None = ratio("largest_14d", "usual")

    terminal_1d: int = count(by="terminal", of=Label, days=1, delay_days=DELAY_DAYS)
    terminal_7d: int = count(by="terminal", of=Label, days=7, delay_days=DELAY_DAYS)
    terminal_30d: int = count(by="terminal", of=Label, days=30, delay_days=DELAY_DAYS)
    risk_1d: float | None = mean("fraud", by="terminal", of=Label, days=1, delay_days=DELAY_DAYS)
    risk_7d: float | None = mean("fraud", by="terminal", of=Label, days=7, delay_days=DELAY_DAYS)
    risk_30d: float | None = mean("fraud", by="terminal", of=Label, days=30, delay_days=DELAY_DAYS)
    last_known: bool | None = last("fraud", by="terminal", of=Label, days=30, delay_days=DELAY_DAYS)
    since_fraud: float | None = since(
        where="fraud", by="terminal", of=Label, days=30, delay_days=DELAY_DAYS
    )
    since_clean: float | None = since(
        where=lambda fraud: not fraud, by="terminal", of=Label, days=30, delay_days=DELAY_DAYS
    )


HANDBOOK = (
    "amount weekend night payments_1d mean_1d payments_7d mean_7d payments_30d mean_30d "
    "terminal_1d risk_1d terminal_7d risk_7d terminal_30d risk_30d"
).split()
"""The fifteen signals of the Fraud Detection Handbook, in its order."""
