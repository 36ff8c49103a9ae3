"""``tandem profile``: what is in a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tandem.cli.common import JsonOption, show, verb
from tandem.errors import DefinitionError

if TYPE_CHECKING:
    from tandem.data import Suspect

_LOOKED_AT = 10_000
_JUDGED = 50_000
"""Rows whose labels are judged."""
_LABELS = 50
_TREES = 60
_SHOWN = 10


@verb
def profile(
    table: Annotated[
        Path, typer.Argument(help="A CSV, JSON lines (also gzipped), Parquet or Arrow file.")
    ],
    target: Annotated[
        str,
        typer.Option("--target", help="The column to predict: how much of it each explains."),
    ] = "",
    labels: Annotated[
        bool,
        typer.Option("--labels", help="Say too which values of the target are probably wrong."),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Say what is in a table: kinds, missing and repeated values, ranges, and what tells most."""
    from rich.console import Console

    from tandem.data import profile as profile_of

    if labels and not target:
        raise DefinitionError("--labels judges the target, and there is none", hint="--target NAME")
    found = profile_of(_rows(table), target=target)
    doubts = _doubts(_rows(table), target) if labels else None
    width = max(Console(stderr=True).width, 120)
    data = found if doubts is None else {"profile": found, "labels": doubts}
    show(data, lambda: "\n\n".join([found.to_text(width), *_told(doubts)]), json=json)


@dataclass(frozen=True)
class Doubts:
    """How many labels are probably wrong, and the most doubtful, with rows counted from 0."""

    rows: int
    wrong: int
    by: str
    suspects: list[Suspect]


def _doubts(rows: Iterator[dict[str, Any]], target: str) -> Doubts:
    """Labels judged by boosted trees that did not see their row, on the first rows of a table."""
    from tandem.core import Rows
    from tandem.data import find_label_issues
    from tandem.models import BoostingClassifier

    records, labels, places = [], [], []
    for place, row in enumerate(islice(rows, _JUDGED)):
        if row.get(target) is not None:
            records.append({name: value for name, value in row.items() if name != target})
            labels.append(str(row[target]))
            places.append(place)
    if len(set(labels)) > _LABELS:
        raise DefinitionError(
            f"{target!r} has {len(set(labels))} values, too many for labels",
            hint=f"labels can be judged where there are {_LABELS} or fewer",
        )
    found = find_label_issues(BoostingClassifier(trees=_TREES), Rows(records, labels))
    worst = [replace(suspect, row=places[suspect.row]) for suspect in found[:_SHOWN]]
    return Doubts(len(labels), len(found), f"BoostingClassifier, {_TREES} trees, 5 folds", worst)


def _told(doubts: Doubts | None) -> list[str]:
    if doubts is None:
        return []
    share = doubts.wrong / doubts.rows
    lines = [f"{doubts.wrong} of {doubts.rows} labels ({share:.1%}) are doubtful, by {doubts.by}:"]
    lines += [f"  row {suspect.row}: {suspect.reason}" for suspect in doubts.suspects]
    return ["\n".join([*lines, "Have a person look: a doubtful label is not always a wrong one."])]


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
