"""``tandem profile``: what is in a table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Any

import typer

from tandem.cli.common import JsonOption, show, verb

_LOOKED_AT = 10_000


@verb
def profile(
    table: Annotated[
        Path, typer.Argument(help="A CSV, JSON lines (also gzipped), Parquet or Arrow file.")
    ],
    target: Annotated[
        str,
        typer.Option("--target", help="The column to predict: how much of it each explains."),
    ] = "",
    json: JsonOption = False,
) -> None:
    """Say what is in a table: kinds, missing and repeated values, ranges, and what tells most."""
    from rich.console import Console

    from tandem.data import profile as profile_of

    found = profile_of(_rows(table), target=target)
    width = max(Console(stderr=True).width, 120)
    show(found, lambda: found.to_text(width), json=json)


def _rows(table: Path) -> Iterator[dict[str, Any]]:
    """The rows, those of CSV with values in place of text; broken lines are left out."""
    from tandem.data.cells import Cells
    from tandem.data.rows import Malformed, format_of, read_rows

    rows = (row for row in read_rows(table) if not isinstance(row, Malformed))
    if format_of(table)[0] != "csv":
        return rows  # the others have types of their own
    first = list(islice(rows, _LOOKED_AT))
    cells = Cells(first)
    return (cells.read(row) for row in chain(first, rows))
