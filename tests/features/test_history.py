from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.errors import DefinitionError, InvalidInput
from tandem.features import Features, History, MemoryStore, Online, count, mean
from tests.features.payments import START, Outcome, Payment, Signals, payment
from tests.features.streams import differences, expected, outcomes, payments


@settings(max_examples=40)
@given(st.data())
def test_history_online_and_the_definition_agree_at_every_instant(data: st.DataObject) -> None:
    arrived = data.draw(payments())
    labels = data.draw(outcomes(arrived))
    repeated = [event for event in [*arrived, *labels] if data.draw(st.booleans())]
    stream = data.draw(st.permutations([*arrived, *labels, *repeated]))
    online = Online(MemoryStore(), [Keep], starts_empty=True)
    online.update_many(stream)
    past = History({Payment: arrived, Outcome: labels}).read_many(Keep, arrived)
    for request, values in zip(arrived, past, strict=True):
        row = vars(values)
        assert differences(row, vars(online.read(Keep, request))) == {}
        assert differences(row, expected([*arrived, *labels], request)) == {}


class Keep(Signals, key="id", lateness_days=10):
    """The same features; events of the whole stream are kept."""


@settings(max_examples=40)
@given(st.data())
def test_requests_that_were_never_recorded_count_for_themselves_alone(data: st.DataObject) -> None:
    arrived = data.draw(payments())
    recorded = [event for event in arrived if data.draw(st.booleans())]
    online = Online(MemoryStore(), [Keep], starts_empty=True)
    online.update_many(recorded)
    past = History({Payment: recorded, Outcome: []}).read_many(Keep, arrived)
    for request, values in zip(arrived, past, strict=True):
        assert differences(vars(values), vars(online.read(Keep, request))) == {}
        assert differences(vars(values), expected(recorded, request)) == {}


@settings(max_examples=40)
@given(st.data())
def test_no_value_sees_its_future(data: st.DataObject) -> None:
    arrived = data.draw(payments())
    labels = data.draw(outcomes(arrived))
    now = START + timedelta(hours=data.draw(st.integers(0, 120)))
    asked = [event for event in arrived if event.time <= now]
    week = timedelta(days=1)
    poisoned: list[Payment] = [
        event if event.time <= now else replace(event, amount=1e9, terminal=1, customer="ann")
        for event in arrived
    ]
    lies = [e if e.time <= now - week else replace(e, fraud=not e.fraud) for e in labels]
    truth = History({Payment: arrived, Outcome: labels}).table(Signals, asked)
    told = History({Payment: poisoned, Outcome: lies}).table(Signals, asked)
    assert truth.equals(told)


@dataclass(frozen=True)
class Transaction:
    id: int
    time: datetime
    customer: int
    terminal: int
    amount: float


@dataclass(frozen=True)
class Label:
    id: int
    time: datetime
    terminal: int
    fraud: bool


class Handbook(Features[Transaction], key="id"):
    customer_count_1d: int = count(by="customer", days=1)
    customer_mean_1d: float | None = mean("amount", by="customer", days=1)
    terminal_count_7d: int = count(of=Label, by="terminal", days=7, delay_days=7)
    terminal_risk_7d: float | None = mean("fraud", of=Label, by="terminal", days=7, delay_days=7)


def test_the_features_of_the_fraud_detection_handbook_row_for_row() -> None:
    """Its code: pandas ``rolling`` by customer; by terminal, the difference of two windows."""
    random = np.random.default_rng(0)
    size = 3_000
    seconds = np.sort(random.integers(0, 20 * 86_400 // 600, size)) * 600  # many are equal
    table = pl.DataFrame(
        {
            "id": np.arange(size),
            "time": pl.Series(1_700_000_000 + seconds).cast(pl.Int64) * 1_000_000,
            "customer": random.integers(0, 8, size),
            "terminal": random.integers(0, 8, size),
            "amount": random.gamma(2.0, 40.0, size).round(2),
            "fraud": random.random(size) < 0.1,
        }
    ).with_columns(pl.col("time").cast(pl.Datetime("us")))
    found = History({Transaction: table, Label: table}).table(Handbook, table)
    pandas = table.to_pandas().set_index("time")
    spent = pandas.groupby("customer")["amount"].rolling("1D")
    frauds = pandas.groupby("terminal")["fraud"]
    later, longer = frauds.rolling("7D"), frauds.rolling("14D")
    by_customer = np.lexsort((table["id"], table["customer"]))
    by_terminal = np.lexsort((table["id"], table["terminal"]))
    seen = (longer.count() - later.count()).to_numpy()
    risk = (longer.sum() - later.sum()).to_numpy() / np.maximum(seen, 1)
    columns: dict[str, Any] = {name: found[name].to_numpy() for name in found.columns}
    assert (columns["customer_count_1d"][by_customer] == spent.count().to_numpy()).all()
    assert np.allclose(columns["customer_mean_1d"][by_customer], spent.mean().to_numpy(), rtol=1e-9)
    assert (columns["terminal_count_7d"][by_terminal] == seen).all()
    risk_found = columns["terminal_risk_7d"][by_terminal]
    assert (np.isnan(risk_found) == (seen == 0)).all()
    assert np.allclose(risk_found[seen > 0], risk[seen > 0], rtol=1e-9)


def test_history_comes_as_frames_files_or_records(tmp_path: Path) -> None:
    events = [payment(i, hours=i) for i in range(4)]
    frame = pl.DataFrame(
        {
            "id": [event.id for event in events],
            "time": [event.time for event in events],
            "customer": [event.customer for event in events],
            "terminal": [event.terminal for event in events],
            "amount": [event.amount for event in events],
            "online": [event.online for event in events],
            "unused": ["x"] * 4,
        }
    )
    frame.slice(0, 2).write_parquet(tmp_path / "a.parquet")
    frame.slice(2, 2).write_parquet(tmp_path / "b.parquet")
    wanted = History({Payment: events, Outcome: []}).table(Signals, events)
    for table in (frame, frame.lazy(), tmp_path / "*.parquet"):
        assert History({Payment: table, Outcome: []}).table(Signals, table).equals(wanted)
    assert wanted["payments_1d"].to_list() == [1, 2, 3, 4]


@settings(max_examples=30)
@given(st.data())
def test_a_share_of_the_entities_after_another_gives_the_same(data: st.DataObject) -> None:
    arrived = data.draw(payments())
    labels = data.draw(outcomes(arrived))
    events: dict[type[Any], list[Any]] = {Payment: arrived, Outcome: labels}
    whole = History(events).table(Signals, arrived)
    assert History(events, rows_at_once=3).table(Signals, arrived).equals(whole)


def test_columns_have_the_declared_types() -> None:
    table = History({Payment: [], Outcome: []}).table(Signals, [])
    assert table.shape == (0, 20)
    assert table.schema["payments_1d"] == pl.Int64
    assert table.schema["mean_1d"] == pl.Float64
    assert table.schema["night"] == pl.Boolean


def test_functions_get_times_in_utc_whatever_the_zone() -> None:
    table = pl.DataFrame([payment(1, hours=14)]).with_columns(
        pl.col("time").dt.convert_time_zone("Asia/Tokyo")
    )
    assert table["time"][0].hour == 11
    history = History({Payment: table, Outcome: []})
    assert history.table(Signals, table)["night"].to_list() == [True]  # 02:00 in UTC


def test_times_without_a_zone_are_utc() -> None:
    events = [replace(payment(1, hours=0), time=datetime(2026, 3, 29, 1, 59))]
    asked = [replace(payment(2, hours=0), time=datetime(2026, 3, 29, 2, 1, tzinfo=UTC))]
    history = History({Payment: events, Outcome: []})
    assert history.read_many(Signals, asked)[0].idle == 120


def test_missing_events_and_columns_are_named() -> None:
    with pytest.raises(DefinitionError, match="no Outcome events"):
        History({Payment: []}).table(Signals, [])
    frame = pl.DataFrame([payment(1, hours=0)]).drop("amount")
    with pytest.raises(InvalidInput, match="Payment has no column 'amount'"):
        History({Payment: frame, Outcome: []}).table(Signals, frame)


@dataclass(frozen=True)
class Paid:
    id: int
    time: datetime
    customer: str
    amount: float


class Spent(Features[Paid], key="id"):
    spent_1d: float | None = mean("amount", by="customer", days=1)


def test_the_classes_of_a_release_are_known_by_their_names() -> None:
    copied: Any = dataclass(frozen=True)(type("Paid", (Paid,), {}))
    paid = [copied(1, START, "ann", 2.0), copied(2, START, "ann", 4.0)]
    history = History({copied: paid})
    assert history.table(Spent, paid)["spent_1d"].to_list() == [2.0, 3.0]
    with pytest.raises(DefinitionError, match="no Paid events"):
        History({Payment: []}).table(Spent, paid)
