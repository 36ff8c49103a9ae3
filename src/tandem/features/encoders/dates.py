"""Dates and times as the parts of a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, Literal, TypeVar

from tandem.data.columns import Columns, is_missing
from tandem.errors import DefinitionError, InvalidInput
from tandem.features.encoders.transform import Transform, replaced

Record = TypeVar("Record")
Encoded = TypeVar("Encoded")
Part = Literal[
    "year",
    "quarter",
    "month",
    "week",
    "day",
    "day_of_year",
    "weekday",
    "weekend",
    "hour",
    "minute",
    "days",
]

_EPOCH: Final = date(1970, 1, 1).toordinal()
PARTS: Final[dict[str, Callable[[datetime], float]]] = {
    "year": lambda time: time.year,
    "quarter": lambda time: (time.month + 2) // 3,
    "month": lambda time: time.month,
    "week": lambda time: time.isocalendar().week,
    "day": lambda time: time.day,
    "day_of_year": lambda time: time.timetuple().tm_yday,
    "weekday": lambda time: time.weekday(),
    "weekend": lambda time: int(time.weekday() >= 5),
    "hour": lambda time: time.hour,
    "minute": lambda time: time.minute,
    "days": lambda time: time.toordinal() - _EPOCH,
}
"""Each part as a number: ``weekday`` is 0 on Monday, ``days`` counts from 1 January 1970."""


class DateEncoder(Transform[Record, Encoded]):
    """The ``parts`` of dates, times and their ISO 8601 text in ``columns``, as numbers.

    A time is read on the clock of its own zone. ``holidays`` are ISO dates of your calendar;
    with some there is one more column that is 1 on them. Nothing is learned. Raises
    ``InvalidInput`` for what is no date.
    """

    columns: tuple[str, ...]
    parts: tuple[Part, ...] = ("year", "month", "day", "weekday")
    holidays: tuple[str, ...] = ()
    keep: bool = False

    def transform(self, columns: Columns, size: int) -> Columns:
        new = {name: self._parts_of(columns, name) for name in self.columns}
        return replaced(columns, new, keep=self.keep)

    def _parts_of(self, columns: Columns, name: str) -> Columns:
        times = [_time(value, name) for value in self._column(columns, name)]
        found: Columns = {
            f"{name}_{part}": [None if time is None else PARTS[part](time) for time in times]
            for part in self.parts
        }
        if self.holidays:
            found[f"{name}_holiday"] = [
                None if time is None else int(time.date() in self._days) for time in times
            ]
        return found

    @cached_property
    def _days(self) -> set[date]:
        try:
            return {date.fromisoformat(day) for day in self.holidays}
        except ValueError as error:
            raise DefinitionError(
                f"a holiday of {type(self).__name__} is no date: {error}",
                hint='write them like "2026-12-25"',
            ) from None


def _time(value: Any, name: str) -> datetime | None:
    if is_missing(value):
        return None
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidInput(
            f"$.{name} is {value!r:.60}, expected a date or time",
            field=f"$.{name}",
            hint="ISO 8601, such as 2026-03-31 or 2026-03-31T18:30:00+02:00",
        ) from None
