from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.data import Label, LabelStore, record_digest
from tandem.errors import InvalidInput
from tandem.record import Catalog, Store
from tests.record.conftest import catalog as catalog  # fixtures
from tests.record.conftest import server as server
from tests.record.conftest import url as url

START = datetime(2026, 3, 2, tzinfo=UTC)
BILL, PARCEL, ODD = "my bill is wrong", "where is my parcel", "hello"


@pytest.fixture
def store(catalog: Catalog, tmp_path: Path) -> Store:  # the fixture
    """A store on a catalog of each kind."""
    return Store(tmp_path / "store", catalog)


@pytest.fixture
def labels(store: Store) -> LabelStore:
    return LabelStore(store, task="topic")


def said(text: str, value: Any, by: str = "ann", minutes: int = 0, **more: Any) -> Label:
    time = START + timedelta(minutes=minutes)
    return Label(record=record_digest(text), value=value, by=by, time=time, **more)


def test_a_label_keeps_where_it_comes_from(labels: LabelStore) -> None:
    assert labels.add(said(BILL, "billing", source="queue.csv", note="sure"))
    [kept] = labels.history()
    assert (kept.value, kept.by, kept.source, kept.note) == ("billing", "ann", "queue.csv", "sure")
    assert (kept.task, kept.record, kept.time) == ("topic", record_digest(BILL), START)
    assert kept.arrived is not None
    assert kept.arrived > START


def test_no_secret_is_stored(labels: LabelStore) -> None:
    labels.add(said(BILL, {"password": "hunter2"}, note="card 4111 1111 1111 1111"))
    [kept] = labels.history()
    assert (kept.value, kept.note) == ({"password": "[redacted]"}, "card [redacted]")


def test_what_an_annotator_says_already_is_not_new(labels: LabelStore) -> None:
    assert labels.add(said(BILL, "billing"))
    assert not labels.add(said(BILL, "billing", minutes=5))
    assert labels.add(said(BILL, "billing", by="bob"))
    assert labels.add_all([said(BILL, "billing"), said(PARCEL, "shipping")]) == 1


def test_changing_ones_mind_and_back_is_three_labels(labels: LabelStore) -> None:
    for minute, value in enumerate(["billing", "shipping", "billing"]):
        assert labels.add(said(BILL, value, minutes=minute))
    assert [label.value for label in labels.history()] == ["billing", "shipping", "billing"]
    assert labels.resolve()[record_digest(BILL)].value == "billing"


def test_a_key_counts_once_whatever_it_says(labels: LabelStore) -> None:
    assert labels.add(said(BILL, "billing", key="k1"))
    assert not labels.add(said(BILL, "shipping", key="k1"))
    assert labels.add({"record": record_digest(BILL), "value": "other", "by": "eve", "key": "k2"})


def test_tasks_are_apart(labels: LabelStore) -> None:
    labels.add(said(BILL, "billing"))
    labels.add(said(BILL, True, task="urgent"))
    assert [label.value for label in labels.history()] == ["billing"]
    assert [label.value for label in labels.history("urgent")] == [True]
    assert labels.history(by="bob") == labels.history(record=record_digest(ODD)) == []


def test_the_majority_decides_and_of_equals_the_last(labels: LabelStore) -> None:
    labels.add_all(
        [
            said(BILL, "billing", "ann", 0),
            said(BILL, "billing", "bob", 1),
            said(BILL, "other", "eve", 2),
            said(PARCEL, "shipping", "ann", 3),
            said(PARCEL, "billing", "bob", 4),
        ]
    )
    found = labels.resolve()
    bill, parcel = found[record_digest(BILL)], found[record_digest(PARCEL)]
    assert (bill.value, bill.votes, bill.share) == ("billing", 3, pytest.approx(2 / 3))
    assert (parcel.value, parcel.share) == ("billing", 0.5)
    assert labels.resolve(by="latest")[record_digest(BILL)].value == "other"


def test_only_the_last_word_of_an_annotator_votes(labels: LabelStore) -> None:
    labels.add_all(
        [
            said(BILL, "other", "ann", 0),
            said(BILL, "other", "bob", 1),
            said(BILL, "billing", "ann", 2),
            said(BILL, "billing", "eve", 3),
        ]
    )
    assert labels.resolve()[record_digest(BILL)].value == "billing"
    assert len(labels.history()) == 4


def test_a_label_that_arrives_late_counts_by_its_time(labels: LabelStore) -> None:
    labels.add(said(BILL, "billing", minutes=10))
    labels.add(said(BILL, "other", minutes=3))
    assert labels.resolve()[record_digest(BILL)].value == "billing"


def test_labels_make_training_rows(labels: LabelStore) -> None:
    labels.add_all([said(BILL, "billing"), said(PARCEL, "shipping")])
    rows = labels.rows([PARCEL, ODD, BILL, BILL])
    assert rows.inputs == [PARCEL, BILL, BILL]
    assert rows.targets == ["shipping", "billing", "billing"]
    assert rows.groups == [record_digest(PARCEL), record_digest(BILL), record_digest(BILL)]


def test_agreement_of_annotators(labels: LabelStore) -> None:
    texts = [f"text {i}" for i in range(50)]
    for place, text in enumerate(texts):  # the table of cohen by hand: kappa 0.4
        first = "yes" if place < 25 else "no"
        second = "yes" if place < 20 or 25 <= place < 35 else "no"
        labels.add_all([said(text, first, "ann"), said(text, second, "bob")])
    labels.add(said(ODD, "yes", "ann"))
    found = labels.agreement()
    assert (found.records, found.annotators) == (50, 2)
    assert found.share == pytest.approx(0.7)
    assert found.pairs == {"ann, bob": pytest.approx(0.4)}
    assert found.fleiss == pytest.approx((0.7 - (0.55**2 + 0.45**2)) / (1 - (0.55**2 + 0.45**2)))


def test_nobody_agrees_where_nobody_labelled(labels: LabelStore) -> None:
    found = labels.agreement()
    assert (found.records, found.fleiss, found.pairs) == (0, None, {})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"record": "", "value": 1}, "digest"),
        ({"record": "r", "value": None}, "has a value"),
        ({"record": "r", "value": 1, "time": "2026-01-01T00:00:00"}, "no time zone"),
        ({"record": "r"}, "value"),
        ({"record": "r", "value": 1, "by": 3}, "by"),
    ],
)
def test_what_is_no_label_is_refused_and_nothing_is_stored(
    labels: LabelStore, wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        labels.add_all([said(BILL, "billing"), wrong])
    assert labels.history() == []


def test_writers_at_once_lose_nothing_and_double_nothing(store: Store) -> None:
    def write() -> None:
        mine = LabelStore(store, task="topic")
        for place in range(10):
            mine.add(said(f"text {place}", "billing"))
            mine.add(said(f"text {place}", "other", threading.current_thread().name))

    threads = [threading.Thread(target=write, name=f"writer {i}") for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = LabelStore(store, task="topic").history()
    assert sum(label.by == "ann" for label in kept) == 10
    assert len(kept) == 50
