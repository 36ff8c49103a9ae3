"""Names of processes by which others on the same machine see that one has died."""

from __future__ import annotations

import functools
import os
import socket
from pathlib import Path

_GONE = ""


def owner() -> str:
    """The name of this process: its machine, its number and when it started."""
    return _name(os.getpid())  # by number, because a fork is another process


@functools.cache
def _name(pid: int) -> str:
    return f"{socket.gethostname()} {pid} {_started(pid) or '?'}"


def is_gone(name: str) -> bool:
    """Whether a process of this machine has ended. ``False`` for others, and when in doubt."""
    host, pid, started = name.split(" ")
    if host != socket.gethostname() or started == "?":
        return False
    return _started(int(pid)) not in (started, None)


def _started(pid: int) -> str | None:
    """When a process started, in ticks since boot; empty if it has ended.

    ``None`` where the system does not say: on others than Linux.
    """
    if not Path("/proc/self/stat").exists():
        return None
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return _GONE
    fields = stat.rpartition(")")[2].split()  # a name may hold spaces and brackets
    return _GONE if fields[0] in "ZX" else fields[19]
