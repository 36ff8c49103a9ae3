from __future__ import annotations

import functools
import os
import signal
import sys
from pathlib import Path

import pytest

from tandem.errors import DefinitionError, StoreError
from tandem.record.executors import Executor, InProcess, ProcessPool


def note(folder: Path) -> None:
    (folder / str(os.getpid())).touch()


def killed_once(folder: Path) -> None:
    note(folder)
    if len(list(folder.iterdir())) == 1:
        os.kill(os.getpid(), signal.SIGKILL)


def test_in_process_is_here(tmp_path: Path) -> None:
    executor: Executor = InProcess()
    executor.run(functools.partial(note, tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [str(os.getpid())]


def test_a_pool_runs_elsewhere_and_replaces_who_is_killed(tmp_path: Path) -> None:
    ProcessPool(1).run(functools.partial(killed_once, tmp_path))
    found = [path.name for path in tmp_path.iterdir()]
    assert len(found) == 2
    assert str(os.getpid()) not in found


def test_a_process_that_gives_up_is_told() -> None:
    with pytest.raises(StoreError, match="status 7"):
        ProcessPool(1).run(functools.partial(sys.exit, 7))


def test_a_pool_of_none_is_refused() -> None:
    with pytest.raises(DefinitionError):
        ProcessPool(0)
