"""Work for the tests of engines, importable by name."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def square(x: int) -> int:
    if x == 13:
        raise ValueError("thirteen")
    return x * x


def once_killed(item: tuple[str, int]) -> int:
    """Kills its own process the first time that it sees the item 3."""
    folder, x = item
    mark = Path(folder) / "killed"
    if x == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    with (Path(folder) / "calls").open("a") as file:
        file.write(f"{x}\n")
    return x + 100


def deadly(x: int) -> int:
    if x == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return x
