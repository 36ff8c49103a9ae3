"""What the calendar says of a time ahead: hour, weekday, season of the year, holidays."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.errors import DefinitionError, MissingExtra
from tandem.models.forecast.series import Floats, Series, later

CALENDAR = ("hour", "weekday", "day_of_month", "day_of_year", "week", "month")
HOLIDAYS = ("holiday", "day_after_holiday", "day_before_holiday")
_HOURS = {"hour": 1, "day": 24, "week": 168}


def calendar_columns(series: Series, places: NDArray[np.intp], country: str | None) -> Floats:
    """A row for each place of the series, counted from its start: ``CALENDAR``, ``HOLIDAYS``.

    Clock and date are those of ``start``, in its own zone. Known ahead, so they may describe
    the step that is forecast. Columns of holidays are there where a country is named.
    """
    hours = _times(series, places)
    days = hours.astype("datetime64[D]")
    months = hours.astype("datetime64[M]")
    of_year = (days - hours.astype("datetime64[Y]").astype("datetime64[D]")).astype(float)
    columns = [
        (hours - days.astype("datetime64[h]")).astype(float),
        (days.astype(int) + 3) % 7,  # 1970 began on a Thursday; Monday is 0
        (days - months.astype("datetime64[D]")).astype(float) + 1,
        of_year,
        of_year // 7,
        months.astype(int) % 12 + 1,
    ]
    if country is not None:
        free = holiday_numbers(country, *_years(days))
        numbers = days.astype(int)
        columns += [np.isin(numbers - shift, free) for shift in (0, 1, -1)]
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])


@lru_cache(maxsize=64)
def holiday_numbers(country: str, first: int, last: int) -> tuple[int, ...]:
    """The holidays of a country in these years, as days since 1970.

    ``country`` is an ISO code, ``US``, or one with its part, ``US-NY``.
    """
    name, _, part = country.partition("-")
    library = _library()
    try:
        found = library.country_holidays(name, subdiv=part or None, years=range(first, last + 1))
    except NotImplementedError:
        raise DefinitionError(
            f"holidays of {country!r} are not known", hint="an ISO code such as US or DE-BY"
        ) from None
    beginning = date(1970, 1, 1)
    return tuple(sorted((day - beginning).days for day in found))


def _times(series: Series, places: NDArray[np.intp]) -> NDArray[np.datetime64]:
    start = series.time(0).replace(tzinfo=None)
    if series.every in _HOURS:
        return np.datetime64(start, "h") + places * np.timedelta64(_HOURS[series.every], "h")
    lowest = int(places.min())
    known = [later(start, series.every, i) for i in range(lowest, int(places.max()) + 1)]
    return np.array(known, dtype="datetime64[h]")[places - lowest]


def _years(days: NDArray[np.datetime64]) -> tuple[int, int]:
    years = days.astype("datetime64[Y]").astype(int) + 1970
    return int(years.min()) - 1, int(years.max()) + 1


def _library() -> Any:
    try:
        return import_module("holidays")
    except ImportError:
        raise MissingExtra(
            "holidays of a country need the package holidays, which is not installed",
            hint='pip install "tandem-ai[forecast]"',
        ) from None
