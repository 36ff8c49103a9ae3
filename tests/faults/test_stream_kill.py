"""A worker killed at any write, or at any instant, counts every event once by its key."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

from tests.faults.inject import ROOT
from tests.faults.killing import kills
from tests.faults.stream_scene import StreamScene


def test_a_worker_killed_at_any_write_counts_once(tmp_path: Path) -> None:
    steps = kills("stream", tmp_path)
    assert {"insert", "update", "commit", "committed"} <= set(steps)
    assert len(steps) > 20


FOLLOW = """
import sys, pathlib
from tandem.record import Store
from tests.faults.stream_scene import StreamScene
folder = pathlib.Path(sys.argv[1])
with Store.open(folder / "store") as store:
    for one in StreamScene().workers(store, folder):
        one.batch = 1
        while one.step().applied:
            print(flush=True)
"""


def test_sigkill_at_random_instants_counts_once(tmp_path: Path) -> None:
    scene, folder = StreamScene(), tmp_path / "scene"
    scene.prepare(folder)
    instants = random.Random(7)
    for _ in range(4):
        child = subprocess.Popen(
            [sys.executable, "-c", FOLLOW, str(folder)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert child.stdout is not None
        for _ in range(instants.randrange(1, 3)):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.stdout.close()
        child.wait(timeout=60)
        scene.check(folder)
    scene.job(folder)
    scene.check_done(folder)
