"""A job as a user would write one: chunks of rows, kept as blobs and in a table."""

from __future__ import annotations

import functools
import os
import signal
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, Table, Text, select

from tandem.record import Blobs, Catalog, digest_bytes
from tandem.record.jobs import Made

COUNT, ROWS = 8, 50
rows = Table("rows", MetaData(), Column("hash", Text), Column("chunk", Text))


def inputs(count: int = COUNT) -> dict[str, str]:
    return {f"chunk {n}": digest_bytes(b"%d" % n) for n in range(count)}


def expected(count: int = COUNT) -> list[str]:
    """The hash of every row that the job comes to."""
    return sorted(row for name in inputs(count) for row in made_of(name))


def made_of(chunk: str) -> list[str]:
    return [digest_bytes(f"{chunk}, row {n}".encode()) for n in range(ROWS)]


def work(folder: Path, chunk: str) -> Made:
    """Hashes of rows: a blob, and rows of a table that come with the chunk."""
    hashes = made_of(chunk)
    output = Blobs(folder / "blobs").put("\n".join(hashes).encode())
    return Made(output, functools.partial(insert, chunk, hashes))


def insert(chunk: str, hashes: list[str], connection: Connection) -> None:
    connection.execute(rows.insert(), [{"hash": item, "chunk": chunk} for item in hashes])


def suicidal(folder: Path, chunk: str) -> Made:
    """Work during which the process is killed: always by chunk 3, once by chunk 5."""
    tried = folder / f"tried {chunk}"
    if chunk == "chunk 3" or (chunk == "chunk 5" and not tried.exists()):
        tried.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return work(folder, chunk)


def prepare(folder: Path) -> Catalog:
    folder.mkdir(exist_ok=True)
    catalog = Catalog.open(f"sqlite:///{folder / 'catalog.db'}")
    with catalog.begin() as connection:
        rows.metadata.create_all(connection)
    return catalog


def kept(catalog: Catalog) -> list[str]:
    """The hash of every row in the table."""
    with catalog.read() as connection:
        return sorted(connection.execute(select(rows.c.hash)).scalars())
