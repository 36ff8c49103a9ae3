"""Kills one command at its first write, its second, and so on to its last.

    python -m tests.faults.killing promote /some/folder

Run by the tests of kills, as a process of its own: it forks a child for every step, which
is quick because everything was imported before. A write is any call by which files change,
and any statement or commit of the catalog. After every kill a new process finds the store
as it was left, and the same command is run again.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from tests.faults.inject import ROOT, STEPS
from tests.faults.scenes import SCENES


def kills(scene: str, folder: Path) -> list[str]:
    """Run a scene in a new process; the names of the writes at which it was killed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killing", scene, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout.split()


class Countdown:
    """Counts writes and kills this process in the chosen one."""

    def __init__(self, step: int, log: Path) -> None:
        self.left = step
        self.log = log

    def reached(self, name: str) -> bool:
        self.left -= 1
        if self.left == 0:
            self.log.write_text(name)
        return self.left == 0

    def kill(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        for name in STEPS:
            setattr(os, name, self._file(name, getattr(os, name)))
        for name in ("do_execute", "do_executemany"):
            setattr(DefaultDialect, name, self._statement(getattr(DefaultDialect, name)))
        commit = DefaultDialect.do_commit

        def do_commit(dialect: Any, connection: Any) -> None:
            if self.reached("commit"):
                self.kill()
            commit(dialect, connection)
            if self.reached("committed"):
                self.kill()

        DefaultDialect.do_commit = do_commit

    def _statement(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def execute(dialect: Any, cursor: Any, statement: str, *rest: Any) -> None:
            word = statement.split(maxsplit=1)[0].lower()
            if word != "select" and self.reached(word):
                self.kill()
            original(dialect, cursor, statement, *rest)

        return execute

    def _file(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            if self.reached(name):
                if name == "write":  # half of it reaches the disk
                    original(arguments[0], arguments[1][: len(arguments[1]) // 2])
                self.kill()
            return original(*arguments, **named)

        return step


def in_child(work: Callable[[], None]) -> bool:
    """Do work in a fork; whether it was killed. An exception in it ends this process."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(1)
    return False


def main(scene: Any, folder: Path) -> None:
    template, log = folder / "template", folder / "step"
    in_child(lambda: scene.prepare(template))
    for step in itertools.count(1):
        place = folder / f"step{step}"
        shutil.copytree(template, place)

        def job(place: Path = place, step: int = step) -> None:
            Countdown(step, log).install()
            scene.job(place)

        killed = in_child(job)
        name = log.read_text() if killed else "nothing"
        sys.stderr.write(f"killed at step {step}: {name}\n")
        in_child(lambda place=place: scene.check(place))
        in_child(lambda place=place: scene.job(place))
        in_child(lambda place=place: scene.check_done(place))
        shutil.rmtree(place)
        if not killed:
            return
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main(SCENES[sys.argv[1]](), Path(sys.argv[2]))
