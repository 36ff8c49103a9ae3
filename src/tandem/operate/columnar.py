"""Scoring by columns: a model takes thousands of rows of a file without a record for each.

Rows where a cell is in doubt, and rows of a batch that fails, take the path of records, so
answers, warnings and reasons are the same on both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tandem.core.component import Component, Model
from tandem.core.context import current_run
from tandem.core.schema import to_builtins
from tandem.data.batch import RecordBatch
from tandem.data.columnar import ColumnReader
from tandem.data.pieces import Piece, read_pieces
from tandem.data.rows import COLUMNAR, format_of, scan
from tandem.record.step import BatchRun

_LEAST = 64
"""Rows below which a batch that fails is not halved again: records find the bad row."""
_PLAIN = frozenset((bool, int, float, str))


@dataclass
class Told:
    """What a model said of the rows of a piece, by their place in it."""

    outputs: dict[int, Any] = field(default_factory=dict)
    failed: dict[int, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    """Rows that got no output: the reason, and the row itself."""
    warned: int = 0
    undecided: list[int] = field(default_factory=list)
    """Rows that records must decide."""


def pieces_of(
    system: Component[Any, Any], source: Path, target: Path, record: Any, size: int
) -> Iterator[tuple[Piece, Told]] | None:
    """The pieces of a file with what the model said of them; ``None`` where columns will not do.

    They do for a ``Model`` of plain records (``ColumnReader.of``) and files of plain columns.
    """
    try:
        import polars  # noqa: F401  # whether it is there
    except ImportError:
        return None
    kind, _ = format_of(source)
    if not isinstance(system, Model) or kind == "jsonl" or not isinstance(record, type):
        return None
    if kind in COLUMNAR and source.is_file() and not _plain(source, target):
        return None
    return _told(system, read_pieces(source, size), record)


def _told(
    system: Model[Any, Any], pieces: Iterator[Piece], record: type
) -> Iterator[tuple[Piece, Told]]:
    reader: ColumnReader[Any] | None = None
    seen = False
    for piece in pieces:
        if not piece.frame.height:
            yield piece, Told()
            continue
        if not seen:
            reader, seen = ColumnReader.of(record, dict(piece.frame.schema)), True
        if reader is None:
            yield piece, Told(undecided=list(range(piece.frame.height)))
            continue
        batch, doubt = reader.read(piece.frame)
        told = Told(undecided=doubt.arg_true().to_list())
        _ask(system, batch, (~doubt).arg_true().to_list(), told)
        yield piece, told


def _plain(source: Path, target: Path) -> bool:
    """Whether a table has only columns that come out of a frame as they come out of rows."""
    import polars

    texts = format_of(target)[0] not in COLUMNAR
    for dtype in scan(source).collect_schema().dtypes():
        fine = dtype.is_integer() or dtype in (polars.Boolean, polars.String, polars.Null)
        fine = fine or (dtype in (polars.Float32, polars.Float64))
        if not fine and (texts or dtype not in (polars.Date, polars.Datetime, polars.Duration)):
            return False
    return True


def _ask(model: Model[Any, Any], batch: RecordBatch[Any], places: list[int], told: Told) -> None:
    """The model's outputs for a batch; halved where it fails, until records are to decide."""
    if not places:
        return
    run = BatchRun()
    token = current_run.set(run)
    try:
        outputs: Sequence[Any] | None = model.predict(batch)
    except Exception:
        outputs = None
    finally:
        current_run.reset(token)
    if outputs is not None and len(outputs) == len(places):
        told.outputs.update(zip(places, outputs, strict=True))
        told.warned += sum("warnings" in (run.about(x) or ()) for x in batch.made.values())
    elif len(places) <= _LEAST:
        told.undecided += places
    else:
        middle = len(places) // 2
        for half in (slice(0, middle), slice(middle, None)):
            _ask(model, RecordBatch(batch.cls, batch.frame[half]), places[half], told)


def answered(piece: Piece, outputs: dict[int, Any], prefix: str) -> Any:
    """The rows that have an output, with its fields beside their own; ``None`` where outputs
    have not all the same fields of plain values."""
    import polars

    places = sorted(outputs)
    own = [name for name in piece.frame.columns if not name.startswith(prefix)]
    frame = piece.frame.select(own)
    if len(places) < frame.height:
        frame = frame[places]
    values = [outputs[place] for place in places]
    if not set(map(type, values)) <= _PLAIN:
        values = to_builtins(values)
    columns: dict[str, list[Any]] = {"prediction": values}
    if values and all(isinstance(value, dict) for value in values):
        names = list(values[0])
        if any(list(value) != names for value in values):
            return None
        columns = {name: [value[name] for value in values] for name in names}
    new = []
    for name, column in columns.items():
        if len(kinds := set(map(type, column)) - {type(None)}) > 1 or not kinds <= _PLAIN:
            return None
        while name in own:
            name = f"predicted_{name}"
        own.append(name)
        new.append(polars.Series(name, column))
    return frame.with_columns(new)
