"""The simulated payments of the Fraud Detection Handbook, and its way to cut them into weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import polars as pl

from tandem import Case, Inputs, Rows, Source
from tandem.features import History

from .signals import DELAY_DAYS, Label, Payment, Signals

PAYMENTS = Source(
    name="Simulated card payments",
    file="fraud_simulated/transactions_2018-06-15_to_2018-08-14.parquet",
    url="https://github.com/Fraud-Detection-Handbook/simulated-data-raw",
    licence="simulated data of the Fraud Detection Handbook, terms unstated: for trying things out",
    sha256="080b40b359d178449e8d4078446a31831edb277ee46f5edcafd8abad6d4499cb",
    note="584,471 rows of 2018-06-15 to 2018-08-14 of the daily files, as one Parquet file",
)
WEEK = timedelta(days=7)
OFFICIAL = date(2018, 8, 8)
"""The first day of the week that the handbook tests on."""
FIRST_LEARNED = date(2018, 6, 23)
"""Before this day no label of the data is known, so that terminals have no past."""


@dataclass(frozen=True)
class Truth:
    """What a payment turned out to be, whose it was, and on which day of the data."""

    fraud: bool
    customer: int
    day: int
    amount: float


@cache
def payments(path: Path) -> pl.DataFrame:
    """All payments in order, with their label; the column that leaks the scenario is left out."""
    frame = pl.read_parquet(path).sort("TX_DATETIME", "TRANSACTION_ID")
    return frame.select(
        id="TRANSACTION_ID",
        time="TX_DATETIME",
        customer="CUSTOMER_ID",
        terminal="TERMINAL_ID",
        amount=pl.col("TX_AMOUNT").cast(pl.Float64).round(2),
        fraud=pl.col("TX_FRAUD").cast(pl.Boolean),
        date=pl.col("TX_DATETIME").dt.date(),
    )


def read(inputs: Inputs) -> pl.DataFrame:
    """The payments of the project; ``--set payments=mine.parquet`` gives others of this form."""
    chosen = inputs.options.get("payments")
    return payments(inputs.folder / chosen if chosen else PAYMENTS.locate())


def between(frame: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """The payments of some days, the last one included."""
    return frame.filter(pl.col("date").is_between(first, last))


def training_week(frame: pl.DataFrame, test: date) -> pl.DataFrame:
    """The handbook's seven days: they end a week before the test begins, when labels are known."""
    return between(frame, test - 2 * WEEK, test - WEEK - timedelta(days=1))


def labelled_history(frame: pl.DataFrame, test: date) -> pl.DataFrame:
    """Everything whose label is known when the test begins."""
    return between(frame, FIRST_LEARNED, test - WEEK - timedelta(days=1))


def test_week(frame: pl.DataFrame, test: date) -> pl.DataFrame:
    """Seven days without the cards that are known as compromised by then.

    As in the handbook's ``get_train_test_set``: a card is out if it had a fraud in the
    training week or, for each day, in the days since then that are eight days old or more.
    """
    days = []
    for day in (test + timedelta(days=i) for i in range(7)):
        seen = between(frame, test - 2 * WEEK, day - timedelta(days=DELAY_DAYS + 1))
        known = seen.filter("fraud")["customer"].unique()
        days.append(between(frame, day, day).filter(~pl.col("customer").is_in(known.implode())))
    return pl.concat(days)


def signals(frame: pl.DataFrame, requests: pl.DataFrame) -> list[Signals]:
    """The signals of some payments as of their times, from all that came before."""
    table = History({Payment: frame, Label: frame}).table(Signals, requests)
    return [Signals(**row) for row in table.iter_rows(named=True)]


def rows(frame: pl.DataFrame, learned: pl.DataFrame) -> Rows[Signals, bool]:
    """Payments to learn from, grouped by card."""
    groups = [str(customer) for customer in learned["customer"]]
    return Rows(signals(frame, learned), learned["fraud"].to_list(), groups)


def truths(frame: pl.DataFrame) -> list[Truth]:
    """What the payments turned out to be."""
    columns = frame.select("fraud", "customer", pl.col("date").dt.ordinal_day(), "amount")
    return [Truth(*values) for values in columns.iter_rows()]


def cases_of(frame: pl.DataFrame, test: pl.DataFrame) -> list[Case]:
    """Payments to be judged on; those of a card are resampled together."""
    found = signals(frame, test)
    ids = test["id"].to_list()
    return [
        Case(
            id=str(id),
            input=x,
            target=truth,
            group=str(truth.customer),
            slices={"amount": "above 220" if truth.amount > 220 else "up to 220"},
        )
        for id, x, truth in zip(ids, found, truths(test), strict=True)
    ]


def training_rows(inputs: Inputs) -> Rows[Signals, bool]:
    """All that is known when the official week begins."""
    frame = read(inputs)
    return rows(frame, labelled_history(frame, _test(inputs)))


def official_cases(inputs: Inputs) -> list[Case]:
    """The handbook's test week."""
    frame = read(inputs)
    return cases_of(frame, test_week(frame, _test(inputs)))


def _test(inputs: Inputs) -> date:
    """``--set test=2018-08-01`` judges on another week."""
    return date.fromisoformat(inputs.options.get("test", OFFICIAL.isoformat()))
