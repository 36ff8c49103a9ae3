"""A batch of records kept as columns: what is vectorised reads columns, the rest records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, overload

from tandem.errors import DefinitionError

Record = TypeVar("Record")


class RecordBatch(Sequence[Record]):
    """Records of one class over a Polars frame with a column for each field.

    A sequence like a list of them: a record is made when it is asked for, and is the same
    object each time. Encoders and expectations take whole columns instead. What the frame
    holds must fit the fields; ``ColumnReader`` sees to that.

    >>> import polars
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Visit:
    ...     pages: int
    ...     bought: bool
    >>> batch = RecordBatch(Visit, polars.DataFrame({"pages": [3, 1], "bought": [True, False]}))
    >>> batch[1], len(batch), batch.column("pages").sum()
    (Visit(pages=1, bought=False), 2, 4)
    """

    def __init__(self, cls: type[Record], frame: Any) -> None:
        self.cls = cls
        self.frame = frame
        self._made: dict[int, Record] = {}
        self._whole: list[Record] | None = None

    def __len__(self) -> int:
        return int(self.frame.height)

    @overload
    def __getitem__(self, place: int) -> Record: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Record]: ...

    def __getitem__(self, place: int | slice) -> Record | Sequence[Record]:
        if isinstance(place, slice):
            return RecordBatch(self.cls, self.frame[place]) if not self._made else list(self)[place]
        at = range(len(self))[place]
        if at not in self._made:
            self._made[at] = self.cls(**self.frame.row(at, named=True))
        return self._made[at]

    def __iter__(self) -> Iterator[Record]:
        if self._whole is None:
            cls, made = self.cls, self._made
            for place, row in enumerate(self.frame.iter_rows(named=True)):
                if place not in made:
                    made[place] = cls(**row)
            self._whole = [made[place] for place in range(len(self))]
        return iter(self._whole)

    @property
    def made(self) -> dict[int, Record]:
        """The records that were asked for so far, by place."""
        return self._made

    def column(self, name: str) -> Any:
        """The Polars series of a field. Raises ``DefinitionError`` where there is none."""
        if name not in self.frame.columns:
            raise DefinitionError(
                f"{self.cls.__name__} has no field {name!r}",
                hint=f"its fields are {', '.join(self.frame.columns)}",
            )
        return self.frame.get_column(name)
