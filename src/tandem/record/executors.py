"""Where the chunks of a job are worked on: here, or in processes of their own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from typing import Protocol

from tandem.errors import DefinitionError, StoreError

Task = Callable[[], object]


class Executor(Protocol):
    """Runs a task, which takes chunks until there are none left, in one place or several."""

    def run(self, task: Task) -> None:
        """Return when the task has returned everywhere."""
        ...


@dataclass(frozen=True)
class InProcess:
    """Runs the task in the calling thread."""

    def run(self, task: Task) -> None:
        task()


@dataclass(frozen=True)
class ProcessPool:
    """Runs the task in new processes. One that is killed is replaced.

    The task, with the functions in it, must be importable by name. Raises ``StoreError`` if a
    process ends by itself with an error.
    """

    workers: int

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise DefinitionError(f"a pool of {self.workers} processes")

    def run(self, task: Task) -> None:
        running = [_start(task) for _ in range(self.workers)]
        try:
            while running:
                wait([process.sentinel for process in running])
                for process in [one for one in running if not one.is_alive()]:
                    process.join()
                    running.remove(process)
                    if (process.exitcode or 0) < 0:  # killed by a signal
                        running.append(_start(task))
                    elif process.exitcode:
                        raise StoreError(
                            f"a worker ended with status {process.exitcode}",
                            hint="its error output says why",
                        )
        finally:
            for process in running:
                process.kill()
                process.join()


def _start(task: Task) -> SpawnProcess:
    # Not forked: the parent has threads and open databases, which do not survive a fork.
    process = multiprocessing.get_context("spawn").Process(target=task, daemon=True)
    process.start()
    return process
