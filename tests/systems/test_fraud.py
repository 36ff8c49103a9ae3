from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from systems.fraud import data, system
from systems.fraud.cards import CardPrecision
from systems.fraud.data import PAYMENTS
from systems.fraud.falling import lived
from systems.fraud.fill import fill
from systems.fraud.live import Desk, Happened, in_order, scores_of
from systems.fraud.signals import HANDBOOK, Label, Payment, Signals
from systems.fraud.system import Alert, Fraud

from tandem import Inputs, Store
from tandem.checks import check
from tandem.data.streams import CatalogProgress, EventLog, Message, Worker
from tandem.deliver import Channels, Delivered, Registry, deliver, load_project
from tandem.errors import DataMissing
from tandem.features import CatalogStore, History, Online
from tandem.improve import FeedbackLedger
from tandem.models import Boosting
from tandem.record import Catalog
from tests.systems.cards import write_payments

FOLDER = Path(system.__file__).parent
TEST = date(2018, 8, 8)
PAYMENT = ("id", "time", "customer", "terminal", "amount")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    path = write_payments(tmp_path_factory.mktemp("data") / "payments.parquet")
    return Inputs(FOLDER, {"payments": str(path)})


@pytest.fixture(scope="module")
def delivered(store: Store, inputs: Inputs) -> Delivered:
    return asyncio.run(deliver(load_project(FOLDER), store, inputs))


def test_the_column_that_leaks_is_not_read(inputs: Inputs) -> None:
    frame = data.read(inputs)
    assert frame.columns == ["id", "time", "customer", "terminal", "amount", "fraud", "date"]
    assert set(HANDBOOK) <= set(Signals.__dataclass_fields__)


def test_weeks_are_cut_as_in_the_handbook(inputs: Inputs) -> None:
    frame = data.read(inputs)
    train, test = data.training_week(frame, TEST), data.test_week(frame, TEST)
    assert (train["date"].min(), train["date"].max()) == (date(2018, 7, 25), date(2018, 7, 31))
    assert data.labelled_history(frame, TEST)["date"].max() == date(2018, 7, 31)
    frauds: dict[int, list[date]] = defaultdict(list)
    for customer, day in frame.filter("fraud").select("customer", "date").iter_rows():
        frauds[customer].append(day)
    kept = set(test["id"].to_list())
    for id, customer, day in frame.select("id", "customer", "date").iter_rows():
        if TEST <= day < TEST + timedelta(days=7):
            last = day - timedelta(days=8)
            known = any(date(2018, 7, 25) <= fraud <= last for fraud in frauds[customer])
            assert (id in kept) is not known
    assert 0 < len(kept) < len(data.between(frame, TEST, TEST + timedelta(days=6)))


def _card_precision(values: list[tuple[int, int, bool, float]], k: int) -> float:
    """As the handbook writes it down: day by day, without the cards found before."""
    found: set[int] = set()
    shares = []
    for day in sorted({value[0] for value in values}):
        best: dict[int, tuple[float, bool]] = {}
        for when, card, fraud, score in values:
            if when == day and card not in found:
                top, stolen = best.get(card, (0.0, False))
                best[card] = (max(top, score), stolen or fraud)
        looked = sorted(best, key=lambda card: -best[card][0])[:k]
        hits = {card for card in looked if best[card][1]}
        found |= hits
        shares.append(len(hits) / k)
    return sum(shares) / len(shares)


def test_card_precision_is_the_handbooks() -> None:
    random = np.random.default_rng(0)
    for _ in range(20):
        values = [
            (int(random.integers(3)), int(random.integers(30)), bool(random.random() < 0.3), score)
            for score in random.permutation(200) / 200
        ]
        assert CardPrecision(5)(values) == pytest.approx(_card_precision(values, 5))


def test_a_card_drawn_twice_is_two_cards() -> None:
    values = [(1, 1, True, 0.9), (1, 2, False, 0.8), (1, 3, True, 0.7), (2, 1, True, 0.9)]
    twice = np.array([[2.0, 1.0, 1.0, 2.0], [0.0, 1.0, 1.0, 0.0]])
    assert CardPrecision(2).weighted(values, twice).tolist() == [0.5, 0.25]


def test_a_release_is_measured_by_card(delivered: Delivered) -> None:
    report = delivered.report
    assert (report.scores["average_precision"].value or 0) > 0.4
    assert 0 < (report.scores["card_precision_100"].value or 0) < 1
    assert len(set(report.groups)) < len(report.cases)
    assert len(delivered.verdict.rules) == 6


def test_batch_stream_and_http_give_equal_scores(
    delivered: Delivered, store: Store, inputs: Inputs
) -> None:
    fraud: Any = Registry(store).load(delivered.release)
    frame = data.read(inputs)
    batch, replayed, served = scores_of(fraud, frame, frame.tail(300))
    assert len(batch) == 300
    assert replayed == pytest.approx(batch, abs=1e-6)
    assert served == pytest.approx(batch, abs=1e-6)


def test_a_filled_store_knows_what_the_history_says_and_filling_again_adds_nothing(
    inputs: Inputs, tmp_path: Path
) -> None:
    frame = data.read(inputs)
    last = frame.tail(20)
    asked = [Payment(*row) for row in last.select(*PAYMENT).iter_rows()]
    with Store.open(tmp_path) as opened:
        assert fill(opened, inputs).events == 2 * len(frame)
        online = Online(CatalogStore(opened.catalog), [Signals])
        read = online.read_many(Signals, asked)
        fill(opened, inputs)
        assert online.read_many(Signals, asked) == read
    wanted = data.signals(frame, last)
    for one, other in zip(read, wanted, strict=True):
        assert vars(one) == pytest.approx(vars(other), nan_ok=True)


def test_a_worker_applies_payments_and_labels_from_a_log(inputs: Inputs) -> None:
    frame = data.read(inputs)
    rows = data.training_rows(inputs)
    model: Boosting[Signals] = Boosting(trees=10, leaves=4)
    fraud = Fraud(score=model.fit(rows))
    catalog = Catalog.open("sqlite://")
    log = EventLog(catalog, "payments")
    log.append(
        [
            Message.of(f"payment {event.id}", Happened(payment=event))
            if isinstance(event, Payment)
            else Message.of(f"label {event.id}", Happened(label=event))
            for event in in_order(frame.head(3_000))
        ]
    )
    alerts: list[Alert] = []

    class Kept(Desk):
        def emit(self, alert: Alert, transaction: Any) -> None:
            alerts.append(alert)

    desk = Kept(fraud)
    progress = CatalogProgress(catalog)
    worker = Worker(log, desk.apply, progress, consumer="desk", type=Happened, batch=100)
    assert worker.drain().dead == 0
    expected = fraud.predict(data.signals(frame, frame.head(3_000)))
    found = [alert.probability for alert in alerts]
    assert found == pytest.approx([alert.probability for alert in expected], abs=1e-6)


def test_a_payment_is_stopped_where_the_loss_to_expect_is_larger(inputs: Inputs) -> None:
    rows = data.training_rows(inputs)
    model: Boosting[Signals] = Boosting(trees=30, leaves=4)
    fraud = Fraud(score=model.fit(rows), alarm_cost=5.0)
    check(fraud, rows.inputs[:10])
    for signals, alert in zip(rows.inputs, fraud.predict(rows.inputs), strict=True):
        assert alert.stop == (alert.probability > 5 / (5 + signals.amount))
        assert len(alert.reasons) <= 3


def test_without_data_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TANDEM_DATA", raising=False)
    with pytest.raises(DataMissing, match="TANDEM_DATA") as caught:
        data.training_rows(Inputs(FOLDER))
    assert PAYMENTS.url in str(caught.value)


def test_labels_reach_the_ledger_and_the_run_of_their_payment(
    inputs: Inputs, tmp_path: Path
) -> None:
    rows = data.training_rows(inputs)
    model: Boosting[Signals] = Boosting(trees=10, leaves=4)
    fraud = Fraud(score=model.fit(rows))
    with Store.open(tmp_path) as opened:
        ledger = FeedbackLedger(opened)
        desk = Desk(fraud, ledger=ledger)
        desk.take(list(in_order(data.read(inputs).head(2_000))))
        told = ledger.find("fraud")
        assert {item.path for item in told} == {"probability"}
        known = {str(row[0]): row[1] for row in data.read(inputs).select("id", "fraud").iter_rows()}
        assert len(told) > 20
        assert all(known[item.subject] is item.value for item in told)


def test_labels_find_the_runs_of_their_payments(
    delivered: Delivered, store: Store, inputs: Inputs
) -> None:
    fraud: Any = Registry(store).load(delivered.release)
    release = delivered.release.id
    Channels(store).promote("fraud", release, by="test", override=True, reason="a test")
    frame = data.read(inputs)
    first = data.between(frame, TEST, TEST + timedelta(days=2))
    alerts = lived(store, release, fraud, first, History({Payment: frame, Label: frame}))
    assert not [alert for alert in alerts if alert.monitor.startswith("ranking")]
    judged = FeedbackLedger(store).judged("fraud")
    assert {item.trace.subject for item in judged} == {str(id) for id in first["id"]}
