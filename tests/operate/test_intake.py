from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tandem import Store
from tandem.operate import Intake, Taken, corrections
from tests.operate.slips import KINDS, intake


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


@pytest.fixture
def taking(store: Store, tmp_path: Path) -> Iterator[Intake]:
    made = intake(store, f"sqlite:///{tmp_path / 'records.db'}")
    yield made
    made.records.close()


def rows(taking: Intake) -> list[Any]:
    with taking.records.engine.connect() as connection:
        return list(connection.execute(select(taking.records.table)).all())


def take(taking: Intake, folder: Path) -> Taken:
    return asyncio.run(taking.take(folder))


def test_valid_records_go_to_the_table_and_others_to_the_queue(
    taking: Intake, folder: Path
) -> None:
    (folder / "a.txt").write_text("KITE 2018-12-25 9.00")
    (folder / "b.txt").write_text("KITE 2018-12-26 -9.00")
    (folder / "c.pdf").write_bytes(b"%PDF")
    (folder / ".hidden").write_text("KITE")
    assert take(taking, folder) == Taken(records=1, review=2)
    [row] = rows(taking)
    assert (row.shop, row.total, row.by) == ("KITE", 9.0, "stub")
    reasons = {task.asked["file"]: task.reason for task in taking.tasks.list("slips")}
    assert reasons == {
        "b.txt": "does not hold: total positive",
        "c.pdf": "cannot be read: c.pdf is no slip",
    }


def test_a_document_counts_once_whatever_its_name(taking: Intake, folder: Path) -> None:
    (folder / "a.txt").write_text("KITE 2018-12-25 9.00")
    take(taking, folder)
    (folder / "a.txt").rename(folder / "renamed.txt")
    (folder / "copy.txt").write_text("KITE 2018-12-25 9.00")
    assert take(taking, folder) == Taken(known=2)
    assert take(taking, folder) == Taken()
    assert len(rows(taking)) == 1


def test_answers_become_records_and_labels(taking: Intake, folder: Path) -> None:
    (folder / "b.txt").write_text("KITE 2018-12-26 -9.00")
    (folder / "c.txt").write_text("KITE 2018-12-27 -1.00")
    take(taking, folder)
    first, second = sorted(taking.tasks.list("slips"), key=lambda task: str(task.asked["file"]))
    taking.tasks.answer(first.id, {"total": "RM 9.00"}, by="ann")
    taking.tasks.answer(second.id, None, by="ann")
    assert taking.settle() == 1
    assert taking.settle() == 0
    [row] = rows(taking)
    assert (row.file, row.total, row.by, row.confidence) == ("b.txt", 9.0, "ann", 1.0)
    learned = corrections(taking.tasks, "slips", KINDS)
    assert [layout.text for layout in learned.inputs] == ["KITE 2018-12-26 -9.00"]
    assert learned.targets == [{"shop": "KITE", "day": "2018-12-26", "total": "9.00"}]


@pytest.mark.parametrize("answer", ["fine", {"tip": "1.00"}, {"total": "a lot"}])
def test_an_answer_that_does_not_fit_is_asked_again(
    taking: Intake, folder: Path, answer: object
) -> None:
    (folder / "b.txt").write_text("KITE 2018-12-26 -9.00")
    take(taking, folder)
    [task] = taking.tasks.list("slips")
    taking.tasks.answer(task.id, answer, by="ann")
    assert taking.settle() == 0
    [again] = taking.tasks.list("slips")
    assert again.reason != task.reason


def test_a_watched_file_is_taken_when_it_no_longer_changes(taking: Intake, folder: Path) -> None:
    async def watched() -> list[int]:
        path, counts = folder / "a.txt", []
        path.write_text("KITE 2018")
        job = asyncio.create_task(taking.watch(folder, seconds=0.0))
        await asyncio.sleep(0)
        path.write_text("KITE 2018-12-25 9.00")
        while not counts or not counts[-1]:
            await asyncio.sleep(0)
            counts.append(len(rows(taking)))
        job.cancel()
        return counts

    assert asyncio.run(watched())[-1] == 1
    assert rows(taking)[0].total == 9.0
    assert not taking.tasks.list("slips")


def test_a_killed_intake_loses_and_doubles_nothing(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "killed"
    for i in range(40):
        (folder / f"{i:02d}.txt").write_text(f"SHOP{i} 2018-12-25 {'-' * (i % 3 == 0)}{i}.50")
    for reads in (3, 1, 7, 12):
        started = subprocess.Popen(
            [sys.executable, "-m", "tests.operate.slips", str(folder), str(home)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        assert started.stdout is not None
        for _ in range(reads):
            assert started.stdout.readline() == b"read\n"
        os.kill(started.pid, signal.SIGKILL)
        started.wait()
        started.stdout.close()
    with Store.open(home) as opened:
        taking = intake(opened, f"sqlite:///{home / 'records.db'}")
        take(taking, folder)
        kept = [row.shop for row in rows(taking)]
        asked = [task.asked["values"]["shop"] for task in taking.tasks.list("slips")]
        taking.records.close()
    assert sorted(kept) == sorted(f"SHOP{i}" for i in range(40) if i % 3)
    assert sorted(asked) == sorted(f"SHOP{i}" for i in range(40) if i % 3 == 0)
