"""An intake of made-up slips: a stub reads them, so that only the taking is on trial.

``python -m tests.operate.slips FOLDER STORE`` takes a folder and prints a line a slip.
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from tandem import Model, Store
from tandem.errors import InvalidInput
from tandem.operate import Intake, RecordTable
from tandem.record import Tasks
from tandem.search.extract import Amount, Date, Extraction, Found, Layout, Lines, positive

KINDS = {"shop": Lines(most=1), "day": Date(), "total": Amount()}


class Slips(Model[Layout, Extraction]):
    """Reads ``SHOP DAY TOTAL`` by pattern, aloud."""

    def predict(self, xs: object, /) -> list[Extraction]:
        return [self._read(layout) for layout in xs]  # type: ignore[attr-defined]  # a sequence of layouts

    def _read(self, layout: Layout) -> Extraction:
        print("read", flush=True)  # noqa: T201
        match = re.fullmatch(r"(\w+) (\S+) (-?\S+)\n?", layout.text)
        assert match is not None
        found = {
            name: Found(match[i], 0.9, match.start(i), match.end(i), match[i])
            for i, name in enumerate(KINDS, start=1)
        }
        return Extraction(found, 0.7)


def read(path: Path, data: bytes) -> Layout:
    """The text of a slip."""
    if path.suffix != ".txt":
        raise InvalidInput(f"{path.name} is no slip")
    return Layout.of(data.decode())


def intake(store: Store, url: str) -> Intake:
    """An intake into a table and the queue of a store."""
    return Intake(
        system=Slips(),
        read=read,
        kinds=KINDS,
        rules=[positive("total")],
        records=RecordTable.open(url, "slips", KINDS),
        tasks=Tasks(store.catalog),
        queue="slips",
        by="stub",
    )


if __name__ == "__main__":
    folder, home = Path(sys.argv[1]), Path(sys.argv[2])
    with Store.open(home) as opened:
        asyncio.run(intake(opened, f"sqlite:///{home / 'records.db'}").take(folder))
