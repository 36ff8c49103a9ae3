"""Where a data file comes from, under which licence, and whether it is the published one."""

from __future__ import annotations

import functools
import gzip
import hashlib
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

from tandem.errors import DataMissing


@dataclass(frozen=True)
class Source:
    """A published file. Tandem never downloads it; it says where to get it.

    ``file`` is the path below the folder that the environment variable ``TANDEM_DATA``
    names. ``sha256`` is the hash of the file as published, in hexadecimal; a gzipped copy
    under the same name with ``.gz`` is accepted as well, and hashed unpacked.
    """

    name: str
    file: str
    url: str
    licence: str
    sha256: str
    note: str = ""

    def locate(self) -> Path:
        """The path of the file, verified once per process and change of the file.

        Raises ``DataMissing`` when it is not there or is not the published one.
        """
        folder = os.environ.get("TANDEM_DATA")
        if not folder:
            raise DataMissing(
                f"{self.name} needs {self.file}, and TANDEM_DATA is not set",
                hint=f"set TANDEM_DATA to the folder of your data files; {self.get_it()}",
            )
        plain = Path(folder).expanduser() / self.file
        packed = plain.with_name(f"{plain.name}.gz")
        path = packed if not plain.is_file() and packed.is_file() else plain
        if not path.is_file():
            raise DataMissing(f"{self.name}: {plain} is not there", hint=self.get_it())
        status = path.stat()
        found = _sha256(path, status.st_size, status.st_mtime_ns)
        if found != self.sha256.lower():
            raise DataMissing(
                f"{self.name}: {path} is not the published file: its sha256 is {found}, "
                f"expected {self.sha256}",
                hint=f"an incomplete download, or another edition; {self.get_it()}",
            )
        return path

    def get_it(self) -> str:
        """How to get the file, in one sentence."""
        note = f" ({self.note})" if self.note else ""
        return f"download {self.url} to $TANDEM_DATA/{self.file}{note}"


@functools.lru_cache(maxsize=64)
def _sha256(path: Path, size: int, time: int) -> str:
    """The hash of the unpacked bytes; size and time of the file make a changed one new."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise DataMissing(f"{path} cannot be unpacked: {error}", hint="download it again") from None
