"""Boosted trees from tables larger than memory: read twice, kept as bins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, make_dataclass
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.schema import contract
from tandem.data.batch import RecordBatch
from tandem.data.columnar import ColumnReader
from tandem.data.pieces import Piece, read_pieces
from tandem.data.typed import Reader
from tandem.errors import DefinitionError, InvalidInput
from tandem.models.boosting import Boosted, Boosting, BoostingRegressor
from tandem.models.tabular import MOST_LEVELS, Column, Encoder, Matrix

M = TypeVar("M", bound=Boosted[Any, Any])


def fit_table(
    model: M, source: str | PathLike[str], *, target: str, record: Any = None, rows: int = 16_384
) -> M:
    """Fit ``Boosting`` or ``BoostingRegressor`` from a CSV, Parquet or Arrow file.

    The file is read three times, ``rows`` rows at a time: for categories and targets, for the
    bounds of bins, and into bins of a byte a value. The trees are those that ``fit`` grows
    from the same rows in memory. ``record`` is the class of the inputs, by default what the
    model says; ``target`` the column of the answers. Raises ``InvalidInput`` that names a row
    that cannot be read, ``DefinitionError`` for options that need the rows in memory.
    """
    if not isinstance(model, (Boosting, BoostingRegressor)) or model.patience is not None:
        raise DefinitionError(
            f"{type(model).__name__} cannot be fitted from a table larger than memory",
            hint="use Boosting or BoostingRegressor without patience",
        )
    answer = bool if isinstance(model, Boosting) else float
    table = _Table(Path(source), record or contract(type(model)).input, target, answer, rows)
    encoder, targets = table.surveyed()
    if answer is bool and len(np.unique(targets)) != 2:
        raise DefinitionError(f"{type(model).__name__} learns from yes and no, got one of them")
    if not np.isfinite(targets).all():
        raise DefinitionError(f"the target {target!r} has values that are not finite")
    import lightgbm

    boosted: Any = model
    options = boosted._options(encoder, len(targets)) | objective_of(model)
    data = lightgbm.Dataset(
        _sequence(table, encoder, len(targets)),
        targets,
        feature_name=encoder.names,
        categorical_feature=encoder.categories,
        params=options,
    )
    booster = lightgbm.train(options, data, num_boost_round=boosted.trees)
    fitted: M = boosted.evolve(encoder=encoder, model=booster.model_to_string())
    return fitted


def objective_of(model: Any) -> dict[str, Any]:
    """What LightGBM is to make small."""
    if isinstance(model, Boosting):
        return {"objective": "binary", "scale_pos_weight": model.positive_weight}
    if model.quantile is not None:
        return {"objective": "quantile", "alpha": model.quantile}
    return {"objective": {"squared": "l2", "absolute": "l1"}[model.loss]}


@dataclass(frozen=True)
class _Table:
    path: Path
    record: Any
    target: str
    answer: type
    rows: int

    def parts(self) -> Iterator[tuple[RecordBatch[Any] | list[Any], NDArray[np.float64]]]:
        """Inputs and answers, some rows at a time, in order."""
        inputs: _Columns | None = None
        answers = None
        for piece in read_pieces(self.path, self.rows):
            for number, row in piece.malformed:
                raise InvalidInput(f"{self.path.name}, row {number}: {row.problem}")
            if not piece.frame.height:
                continue
            if inputs is None or answers is None:
                target = make_dataclass("Answer", [(self.target, self.answer)])
                inputs = _Columns.of(self.record, piece, self.path.name)
                answers = _Columns.of(target, piece, self.path.name)
            values = answers.read(piece)
            told = [float(getattr(value, self.target)) for value in values]
            yield inputs.read(piece), np.array(told)

    def surveyed(self) -> tuple[Encoder, NDArray[np.float64]]:
        """The encoder that ``Encoder.of`` makes of all records, and all answers."""
        counts: dict[str, Counter[str | None]] = {}
        names: list[Column] = []
        targets = []
        for xs, answers in self.parts():
            targets.append(answers)
            names = names or Encoder.of(list(xs[:1])).columns
            for column in names:
                if column.levels is not None:
                    counts.setdefault(column.name, Counter()).update(_texts(xs, column.name))
        if not targets:
            raise DefinitionError(f"{self.path.name} has no rows to learn from")
        columns = [
            Column(column.name, _levels(counts[column.name])) if column.name in counts else column
            for column in names
        ]
        return Encoder(columns), np.concatenate(targets)


@dataclass(frozen=True)
class _Columns:
    """Reads records of a class by columns; whole pieces by ``Reader`` where there is a doubt."""

    reader: Reader[Any]
    columns: ColumnReader[Any] | None
    name: str

    @classmethod
    def of(cls, record: Any, piece: Piece, name: str) -> _Columns:
        schema = dict(piece.frame.schema)
        return cls(Reader(record, list(schema)), ColumnReader.of(record, schema), name)

    def read(self, piece: Piece) -> RecordBatch[Any] | list[Any]:
        if self.columns is not None:
            batch, doubt = self.columns.read(piece.frame)
            if not doubt.any():
                return batch
        found = []
        for number, row in zip(piece.numbers, piece.frame.iter_rows(named=True), strict=True):
            try:
                found.append(self.reader.read(row))
            except InvalidInput as error:
                raise InvalidInput(f"{self.name}, row {number}: {error.message}") from None
        return found


def _texts(xs: RecordBatch[Any] | list[Any], name: str) -> dict[str | None, int]:
    if isinstance(xs, RecordBatch):
        return {row[0]: row[1] for row in xs.column(name).value_counts().rows()}
    return Counter(getattr(x, name) for x in xs)


def _levels(counts: Counter[str | None]) -> list[str | None]:
    return sorted(counts, key=lambda level: (-counts[level], level or ""))[:MOST_LEVELS]


def _sequence(table: _Table, encoder: Encoder, count: int) -> Any:
    """The encoded rows for LightGBM, which asks for them in rising order, twice."""
    import lightgbm

    class Rising(lightgbm.Sequence):
        batch_size = table.rows

        def __init__(self) -> None:
            self._start, self._matrix = 0, np.empty((0, 0))
            self._parts: Iterator[Any] = iter(())

        def __len__(self) -> int:
            return count

        def __getitem__(self, at: Any) -> Matrix:
            if not isinstance(at, slice):
                row: Matrix = self._upto(at)[at - self._start]
                return row
            found = []
            place = at.start
            while place < at.stop:
                part = self._upto(place)
                taken = part[place - self._start : at.stop - self._start]
                found.append(taken)
                place += len(taken)
            return np.concatenate(found)

        def _upto(self, place: int) -> Matrix:
            """The part of the file that has a row; from its start again for an earlier one."""
            if place < self._start or not len(self._matrix):
                self._start, self._matrix = 0, np.empty((0, len(encoder.columns)))
                self._parts = table.parts()
            while place >= self._start + len(self._matrix):
                self._start += len(self._matrix)
                self._matrix = encoder.matrix(next(self._parts)[0])
            return self._matrix

    return Rising()
