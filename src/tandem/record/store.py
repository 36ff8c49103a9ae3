"""The store: a catalog and blobs side by side, in one folder by default."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL

from tandem.errors import StoreError
from tandem.record.blobs import Blobs
from tandem.record.catalog import Catalog


class Store:
    """Everything that Tandem remembers: releases, traces, feedback, learned states.

    >>> import tempfile
    >>> with Store.open(tempfile.mkdtemp()) as store:
    ...     store.blobs.get(store.blobs.put(b"state"))
    b'state'
    """

    def __init__(self, path: Path, catalog: Catalog) -> None:
        self.path = path
        self.catalog = catalog
        self.blobs = Blobs(path / "blobs")

    @classmethod
    def open(cls, location: str | Path | None = None) -> Self:
        """Open the store in a folder, which is made if it is not there.

        Without a location: the folder named by ``TANDEM_STORE``, or ``.tandem``. The SQL
        part is ``catalog.db`` in it, or the database at the URL ``TANDEM_CATALOG``.
        """
        path = Path(location or os.environ.get("TANDEM_STORE") or ".tandem").resolve()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"no store can be made at {path}: {error.strerror}",
                hint="name another folder with --store or TANDEM_STORE",
            ) from None
        file = URL.create("sqlite", database=str(path / "catalog.db"))
        return cls(path, Catalog.open(os.environ.get("TANDEM_CATALOG") or file))

    def close(self) -> None:
        """Close the catalog's connections."""
        self.catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
