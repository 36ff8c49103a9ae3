"""Files of a tar archive, whichever way it is packed."""

from __future__ import annotations

import importlib
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tandem.errors import DataMissing, MissingExtra


def read_archive(path: str | Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file of a ``.tar``, ``.tar.gz``, ``.tar.xz`` or ``.tar.zst``.

    Zstandard is unpacked by Python itself from 3.14 on, else by ``backports.zstd``. Raises
    ``MissingExtra`` where there is neither, ``DataMissing`` for a broken archive.
    """
    path = Path(path)
    broken: tuple[type[Exception], ...] = (tarfile.TarError, EOFError, OSError)
    try:
        if path.suffix == ".zst":
            zstd = _zstandard(path)
            broken += (zstd.ZstdError,)
            with zstd.open(path, "rb") as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
                yield from _files(tar)
        else:
            with tarfile.open(path) as tar:
                yield from _files(tar)
    except broken as error:
        raise DataMissing(f"{path} cannot be unpacked: {error}", hint="get it again") from error


def _files(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for member in archive:
        file = archive.extractfile(member) if member.isfile() else None
        if file is not None:
            yield member.name, file.read()


def _zstandard(path: Path) -> Any:
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise MissingExtra(
        f"{path.name} is packed with Zstandard, which nothing installed can unpack",
        hint='pip install "tandem-ai[tables]"',
    )
