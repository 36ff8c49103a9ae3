"""From times and values as they come to a series at even steps: sorted, each step once."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from tandem.errors import InvalidInput
from tandem.models.forecast.series import Every, Series, later

Duplicates = Literal["refuse", "mean", "sum", "last"]
_LONGEST = 10_000_000


def series_of(
    times: Sequence[datetime],
    values: Sequence[float | None],
    *,
    every: Every,
    horizon: int,
    id: str = "",
    features: dict[str, float | str | None] | None = None,
    duplicates: Duplicates = "refuse",
) -> Series:
    """A series of the values by the hour, day, week ... that their times fall in.

    Times come in any order. Steps without a value are missing, to be filled by the models.
    Several values of one step are refused, averaged, added, or the last given one is taken.
    Times with different zones are brought to UTC; with and without a zone at once is refused,
    since one cannot be told from the other. Raises ``InvalidInput``.

    >>> days = [datetime(2026, 1, 5), datetime(2026, 1, 1), datetime(2026, 1, 3)]
    >>> series_of(days, [5.0, 1.0, 3.0], every="day", horizon=7).values
    [1.0, None, 3.0, None, 5.0]
    """
    whose = f"series {id!r}" if id else "the series"
    if len(times) != len(values):
        raise InvalidInput(f"{whose} has {len(times)} times and {len(values)} values")
    if not len(times):
        raise InvalidInput(f"{whose} has no values", field="$.values")
    found: defaultdict[datetime, list[float]] = defaultdict(list)
    for time, value in zip(_one_zone(times, whose), values, strict=True):
        known = value is not None and not math.isnan(value)
        found[beginning(time, every)] += [float(value)] if known and value is not None else []
    start, end = min(found), max(found)
    steps = {start: 0} if start == end else _steps(start, end, every, whose)
    together: list[float | None] = [None] * len(steps)
    for time, some in found.items():
        if some:
            together[steps[time]] = _one(some, duplicates, whose, time)
    return Series(together, horizon, every, start, id, features or {})


def beginning(time: datetime, every: Every) -> datetime:
    """When the hour, day, week (Monday), month ... of a time began, in its own zone.

    >>> beginning(datetime(2026, 5, 20, 13, 45), "quarter")
    datetime.datetime(2026, 4, 1, 0, 0)
    """
    hour = time.replace(minute=0, second=0, microsecond=0)
    if every == "hour":
        return hour
    day = hour.replace(hour=0)
    if every == "day":
        return day
    if every == "week":
        return day - timedelta(days=day.weekday())
    first = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[every]
    return day.replace(month=first, day=1)


def _one_zone(times: Sequence[datetime], whose: str) -> list[datetime]:
    zoned = [time.tzinfo is not None for time in times]
    if any(zoned) and not all(zoned):
        raise InvalidInput(
            f"{whose} has {sum(zoned)} times with a zone and {len(times) - sum(zoned)} without",
            field="$.times",
            hint="give all of them one, such as time.replace(tzinfo=UTC)",
        )
    offsets = {time.utcoffset() for time in times}
    return [time.astimezone(UTC) for time in times] if len(offsets) > 1 else [*times]


def _steps(start: datetime, end: datetime, every: Every, whose: str) -> dict[datetime, int]:
    steps: dict[datetime, int] = {}
    while (time := later(start, every, len(steps))) <= end:
        steps[time] = len(steps)
        if len(steps) > _LONGEST:
            raise InvalidInput(
                f"{whose} reaches from {start} to {end}, more than {_LONGEST:,} steps of one "
                f"{every}",
                field="$.times",
                hint="is one of the times wrong?",
            )
    return steps


def _one(values: list[float], duplicates: Duplicates, whose: str, time: datetime) -> float:
    if len(values) > 1 and duplicates == "refuse":
        raise InvalidInput(
            f"{whose} has {len(values)} values for {time}",
            field="$.times",
            hint='say what they are: duplicates="sum", "mean" or "last"',
        )
    if duplicates == "sum":
        return math.fsum(values)
    return math.fsum(values) / len(values) if duplicates == "mean" else values[-1]
