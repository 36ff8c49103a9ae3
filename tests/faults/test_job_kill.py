"""A job whose driver, workers or both are killed is run on: no row missing, none double."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from tandem.record.ledger import ChunkLedger
from tests.faults.inject import ROOT
from tests.faults.killing import kills
from tests.record.chunked import COUNT, expected, kept, prepare

DRIVER = """
import functools, pathlib, sys
from tandem.record.executors import ProcessPool
from tandem.record.jobs import run_job
from tandem.record.ledger import ChunkLedger
from tests.record.chunked import inputs, prepare, work

folder = pathlib.Path(sys.argv[1])
if __name__ == "__main__":
    run_job(
        ChunkLedger(prepare(folder)), "hashes", inputs(), functools.partial(work, folder),
        ProcessPool(int(sys.argv[2])),
    )
"""


def test_a_job_killed_at_any_write_is_run_on(tmp_path: Path) -> None:
    steps = kills("job", tmp_path)
    assert {"update", "insert", "commit", "committed", "replace"} <= set(steps)


def start(script: Path, folder: Path, workers: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(script), str(folder), str(workers)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        start_new_session=True,
    )


def test_driver_and_workers_killed_at_random_instants(tmp_path: Path) -> None:
    (script := tmp_path / "driver.py").write_text(DRIVER)
    catalog, instants = prepare(tmp_path / "job"), random.Random(11)
    ledger = ChunkLedger(catalog)
    for everybody in (True, False, True):
        child = start(script, tmp_path / "job", 2)
        goal = min(COUNT - 1, done(ledger) + instants.randrange(1, 3))
        while done(ledger) < goal and child.poll() is None:
            pass
        if everybody:
            os.killpg(child.pid, signal.SIGKILL)
        child.kill()  # workers that are left see it and end after their chunk
        child.wait(timeout=60)
        rows = kept(catalog)  # once: workers that are left may still add to them
        assert len(rows) == len(set(rows))
    child = start(script, tmp_path / "job", 1)
    assert child.wait(timeout=120) == 0
    assert kept(catalog) == expected()
    catalog.close()


def done(ledger: ChunkLedger) -> int:
    return sum(chunk.state == "done" for chunk in ledger.chunks("hashes"))
