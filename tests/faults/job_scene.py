"""A job of chunks that is killed while it runs."""

from __future__ import annotations

import functools
from pathlib import Path

from tandem.record import Blobs
from tandem.record.jobs import run_job
from tandem.record.ledger import ChunkLedger
from tests.record.chunked import expected, inputs, kept, made_of, prepare, work

COUNT = 2


class JobScene:
    """Two chunks, each a blob and rows of a table."""

    def prepare(self, folder: Path) -> None:
        prepare(folder).close()

    def job(self, folder: Path) -> None:
        catalog = prepare(folder)
        run_job(ChunkLedger(catalog), "hashes", inputs(COUNT), functools.partial(work, folder))
        catalog.close()

    def check(self, folder: Path) -> None:
        """Rows and blobs are there of the chunks that are done, and rows of no other."""
        catalog = prepare(folder)
        rows: list[str] = []
        for chunk in ChunkLedger(catalog).chunks("hashes"):
            if chunk.state == "done":
                rows += made_of(chunk.name)
                blob = Blobs(folder / "blobs").get(chunk.output)
                assert blob.decode().split("\n") == made_of(chunk.name)
        assert kept(catalog) == sorted(rows)
        catalog.close()

    def check_done(self, folder: Path) -> None:
        self.check(folder)
        catalog = prepare(folder)
        assert kept(catalog) == expected(COUNT)
        catalog.close()
