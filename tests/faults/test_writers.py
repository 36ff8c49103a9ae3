"""Eight processes move one channel at once: no move is lost, losers are told."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tandem.deliver import Channels
from tandem.record import Store
from tests.deliver.samples import released, shift
from tests.faults.inject import ROOT

WRITERS, TIMES = 8, 12


def test_eight_writers_lose_no_update(tmp_path: Path) -> None:
    loaded = shift(tmp_path)
    with Store.open(tmp_path / "store") as store:
        releases = [released(store, loaded, float(value)).id for value in range(3)]
    command = [sys.executable, "-m", "tests.faults.writer", str(tmp_path / "store")]
    writers = [
        subprocess.Popen(
            [*command, f"writer{number}", str(TIMES), *releases],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(WRITERS)
    ]
    ended = [writer.communicate(timeout=300) for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS, ended
    with Store.open(tmp_path / "store") as store:
        history = Channels(store).history("shift")  # the chain verifies
    assert [entry.sequence for entry in history] == list(range(1, WRITERS * TIMES + 1))
    moves = Counter((entry.by, entry.reason) for entry in history)
    assert moves == Counter(
        (f"writer{writer}", str(number)) for writer in range(WRITERS) for number in range(TIMES)
    )
    assert sum(int(output) for output, _ in ended) > 0, "the writers never met"
