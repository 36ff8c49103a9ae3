"""Feedback counts once: through repeats, other orders, many writers and a killed process."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tandem.improve import FeedbackLedger
from tandem.record import Store

COUNT = 120


def said() -> list[dict[str, Any]]:
    """Statements as clients send them: some with keys, some without."""
    return [
        {
            "trace": f"{number:032x}",
            "path": "topic",
            "kind": ("label", "correction", "rating")[number % 3],
            "value": number,
            "by": "ann",
            "time": f"2026-03-{1 + number % 28:02d}T00:00:00Z",
            "system": "desk",
            **({"key": f"key {number}"} if number % 2 else {}),
        }
        for number in range(COUNT)
    ]


def summary(location: Path) -> list[tuple[Any, ...]]:
    """What the ledger holds, in one order."""
    with Store.open(location) as store:
        found = FeedbackLedger(store).find("desk")
    return sorted((item.value, item.key, item.trace, item.kind, item.time) for item in found)


@pytest.fixture
def expected(tmp_path: Path) -> list[tuple[Any, ...]]:
    with Store.open(tmp_path / "once") as store:
        ledger = FeedbackLedger(store)
        assert all(ledger.add(item) for item in said())
    found = summary(tmp_path / "once")
    assert len(found) == COUNT
    return found


@pytest.mark.parametrize("seed", range(5))
def test_repeats_in_any_order_count_once(
    tmp_path: Path, expected: list[tuple[Any, ...]], seed: int
) -> None:
    sent = said() * 3
    random.Random(seed).shuffle(sent)
    with Store.open(tmp_path / "store") as store:
        ledger = FeedbackLedger(store)
        assert sum(ledger.add(item) for item in sent) == COUNT
    assert summary(tmp_path / "store") == expected


def test_eight_writers_count_once(tmp_path: Path, expected: list[tuple[Any, ...]]) -> None:
    with Store.open(tmp_path / "store") as store, ThreadPoolExecutor(8) as pool:
        ledger = FeedbackLedger(store)
        assert sum(pool.map(ledger.add, said() * 4)) == COUNT
    assert summary(tmp_path / "store") == expected


WRITER = """
    import sys
    from tandem.improve import FeedbackLedger
    from tandem.record import Store
    from tests.faults.test_feedback import said

    with Store.open(sys.argv[1]) as store:
        ledger = FeedbackLedger(store)
        for number, item in enumerate(said()):
            ledger.add(item)
            print(number, flush=True)
"""


def killed_after(location: Path, acknowledged: int) -> int:
    """Send everything, kill -9 after so many acknowledgements; how many there were."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(location)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    seen = 0
    for _ in process.stdout:
        seen += 1
        if seen == acknowledged:
            os.kill(process.pid, signal.SIGKILL)
            break
    seen += sum(1 for _ in process.stdout)
    process.stdout.close()
    process.wait()
    return seen


def test_a_killed_writer_loses_nothing_acknowledged_and_doubles_nothing(
    tmp_path: Path, expected: list[tuple[Any, ...]]
) -> None:
    location = tmp_path / "store"
    for acknowledged in (1, 40, 90):
        seen = killed_after(location, acknowledged)
        kept = summary(location)
        assert seen <= len(kept) <= COUNT
        assert set(kept) <= set(expected)
    killed_after(location, COUNT + 1)
    assert summary(location) == expected
