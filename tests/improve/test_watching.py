from __future__ import annotations

import asyncio
import dataclasses
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tandem.data.inputs import Inputs
from tandem.deliver import Channels, Loaded, deliver
from tandem.improve import AlertStore, FeedbackLedger, RankingMonitor, watch
from tandem.record import Store, Trace, TraceStore
from tandem.record.times import now
from tests.improve.desk import desk
from tests.improve.runs import run


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    return desk(tmp_path)


@pytest.fixture
def release(loaded: Loaded, store: Store) -> str:
    delivered = asyncio.run(deliver(loaded, store, Inputs(loaded.folder)))
    Channels(store).promote("desk", delivered.release.id, by="test")
    return delivered.release.id


def asked(words: str, release: str, *, topic: str = "serving", count: int = 80) -> list[Trace]:
    """Questions in the words of the evaluation, about something of one's own."""
    about = words.split()
    return [
        question(number, f"how about {about[number % len(about)]} number {number}", topic, release)
        for number in range(count)
    ]


def question(number: int, text: str, topic: str, release: str) -> Trace:
    return run(number, input={"text": text}, output={"topic": topic}, release=release, time=now())


def test_what_stays_the_same_raises_nothing(loaded: Loaded, store: Store, release: str) -> None:
    evaluated = TraceStore(store.catalog).find("desk", channel="evaluation")
    assert len(evaluated) == 100
    TraceStore(store.catalog).add(
        [
            run(i, input=trace.input, output=trace.output, release=release)
            for i, trace in enumerate(evaluated)
        ]
    )
    assert watch(loaded.project, store) == []


def test_nothing_is_live_or_nothing_was_asked(loaded: Loaded, store: Store) -> None:
    assert watch(loaded.project, store) == []
    delivered = asyncio.run(deliver(loaded, store, Inputs(loaded.folder)))
    Channels(store).promote("desk", delivered.release.id, by="test")
    assert watch(loaded.project, store) == []


def test_alerts_name_what_drifted_and_are_kept(loaded: Loaded, store: Store, release: str) -> None:
    TraceStore(store.catalog).add(asked("broker consumer", release))
    found = watch(loaded.project, store)
    assert [alert.subject for alert in found] == ["input.text", "output.topic"]
    assert {item["word"] for item in found[0].detail["words"]} >= {"broker", "consumer"}
    assert {(alert.system, alert.release) for alert in found} == {("desk", release)}
    assert all(alert.id and alert.time for alert in found)
    assert watch(loaded.project, store) == found
    assert len(AlertStore(store.catalog).find("desk", open=True)) == 2


def test_only_runs_since_a_time_count(loaded: Loaded, store: Store, release: str) -> None:
    TraceStore(store.catalog).add(asked("broker consumer", release))
    assert watch(loaded.project, store, since=now() + timedelta(minutes=1)) == []
    naive = (now() - timedelta(hours=1)).replace(tzinfo=None)  # read as UTC
    assert watch(loaded.project, store, since=naive)


def test_only_the_latest_runs_count(loaded: Loaded, store: Store, release: str) -> None:
    TraceStore(store.catalog).add(asked("broker consumer", release))
    assert watch(loaded.project, store, limit=29) == []


def test_only_runs_of_the_channel_s_release_count(
    loaded: Loaded, store: Store, release: str
) -> None:
    other = asked("broker consumer", "f" * 64)
    shadow = [
        run(900 + i, input=trace.input, output=trace.output, release=release, channel="shadow")
        for i, trace in enumerate(other)
    ]
    TraceStore(store.catalog).add(other + shadow)
    assert watch(loaded.project, store) == []


def test_labels_are_held_against_the_release_s_report(
    loaded: Loaded, store: Store, release: str
) -> None:
    ledger = FeedbackLedger(store)
    TraceStore(store.catalog).add(asked("serve", release, count=40))
    for number in range(40):
        ledger.add({"trace": f"{number:032x}", "path": "topic", "value": "proof", "by": "ann"})
    (alert,) = [item for item in watch(loaded.project, store) if "quality" in item.monitor]
    assert "0.0% of 40 runs right" in alert.message
    assert "right of the release 80.0%" in alert.message


def test_labels_of_another_release_do_not_count(loaded: Loaded, store: Store, release: str) -> None:
    ledger = FeedbackLedger(store)
    TraceStore(store.catalog).add(asked("serve", "f" * 64, count=40))
    for number in range(40):
        ledger.add({"trace": f"{number:032x}", "path": "topic", "value": "proof"})
    assert watch(loaded.project, store) == []


def test_late_labels_of_runs_beyond_the_latest_still_count(
    loaded: Loaded, store: Store, release: str
) -> None:
    TraceStore(store.catalog).add(asked("serve", release, count=60))
    ledger = FeedbackLedger(store)
    for number in range(30):  # the oldest ones
        ledger.add({"trace": f"{number:032x}", "path": "topic", "value": "proof"})
    quality = [item for item in watch(loaded.project, store, limit=30) if "quality" in item.monitor]
    assert quality


def test_a_new_release_closes_the_alerts_of_the_old_one(
    loaded: Loaded, store: Store, release: str, tmp_path: Path
) -> None:
    TraceStore(store.catalog).add(asked("broker consumer", release))
    watch(loaded.project, store)
    newer = desk(tmp_path, "newer", old='"serve port host"', new='"serve port host url"')
    delivered = asyncio.run(deliver(newer, store, Inputs(newer.folder)))
    Channels(store).promote("desk", delivered.release.id, by="test")
    assert watch(newer.project, store) == []
    assert AlertStore(store.catalog).find("desk", open=True) == []
    assert len(AlertStore(store.catalog).find("desk", open=False)) == 2


def test_a_canary_is_watched_beside_the_stable_release(
    loaded: Loaded, store: Store, release: str, tmp_path: Path
) -> None:
    newer = desk(tmp_path, "newer", old='"serve port host"', new='"serve port host url"')
    canary = asyncio.run(deliver(newer, store, Inputs(newer.folder))).release.id
    Channels(store).promote("desk", canary, share=0.2, by="test")
    TraceStore(store.catalog).add(asked("broker consumer", canary))
    assert {alert.release for alert in watch(loaded.project, store)} == {canary}


def test_a_project_without_monitors_raises_nothing(
    loaded: Loaded, store: Store, release: str
) -> None:
    TraceStore(store.catalog).add(asked("broker consumer", release))
    assert watch(dataclasses.replace(loaded.project, monitors=()), store) == []


def test_a_monitor_of_rare_events_gets_as_many_labels_as_it_asks_for(
    loaded: Loaded, store: Store, release: str
) -> None:
    """One run in fifty is a yes, and all of them are ranked last."""
    begun = now()
    TraceStore(store.catalog).add(
        run(
            number,
            output={"score": 0.1 if number % 50 else 0.0},
            release=release,
            time=begun + timedelta(seconds=number),
        )
        for number in range(3_000)
    )
    FeedbackLedger(store).add_many(
        {
            "trace": f"{number:032x}",
            "path": "score",
            "value": number % 50 == 0,
            "time": begun + timedelta(seconds=number),
        }
        for number in range(3_000)
    )

    def told(monitor: RankingMonitor, since: datetime | None = None) -> list[str]:
        project = dataclasses.replace(loaded.project, monitors=[monitor])
        return [alert.message for alert in watch(project, store, since=since, limit=500)]

    (message,) = told(RankingMonitor(path="score", at_least=0.5, wanted=25))
    assert "on 1500 runs, 30 of them yes" in message
    (message,) = told(RankingMonitor(path="score", at_least=0.5))
    assert "on 3000 runs, 60 of them yes" in message
    assert told(RankingMonitor(path="score", at_least=0.5), begun + timedelta(seconds=2_500)) == []
