"""``python -m systems.extract.watch FOLDER``: new files into records, the rest into the queue.

Valid records go into ``records.db`` of the store, or to ``--url`` (PostgreSQL); the others wait
in ``tandem tasks list --queue extract``. With ``--kind contracts`` it reads contracts: give them
a store of their own. With ``--once`` it takes what is there and ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tandem import Store
from tandem.deliver import Registry
from tandem.operate import Intake, RecordTable
from tandem.record import Tasks
from tandem.search import DocumentReader
from tandem.search.extract import Kind, Layout, Rule

from . import contracts, data, filings, receipts


class Documents(StrEnum):
    """What is in the folder."""

    RECEIPTS = "receipts"
    CONTRACTS = "contracts"


@dataclass(frozen=True)
class Watched:
    """A kind of documents: its fields and rules, where its doubts go, and how lines are read."""

    kinds: Mapping[str, Kind]
    rules: Sequence[Rule]
    queue: str
    lines: Callable[[str], Layout]


WATCHED = {
    Documents.RECEIPTS: Watched(data.KINDS, receipts.RULES, data.QUEUE, Layout.of),
    Documents.CONTRACTS: Watched(filings.KINDS, contracts.RULES, filings.QUEUE, Layout.flowing),
}


def reading(lines: Callable[[str], Layout]) -> Callable[[Path, bytes], Layout]:
    """Reads boxes of a receipt, or a document of any known format."""

    def read(path: Path, raw: bytes) -> Layout:
        if path.suffix == ".csv":
            return data.read_boxes(raw.decode(errors="replace"))
        with DocumentReader() as reader:
            return lines(reader.read_bytes(raw, path.name).text)

    return read


def watch(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    kind: Annotated[Documents, typer.Option(help="What is in it.")] = Documents.RECEIPTS,
    store: Annotated[Path, typer.Option(help="Folder of the store.")] = Path(".tandem"),
    url: Annotated[str, typer.Option(help="Where records go, as a URL of SQLAlchemy.")] = "",
    once: Annotated[bool, typer.Option(help="Take what is there, then end.")] = False,
) -> None:
    """Read what comes into a folder with the live release."""
    watched = WATCHED[kind]
    with Store.open(store) as opened:
        release = Registry(opened).get("extract:live")
        address = url or f"sqlite:///{store / 'records.db'}"
        intake = Intake(
            system=Registry(opened).load(release),
            read=reading(watched.lines),
            kinds=watched.kinds,
            rules=watched.rules,
            records=RecordTable.open(address, kind, watched.kinds),
            tasks=Tasks(opened.catalog),
            queue=watched.queue,
            by=release.id,
        )
        if once:
            typer.echo(str(asyncio.run(intake.take(folder))))
        else:
            asyncio.run(intake.watch(folder))


if __name__ == "__main__":
    typer.run(watch)
