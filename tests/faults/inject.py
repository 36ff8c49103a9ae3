"""Runs a script in which the n-th write to disk goes wrong.

    python -m tests.faults.inject kill 7 script.py arguments...

``kill`` is SIGKILL, in the middle of a write where it is one; ``full`` is ENOSPC from there
on. A step is any call by which Python code changes files. Exit status 42: the script ended
before its n-th step, so that no fault is left to inject.
"""

from __future__ import annotations

import errno
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

STEPS = ("write", "fsync", "fchmod", "link", "mkdir", "rename", "replace", "unlink", "utime")
ROOT = Path(__file__).parents[2]
NO_FAULT = 42


def faults(
    how: str, script: Path, *arguments: object
) -> Iterator[subprocess.CompletedProcess[str]]:
    """Run the script with a fault at its first step, its second, and so on to its last."""
    for step in range(1, 10_000):
        command = [sys.executable, "-m", "tests.faults.inject", how, str(step), str(script)]
        done = subprocess.run(
            [*command, *map(str, arguments)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode == NO_FAULT:
            return
        yield done


def clean(script: Path, *arguments: object) -> str:
    """What the script prints when nothing goes wrong."""
    done = subprocess.run(
        [sys.executable, str(script), *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class Fault:
    """Counts the steps and makes the chosen one fail."""

    def __init__(self, how: str, step: int) -> None:
        self.how = how
        self.left = step

    @property
    def happened(self) -> bool:
        return self.left <= 0

    def wrap(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left > 0 or (name == "unlink" and self.how == "full"):
                return original(*arguments, **named)
            if self.how == "full":
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if self.left == 0:
                if name == "write":
                    original(arguments[0], arguments[1][: len(arguments[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*arguments, **named)

        return step


def main() -> None:
    how, step, script, *arguments = sys.argv[1:]
    fault = Fault(how, int(step))
    for name in STEPS:
        setattr(os, name, fault.wrap(name, getattr(os, name)))
    sys.argv = [script, *arguments]
    sys.path.insert(0, str(ROOT))
    runpy.run_path(script, run_name="__main__")
    sys.exit(0 if fault.happened else NO_FAULT)


if __name__ == "__main__":
    main()
