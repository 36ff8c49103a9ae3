"""A table in an object store: S3 and what speaks like it, Google Cloud Storage, Azure, HTTP."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from tandem.data.rows import COLUMNAR, Malformed, format_of, parse_rows, read_rows
from tandem.data.table import typed
from tandem.errors import DataMissing, MissingExtra

Record = TypeVar("Record")
_PIECE = 1 << 20


@dataclass(frozen=True)
class Object:
    """An object by URL, such as ``s3://bucket/folder/customers.parquet``.

    Keys, region and endpoint come from the variables of the environment that the provider's
    own tools read, ``AWS_ACCESS_KEY_ID`` and ``AWS_ENDPOINT_URL`` for instance. CSV and JSON
    lines are read as they arrive. Parquet and Arrow need any place of the file at any time:
    they are copied to a temporary file, which is gone when the reading ends.
    """

    url: str

    @property
    def name(self) -> str:
        return self.url

    def records(self, cls: type[Record]) -> Iterator[Record]:
        return typed(self._rows(), cls, self.name)

    def stamp(self) -> str | None:
        store, path = self._located()
        with self._told():
            found = _obstore().head(store, path)
        return f"{found['e_tag']} {found['size']} {found['last_modified']}"

    def _rows(self) -> Iterator[dict[str, Any] | Malformed]:
        store, path = self._located()
        columnar = format_of(Path(path))[0] in COLUMNAR
        with self._told():
            stream = _Stream(_obstore().get(store, path).stream(min_chunk_size=_PIECE))
            if not columnar:
                file = cast(BinaryIO, io.BufferedReader(stream, _PIECE))
                yield from parse_rows(file, Path(path).name)
                return
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / Path(path).name
                with copy.open("wb") as target:
                    shutil.copyfileobj(stream, target, _PIECE)
                yield from read_rows(copy)

    def _located(self) -> tuple[Any, str]:
        """The store of the bucket, and the path in it."""
        scheme, _, rest = self.url.partition("://")
        bucket, _, path = rest.partition("/")
        obstore = _obstore()
        with self._told():
            return obstore.store.from_url(f"{scheme}://{bucket}"), path

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of the store as ours; its own run over many lines."""
        obstore = _obstore()
        try:
            yield
        except FileNotFoundError:
            raise DataMissing(f"{self.url} is not there") from None
        except (obstore.exceptions.BaseError, PermissionError) as error:
            raise DataMissing(
                f"{self.url} cannot be read: {str(error).splitlines()[0]}",
                hint="check the URL, and keys, region and endpoint in the environment",
            ) from None


class _Stream(io.RawIOBase):
    """The pieces of a download as a file that is read from start to end."""

    def __init__(self, pieces: Any) -> None:
        self._pieces = iter(pieces)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        view = memoryview(buffer)
        size = min(len(view), len(self._left))
        view[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _obstore() -> Any:
    try:
        import obstore
        import obstore.store
    except ImportError:
        raise MissingExtra(
            "object stores need obstore, which is not installed",
            hint='pip install "tandem-ai[objects]"',
        ) from None
    return obstore
