"""Readings of one sensor in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.errors import InvalidInput


@dataclass(frozen=True)
class Series:
    """Readings in order; ``None`` where one is missing. ``times``, where given, one for each."""

    values: Sequence[float | None]
    times: Sequence[datetime] | None = None


def check_series(series: Series) -> None:
    """Raise ``InvalidInput`` for times that are not as many as values, or go back.

    Two readings at one time are taken in the order they came in.
    """
    if series.times is None:
        return
    if len(series.times) != len(series.values):
        raise InvalidInput(
            f"a series has {len(series.values)} values and {len(series.times)} times"
        )
    check_zones(series.times)
    for place, (time, later) in enumerate(zip(series.times, series.times[1:], strict=False)):
        if later < time:
            raise InvalidInput(
                f"a series is not in order of time: reading {place + 1} is of {later}, "
                f"the one before it of {time}",
                hint="sort the readings by time",
            )


def check_zones(times: Sequence[datetime]) -> None:
    """Raise ``InvalidInput`` where some times have a zone and some have none."""
    if len({time.tzinfo is None for time in times}) > 1:
        odd = next(i for i, time in enumerate(times) if bool(time.tzinfo) != bool(times[0].tzinfo))
        raise InvalidInput(
            f"times with and without a time zone: reading 1 is of {times[0]}, "
            f"reading {odd + 1} of {times[odd]}",
            hint="give every time a zone, or none",
        )
