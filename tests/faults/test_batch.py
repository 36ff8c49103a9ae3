"""A job that is killed while it scores a table leaves nothing half-written."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tandem.operate import score_table
from tests.operate.test_batch import Judge

ROOT = Path(__file__).parents[2]
SCRIPT = """
import os, signal, sys
from tandem.operate import score_table
from tests.operate.test_batch import Judge

def die(done, total):
    if done >= 4:
        os.kill(os.getpid(), signal.SIGKILL)

score_table(Judge(), sys.argv[1], sys.argv[2], chunk=2, progress=die)
"""


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_a_killed_job_leaves_the_old_table_and_the_next_one_completes(
    tmp_path: Path, name: str
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / name
    source.write_text("amount,paid\n" + "1,yes\nbad,no\n" * 5)
    target.write_text("before")
    command = [sys.executable, "-c", SCRIPT, str(source), str(target)]
    done = subprocess.run(command, cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert target.read_text() == "before"
    assert not target.with_name(f"{name}.rejected.jsonl").exists()
    scored = score_table(Judge(), source, target)
    assert (scored.rows, scored.rejected) == (5, 5)
