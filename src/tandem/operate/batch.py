"""Scoring a table: every row of a file through a system, bad rows set aside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from os import PathLike
from pathlib import Path
from time import perf_counter
from typing import Any

from tandem.core.component import Component
from tandem.core.schema import contract, to_builtins
from tandem.data.pieces import Piece
from tandem.data.rows import Malformed, count_rows, format_of, read_rows
from tandem.data.typed import Reader
from tandem.data.writer import RowWriter
from tandem.errors import DefinitionError, InvalidInput
from tandem.features.intake import Intake, intake_of
from tandem.operate.columnar import Told, answered, pieces_of
from tandem.record.recorder import Recorder
from tandem.record.span import Trace

Progress = Callable[[int, int | None], None]
_PREFIX = "rejected"


@dataclass(frozen=True)
class Scored:
    """How many rows were scored and how many set aside, and where both lie.

    ``warned`` are the scored rows whose traces have warnings. ``rejects`` is empty when no
    row was set aside.
    """

    rows: int
    rejected: int
    warned: int
    target: str
    rejects: str
    seconds: float

    @property
    def rejected_share(self) -> float:
        """The share of the rows that were set aside."""
        return self.rejected / max(self.rows + self.rejected, 1)


def score_table(
    system: Component[Any, Any],
    source: str | PathLike[str],
    target: str | PathLike[str],
    *,
    recorder: Recorder | None = None,
    chunk: int = 16_384,
    progress: Progress | None = None,
) -> Scored:
    """Write the rows of ``source`` with the fields of the system's output to ``target``.

    Both are CSV, JSON lines (also gzipped) or Parquet. An output that is no record becomes
    the column ``prediction``; a name that the source has already gets ``predicted_`` in
    front. Rows that cannot be read, or for which the system fails, go to
    ``<target>.rejected.jsonl`` with the reason; that file can be corrected and scored itself.
    Both files appear when the whole job is done. A component of features is given the requests
    that those are made of, where a source of them is connected (``reading``). A model takes
    ``chunk`` rows in one call. Each row has its trace where ``recorder`` has a sink for it;
    where it has none, a model of plain records gets CSV, Parquet and Arrow by columns, with
    the same outputs. ``progress`` gets the rows done and about how many there are.
    """
    source, target = Path(source), Path(target)
    _refuse_event_loop()
    format_of(target)
    started = perf_counter()
    total = count_rows(source) if progress and source.is_file() else None
    report = progress or (lambda done, total: None)
    recorder = recorder or Recorder(system=type(system).__name__, channel="batch")
    intake = intake_of(contract(type(system)).input)
    record = intake.type
    if recorder.sample < 1:
        raise DefinitionError(
            f"score_table got a recorder that keeps {recorder.sample:.0%} of the outputs",
            hint="every output is written: use sample=1",
        )
    warned = 0
    rejects = target.with_name(f"{target.name}.{_PREFIX}.jsonl")
    with (
        asyncio.Runner() as runner,
        RowWriter(target) as writer,
        RowWriter(rejects, empty=False) as aside,
    ):
        pieces = None
        if not recorder.watched and intake.source is None:
            pieces = pieces_of(system, source, target, record, chunk)

        def trace(part: _Chunk) -> list[Trace]:
            if not part.records:
                return []
            return runner.run(recorder.batch(system, part.inputs(intake)))

        for part in _chunks(source, record, chunk) if pieces is None else ():
            warned += _write(part, trace(part), writer)
            aside.write(part.rejected)
            report(aside.rows + writer.rows, total)
        for piece, told in pieces or ():
            part = _left(piece, told, record)
            warned += told.warned + _decide(part, trace(part), told)
            _write_piece(piece, told, part, writer)
            aside.write(part.rejected)
            report(aside.rows + writer.rows, total)
    report(aside.rows + writer.rows, aside.rows + writer.rows)
    return Scored(
        rows=writer.rows,
        rejected=aside.rows,
        warned=warned,
        target=str(target),
        rejects=str(rejects) if aside.rows else "",
        seconds=perf_counter() - started,
    )


@dataclass
class _Chunk:
    """Some rows of the source: those that are records, and what was set aside so far."""

    records: list[Any] = field(default_factory=list)
    rows: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)
    rejected: list[Mapping[str, Any]] = field(default_factory=list)

    def inputs(self, intake: Intake) -> Sequence[Any]:
        """What the records ask for; those that cannot be answered are set aside."""
        try:
            return intake.inputs(self.records)
        except InvalidInput:
            pass  # one of them cannot: find out which
        asked, found = zip(self.rows, self.records, strict=True), list[Any]()
        self.rows = []
        for (number, row), record in asked:
            try:
                found += intake.inputs((record,))
                self.rows.append((number, row))
            except InvalidInput as error:
                self.reject(number, error.message, row)
        return found

    def reject(self, number: int, reason: str, row: Mapping[str, Any]) -> None:
        """Set a row aside; its own columns are kept, so that it can be scored again."""
        self.rejected.append({**row, f"{_PREFIX}_row": number, f"{_PREFIX}_reason": reason})


def _chunks(path: Path, record: Any, size: int) -> Iterator[_Chunk]:
    reader: Reader[Any] | None = None
    numbered = enumerate(read_rows(path), start=1)
    while rows := list(islice(numbered, size)):
        part = _Chunk()
        for number, row in rows:
            if isinstance(row, Malformed):
                part.reject(number, row.problem, {f"{_PREFIX}_text": row.text})
                continue
            columns = list(row)
            try:
                if reader is None or columns != reader.columns:
                    reader = Reader(record, columns)
                part.records.append(reader.read(row))
                part.rows.append((number, row))
            except InvalidInput as error:
                if reader is None and format_of(path)[0] != "jsonl":
                    raise  # the table has not the columns: no row can be read
                part.reject(number, error.message, row)
        yield part


def _left(piece: Piece, told: Told, record: Any) -> _Chunk:
    """What columns did not decide of a piece, as records with their places in it."""
    part = _Chunk()
    for number, row in piece.malformed:
        part.reject(number, row.problem, {f"{_PREFIX}_text": row.text})
    places = sorted(told.undecided)
    if not places:
        return part
    reader = Reader(record, piece.frame.columns)
    rows = piece.frame[places].rows(named=True)
    for place, values in zip(places, rows, strict=True):
        try:
            part.records.append(reader.read(values))
            part.rows.append((place, values))
        except InvalidInput as error:
            part.reject(piece.numbers[place], error.message, values)
    return part


def _decide(part: _Chunk, traces: list[Trace], told: Told) -> int:
    """Add the outputs of records to those of columns; how many have warnings."""
    warned = 0
    for (place, row), trace in zip(part.rows, traces, strict=True):
        if trace.status == "error":
            told.failed[place] = (f"{trace.error} (trace {trace.id})", row)
        else:
            told.outputs[place] = trace.output
            warned += any("warnings" in span.attributes for span in trace.spans)
    return warned


def _write_piece(piece: Piece, told: Told, part: _Chunk, writer: RowWriter) -> None:
    """Write the rows of a piece that were answered, reject the others."""
    for place, (reason, row) in told.failed.items():
        part.reject(piece.numbers[place], reason, row)
    frame = answered(piece, told.outputs, f"{_PREFIX}_")
    if frame is not None and not writer.unfit(dict.fromkeys(frame.columns)):
        writer.write_frame(frame)
        return
    places = sorted(told.outputs)
    outputs = to_builtins([told.outputs[place] for place in places])
    rows = piece.frame[places].rows(named=True)
    for place, row, output in zip(places, rows, outputs, strict=True):
        answer = _joined(row, output)
        if unfit := writer.unfit(answer):
            reason = f"columns that the table has not: {', '.join(unfit)}"
            part.reject(piece.numbers[place], reason, row)
        else:
            writer.write([answer])


def _write(part: _Chunk, traces: list[Trace], writer: RowWriter) -> int:
    """Write the rows that were answered, reject the others; how many have warnings."""
    warned = 0
    for (number, row), trace in zip(part.rows, traces, strict=True):
        if trace.status == "error":
            part.reject(number, f"{trace.error} (trace {trace.id})", row)
            continue
        answer = _joined(row, to_builtins(trace.output))
        if unfit := writer.unfit(answer):
            part.reject(number, f"columns that the table has not: {', '.join(unfit)}", row)
        else:
            writer.write([answer])
            warned += any("warnings" in span.attributes for span in trace.spans)
    return warned


def _joined(row: Mapping[str, Any], output: Any) -> dict[str, Any]:
    """A row with the fields of an output beside its own."""
    joined = {name: value for name, value in row.items() if not name.startswith(f"{_PREFIX}_")}
    for name, value in (output if isinstance(output, dict) else {"prediction": output}).items():
        while name in joined:
            name = f"predicted_{name}"
        joined[name] = value
    return joined


def _refuse_event_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise DefinitionError(
        "score_table was called while an event loop runs",
        hint="write `await asyncio.to_thread(score_table, system, source, target)`",
    )
