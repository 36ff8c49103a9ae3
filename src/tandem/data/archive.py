"""Files of a tar archive, whichever way it is packed."""

from __future__ import annotations

import importlib
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from tandem.errors import DataMissing, MissingExtra


def read_archive(path: str | Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file of a ``.tar``, ``.tar.gz``, ``.tar.xz`` or ``.tar.zst``.

    Zstandard is unpacked by Python itself from 3.14 on, else by ``zstandard`` or ``pyarrow``.
    Raises ``MissingExtra`` where there is neither, ``DataMissing`` for a broken archive.
    """
    path = Path(path)
    try:
        if path.suffix == ".zst":
            with _zstandard(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
                yield from _files(archive)
        else:
            with tarfile.open(path) as archive:
                yield from _files(archive)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise DataMissing(f"{path} cannot be unpacked: {error}", hint="get it again") from error


def _files(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for member in archive:
        file = archive.extractfile(member) if member.isfile() else None
        if file is not None:
            yield member.name, file.read()


def _zstandard(path: Path) -> IO[bytes]:
    for name in ("compression.zstd", "zstandard", "pyarrow"):
        try:
            module: Any = importlib.import_module(name)
        except ImportError:
            continue
        if name == "pyarrow":
            path.stat()  # which says best what is wrong with a path
            return cast(IO[bytes], module.CompressedInputStream(str(path), "zstd"))
        return cast(IO[bytes], module.open(path, "rb"))
    raise MissingExtra(
        f"{path.name} is packed with Zstandard, which nothing installed can unpack",
        hint="pip install zstandard",
    )
