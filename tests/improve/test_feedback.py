from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.errors import InvalidInput, NotFound
from tandem.improve import Feedback, FeedbackLedger
from tandem.record import Catalog, Store, TraceStore
from tests.improve.runs import START, run
from tests.record.conftest import Server
from tests.record.conftest import server as server  # a fixture


@pytest.fixture
def ledger(store: Store) -> FeedbackLedger:
    TraceStore(store.catalog).add(
        [
            run(1, input={"text": "one"}, output={"topic": "a"}, subject="ann", minutes=0),
            run(2, input={"text": "two"}, output={"topic": "a"}, subject="ann", minutes=10),
            run(3, input={"text": "three"}, output={"topic": "a"}, subject="bob", minutes=20),
            run(4, input={"text": "four"}, subject="ann", minutes=30, system="other"),
            run(5, input=None, subject="eve", minutes=40),
        ]
    )
    return FeedbackLedger(store)


def label(number: int = 1, value: Any = "b", **more: Any) -> dict[str, Any]:
    return {"trace": f"{number:032x}", "value": value, "path": "topic", "by": "ann", **more}


def test_the_same_statement_counts_once(ledger: FeedbackLedger) -> None:
    assert ledger.add(label())
    assert not ledger.add(label())
    assert not ledger.add(label(time="2026-03-02T00:00:00Z"))  # said again: still once
    assert len(ledger.find("desk")) == 1


@pytest.mark.postgres
def test_the_same_statement_counts_once_in_postgresql(server: Server, tmp_path: Path) -> None:
    store = Store(tmp_path, Catalog.open(server.create()))
    assert [FeedbackLedger(store).add(label()) for _ in range(2)] == [True, False]
    many = [label(number % 2_500) for number in range(3_000)]
    assert [FeedbackLedger(store).add_many(many) for _ in range(2)] == [2_499, 0]
    store.close()


def test_many_count_once_each_also_within_their_batch(ledger: FeedbackLedger) -> None:
    ledger.add(label(1))
    many = [label(number % 2_500) for number in range(3_000)]
    assert ledger.add_many(many) == 2_499
    assert ledger.add_many(iter(many)) == 0
    assert ledger.add_many([]) == 0
    assert len(ledger.find()) == 2_500


def test_many_are_stored_together_or_not_at_all(ledger: FeedbackLedger) -> None:
    with pytest.raises(InvalidInput, match="by its trace or by its subject"):
        ledger.add_many([label(1), label(2), {"value": 1}])
    assert ledger.find() == []


@pytest.mark.parametrize(
    "other", [{"value": "c"}, {"by": "bob"}, {"path": ""}, {"kind": "correction"}, {"number": 2}]
)
def test_another_statement_is_another(ledger: FeedbackLedger, other: dict[str, Any]) -> None:
    assert ledger.add(label())
    assert ledger.add(label(**other))


def test_a_key_counts_once_whatever_it_says(ledger: FeedbackLedger) -> None:
    assert ledger.add(label(key="k"))
    assert not ledger.add(label(2, "c", key="k"))
    (found,) = ledger.find()
    assert (found.key, found.value) == ("k", "b")


def test_everything_said_comes_back(ledger: FeedbackLedger) -> None:
    said = Feedback(
        trace=f"{1:032x}",
        path="topic",
        kind="correction",
        value={"topic": ["x", 1.5, None]},
        by="ann",
        time=START + timedelta(hours=1),
        key="k",
    )
    ledger.add(said)
    (found,) = ledger.find()
    assert found.arrived is not None
    assert (found.value, found.time, found.kind) == (said.value, said.time, "correction")
    assert (found.trace, found.system, found.accepted) == (said.trace, "desk", None)


def test_late_feedback_falls_into_the_window_of_its_event(ledger: FeedbackLedger) -> None:
    for day in (1, 2, 3):
        ledger.add(label(value=day, time=START + timedelta(days=day)))
    found = ledger.find(since=START + timedelta(days=2), until=START + timedelta(days=3))
    assert [item.value for item in found] == [2]
    assert [item.value for item in ledger.find()] == [3, 2, 1]


def test_a_subject_means_its_last_run_before_the_event(ledger: FeedbackLedger) -> None:
    for minutes in (-1, 5, 10, 99):
        ledger.add({"subject": "ann", "value": minutes, "time": START + timedelta(minutes=minutes)})
    about = {item.value: item.trace for item in FeedbackLedger.find(ledger)}
    assert about == {-1: "", 5: f"{1:032x}", 10: f"{2:032x}", 99: f"{4:032x}"}
    assert {item.value for item in ledger.find("desk")} == {5, 10}


def test_the_ledger_s_own_system_settles_whose_subject_it_is(
    store: Store, ledger: FeedbackLedger
) -> None:
    desk = FeedbackLedger(store, system="desk")
    desk.add({"subject": "ann", "value": 1, "time": START + timedelta(minutes=99)})
    (found,) = desk.find("desk")
    assert found.trace == f"{2:032x}"


def test_feedback_may_come_before_its_trace_is_written(
    store: Store, ledger: FeedbackLedger
) -> None:
    ledger.add(label(9))
    ledger.add({"subject": "zoe", "value": 1, "time": START + timedelta(days=1)})
    assert ledger.find("desk") == []
    TraceStore(store.catalog).add([run(9, input="x", subject="zoe", minutes=60)])
    assert {item.trace for item in ledger.find("desk")} == {f"{9:032x}"}


def test_runs_of_evaluations_and_shadows_serve_no_subject(store: Store) -> None:
    TraceStore(store.catalog).add(
        [
            run(1, subject="ann"),
            run(2, subject="ann", minutes=1, channel="shadow"),
            run(3, subject="ann", minutes=2, channel="evaluation"),
        ]
    )
    ledger = FeedbackLedger(store)
    ledger.add({"subject": "ann", "value": 1})
    assert ledger.find()[0].trace == f"{1:032x}"


def test_filters(ledger: FeedbackLedger) -> None:
    ledger.add(label(key="a"))
    ledger.add(label(2, True, key="b", kind="rating"))
    ledger.review("a", accepted=True, by="lead")
    assert [item.key for item in ledger.find(kind="rating")] == ["b"]
    assert [item.key for item in ledger.find(accepted=True)] == ["a"]
    assert ledger.find(accepted=False) == []
    assert ledger.find("other") == []


def test_only_what_is_accepted_teaches(ledger: FeedbackLedger) -> None:
    for key, number in (("yes", 1), ("no", 2), ("waiting", 3)):
        ledger.add(label(number, key=key))
    ledger.review("yes", accepted=True, by="lead")
    ledger.review("no", accepted=False, by="lead")
    (taught,) = ledger.reviewed("desk")
    assert (taught.path, taught.value, taught.by) == ("topic", "b", "ann")
    assert (taught.input, taught.output) == ({"text": "one"}, {"topic": "a"})
    ledger.review("yes", accepted=False, by="lead")
    assert ledger.reviewed("desk") == []


def test_of_several_labels_of_one_field_the_last_event_teaches(ledger: FeedbackLedger) -> None:
    for day in (2, 3, 1):
        ledger.add(label(value=day, key=str(day), time=START + timedelta(days=day), accepted=True))
    ledger.add(label(2, "x", time=START + timedelta(days=2), accepted=True))
    assert [(item.trace[-1], item.value) for item in ledger.reviewed("desk")] == [
        ("2", "x"),
        ("1", 3),
    ]


def test_ratings_and_runs_without_input_teach_nothing(ledger: FeedbackLedger) -> None:
    ledger.add(label(1, True, kind="rating", accepted=True))
    ledger.add({"subject": "eve", "value": "x", "accepted": True})
    ledger.add(label(77, accepted=True, system="desk"))
    assert len(ledger.find("desk", accepted=True)) == 3
    assert ledger.reviewed("desk") == []


def test_the_latest_judgements_come_with_their_runs(ledger: FeedbackLedger) -> None:
    for number in (1, 2, 3):
        ledger.add(label(number, time=START + timedelta(days=number)))
    found = ledger.judged("desk", limit=2)
    assert [item.trace.id[-1] for item in found] == ["3", "2"]


def test_pages_leave_nothing_out_and_repeat_nothing(
    store: Store, ledger: FeedbackLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tandem.improve.feedback._PAGE", 3)
    at = [START + timedelta(days=number // 4) for number in range(20)]
    for number, time in enumerate(at):
        ledger.add(label(1 + number % 2, number, time=time, key=str(number)))
    ledger.add_many(label(3, number, time=at[0], key=f"same {number}") for number in range(7))
    ledger.add(label(4, time=at[3]))
    found = [item.feedback.key for item in ledger.latest("desk")]
    assert found == [item.key for item in ledger.find("desk")]
    assert len(found) == len(set(found)) == 27


def test_review_of_nothing(ledger: FeedbackLedger) -> None:
    with pytest.raises(NotFound, match="no feedback 'x'"):
        ledger.review("x", accepted=True, by="lead")


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 1},
        {"value": 1, "trace": "t", "subject": "s"},
        {"value": 1, "trace": "t", "kind": "praise"},
        {"value": 1, "trace": "t", "time": datetime(2026, 1, 1)},
        {"value": 1, "trace": "t", "time": "yesterday"},
        {"trace": "t"},
    ],
)
def test_feedback_that_says_too_little_is_refused(
    ledger: FeedbackLedger, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput):
        ledger.add(wrong)
    assert ledger.find() == []


def test_secrets_do_not_reach_the_store(ledger: FeedbackLedger) -> None:
    key = "sk-" + "a1" * 12
    ledger.add(label(value={"answer": f"use {key}", "password": "hunter2"}))
    (found,) = ledger.find()
    assert key not in str(found.value)
    assert "hunter2" not in str(found.value)
