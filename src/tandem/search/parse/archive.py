"""What is refused in a zipped office file before it is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import Final

from tandem.errors import InvalidInput

_ENTITY: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HEAD: Final = 4_096
_FILES: Final = 10_000


def check_archive(data: bytes, id: str, *, most: int) -> None:
    """Raise ``InvalidInput`` for an archive that means harm.

    That is one whose files unpack to more than ``most`` bytes (a bomb), leave the folder
    they are unpacked in, or declare XML entities (which can multiply without end).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _FILES:
                raise InvalidInput(f"{id} holds {len(entries)} files: a bomb")
            size = sum(entry.file_size for entry in entries)
            if size > most:
                raise InvalidInput(f"{id} unpacks to {size} bytes, more than {most}: a bomb")
            for entry in entries:
                _check_entry(archive, entry, id)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise InvalidInput(f"{id} is a damaged archive: {error}") from None


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, id: str) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts:
        raise InvalidInput(f"{id} holds a file that leaves its folder: {entry.filename!r}")
    if path.suffix in (".xml", ".rels"):
        with archive.open(entry) as file:
            if _ENTITY.search(file.read(_HEAD)):
                raise InvalidInput(f"{id} declares XML entities in {entry.filename!r}")
