"""Acknowledged is durable: whatever write a kill or a full disk hits, no such trace is lost."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tandem.record import Store, TraceStore
from tests.faults.inject import ROOT, clean

SCRIPT = Path(__file__).with_name("commit_traces.py")
COUNT = 12


def start(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.commit_traces", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(lines: str, word: str) -> list[str]:
    return [line.split()[1] for line in lines.splitlines() if line.startswith(f"{word} ")]


def check(folder: Path, kept: list[str]) -> int:
    """Every kept trace is there and whole, and so is the database; how many there are."""
    with Store.open(folder) as store:
        traces = TraceStore(store.catalog)
        for id in kept:
            trace = traces.get(id)
            assert trace.input == trace.spans[0].input
            assert trace.spans[1].path == "write"
        for trace in traces.find(limit=None):
            assert len(trace.spans) == 2
        count = traces.count()
    with sqlite3.connect(folder / "catalog.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    return count


# Files grow from nothing (the log) and from 100 kB (the database, when the log is folded in):
# a step that is no multiple of a page stops writes at ever other places of a page.
LIMITS = range(34_000, 180_000, 8_009)


def test_a_kill_at_any_write_of_a_flush_loses_no_acknowledged_trace(tmp_path: Path) -> None:
    died = 0
    kept: list[str] = []
    for bytes_left in LIMITS:
        child = start(tmp_path, COUNT, bytes_left, "die")
        lines, errors = child.communicate(timeout=120)
        assert child.returncode in (0, -signal.SIGXFSZ), errors
        died += child.returncode != 0
        kept += said(lines, "kept")
        assert check(tmp_path, kept) >= len(kept)
    assert died > 5
    before = check(tmp_path, kept)
    done = clean(SCRIPT, tmp_path, COUNT)  # the same command completes the job
    assert check(tmp_path, kept + said(done, "kept")) == before + 2 * COUNT


def test_sigkill_in_the_middle_of_a_flood_loses_no_acknowledged_trace(tmp_path: Path) -> None:
    kept: list[str] = []
    for read in (1, 2, 5, 20, 60):
        child = start(tmp_path, 100_000)
        assert child.stdout is not None
        assert child.stderr is not None
        lines = "".join(child.stdout.readline() for _ in range(read))
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.read()
        assert child.wait(timeout=60) == -signal.SIGKILL, child.stderr.read()
        child.stdout.close()
        child.stderr.close()
        found = said(lines, "kept")
        assert len(found) >= read
        kept += found
        assert check(tmp_path, kept) >= len(kept)


@pytest.mark.parametrize("bytes_left", [36_000, 60_000, 90_000])
def test_a_full_disk_is_told_and_what_waits_is_stored_later(
    tmp_path: Path, bytes_left: int
) -> None:
    child = start(tmp_path, COUNT, bytes_left, "refuse")
    lines, errors = child.communicate(timeout=120)
    assert child.returncode == 0, errors
    kept, refused = said(lines, "kept"), said(lines, "refused")
    assert len(kept) + len(refused) == COUNT
    assert refused
    # Whoever waited was told; the others were stored once there was space again.
    assert check(tmp_path, kept) == len(kept) + COUNT
    end = lines.splitlines()[-1].split()
    assert end == ["end", str(len(kept) + COUNT), str(len(refused))]
    with Store.open(tmp_path) as store:
        ids = {trace.id for trace in TraceStore(store.catalog).find(limit=None)}
    assert not ids & set(refused)
