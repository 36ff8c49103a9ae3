"""Writing files so that a crash at any instant leaves either the old state or the new."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable
from pathlib import Path


def write_atomic(path: Path, pieces: Iterable[bytes], *, mode: int = 0o444) -> None:
    """Write a file all or nothing: a unique temporary one, fsync, rename, directory fsync.

    Raises the ``OSError`` of the failing step (disk full, no permission) and leaves nothing
    under ``path`` that was not there before.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f".{uuid.uuid4().hex}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        try:
            for piece in pieces:
                _write_all(descriptor, piece)
            os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_directory(path: Path) -> None:
    """Make renames in a directory durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def pieces(path: Path, size: int = 1 << 20) -> Iterable[bytes]:
    """The bytes of a file, ``size`` at a time."""
    with path.open("rb") as file:
        while piece := file.read(size):
            yield piece
