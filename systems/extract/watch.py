"""``python -m systems.extract.watch FOLDER``: new files into records, the rest into the queue.

Valid records go into ``records.db`` of the store, or to ``--url`` (PostgreSQL); the others wait
in ``tandem tasks list --queue extract``. With ``--once`` it takes what is there and ends.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from tandem import Store
from tandem.deliver import Registry
from tandem.operate import Intake, RecordTable
from tandem.record import Tasks
from tandem.search import DocumentReader
from tandem.search.extract import Layout

from .data import KINDS, QUEUE, read_boxes
from .receipts import RULES


def read(path: Path, data: bytes) -> Layout:
    """Boxes of a receipt, or a document of any known format."""
    if path.suffix == ".csv":
        return read_boxes(data.decode(errors="replace"))
    with DocumentReader() as reader:
        return Layout.of(reader.read_bytes(data, path.name))


def watch(
    folder: Path,
    store: Annotated[Path, typer.Option(help="Folder of the store.")] = Path(".tandem"),
    url: Annotated[str, typer.Option(help="Where records go, as a URL of SQLAlchemy.")] = "",
    once: Annotated[bool, typer.Option(help="Take what is there, then end.")] = False,
) -> None:
    """Read what comes into a folder with the live release."""
    with Store.open(store) as opened:
        release = Registry(opened).get("extract:live")
        intake = Intake(
            system=Registry(opened).load(release),
            read=read,
            kinds=KINDS,
            rules=RULES,
            records=RecordTable.open(url or f"sqlite:///{store / 'records.db'}", "receipts", KINDS),
            tasks=Tasks(opened.catalog),
            queue=QUEUE,
            by=release.id,
        )
        if once:
            typer.echo(str(asyncio.run(intake.take(folder))))
        else:
            asyncio.run(intake.watch(folder))


if __name__ == "__main__":
    typer.run(watch)
