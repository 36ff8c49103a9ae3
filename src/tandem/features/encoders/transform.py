"""What every encoder is: records in, records with other columns out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Self, TypeVar

from tandem.core.component import Model
from tandem.core.rows import Rows
from tandem.core.schema import contract, convert
from tandem.data.columns import Columns, columns_of, field_names, rows_of
from tandem.errors import DefinitionError
from tandem.features.encoders.table import Table, column

Record = TypeVar("Record")
Encoded = TypeVar("Encoded")


class Transform(Model[Record, Encoded]):
    """Base of encoders: write ``transform``, and ``learn`` where there is something to learn.

    Records are dataclasses, structs, models or mappings; the columns that an encoder is not
    asked for pass through. What comes out are dictionaries, or records of the class that a
    subclass names: ``class Filled(Imputer[House, FilledHouse])``.
    """

    def learn(self, table: Table) -> Self:
        """A copy that knows what the table teaches."""
        return self.evolve()

    def transform(self, columns: Columns, size: int) -> Columns:
        """The columns of ``size`` rows, encoded; each row by itself."""
        raise DefinitionError(
            f"{type(self).__name__} has no transform",
            hint="write `def transform(self, columns, size)` that returns the new columns",
        )

    def learn_transform(self, table: Table) -> tuple[Self, Table]:
        """``learn``, and the table as the model behind is to be fitted on it."""
        fitted = self.learn(table)
        return fitted, table.with_columns(fitted.transform(table.columns, table.size))

    def fit(self, rows: Rows[Record, Any] | Sequence[Record]) -> Self:
        """Learn from rows, or from records alone where no targets are needed."""
        return self.learn(Table.of(rows))

    def predict(self, xs: Sequence[Record], /) -> list[Encoded]:
        rows = rows_of(self.transform(columns_of(xs), len(xs)), len(xs)) if xs else []
        made: list[Any] = rows if self._record is None else [self._make(row) for row in rows]
        return made

    def _column(self, columns: Columns, name: str) -> list[Any]:
        return column(columns, name, whose=type(self).__name__)

    @cached_property
    def _record(self) -> Any:
        """The class of what comes out, ``None`` for dictionaries."""
        try:
            output = contract(type(self)).output
        except DefinitionError:  # used as it is, without a subclass that says the types
            return None
        return output if field_names(output) is not None else None

    def _make(self, row: dict[str, Any]) -> Any:
        names = field_names(self._record) or []
        return convert({name: row[name] for name in names if name in row}, self._record)


def replaced(columns: Columns, new: Mapping[str, Columns], *, keep: bool = False) -> Columns:
    """The columns with those in ``new`` in the places of the ones that they were made from."""
    found: Columns = {}
    for name, values in columns.items():
        if keep or name not in new:
            found[name] = values
        found.update(new.get(name, {}))
    return found
