"""Several sensors of one thing: alarms, and which channel each comes from."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from os import PathLike
from pathlib import Path
from statistics import median

from tandem.errors import InvalidInput
from tandem.models.anomaly.consensus import Consensus, Opinion
from tandem.models.anomaly.series import Series

_DAY = 86_400


@dataclass(frozen=True)
class Alarm:
    """A reading that stands out: where, when, and the channel whose own score is highest.

    ``agreement`` is the share of that channel's detectors that agree; ``scores`` are the
    scores of all channels at that reading.
    """

    place: int
    time: datetime | None
    channel: str
    score: float
    agreement: float
    scores: dict[str, float]


def find_alarms(
    channels: Mapping[str, Series], consensus: Consensus, *, threshold: float = 0.95
) -> tuple[list[Alarm], dict[str, list[Opinion]]]:
    """Alarms over all channels, and what the detectors said of each; channels are as long."""
    if len({len(series.values) for series in channels.values()}) > 1:
        raise InvalidInput(
            "channels are of unequal length: "
            + ", ".join(f"{name} {len(one.values)}" for name, one in channels.items())
        )
    names = list(channels)
    found = dict(zip(names, consensus.predict(list(channels.values())), strict=True))
    alarms = []
    for place, opinions in enumerate(zip(*found.values(), strict=True)):
        if any(one.stands_out >= threshold for one in opinions):
            scores = {name: one.score for name, one in zip(names, opinions, strict=True)}
            channel = max(scores, key=scores.__getitem__)
            said, times = found[channel][place], channels[channel].times
            time = times[place] if times is not None else None
            alarms.append(Alarm(place, time, channel, said.score, said.agreement, scores))
    return alarms, found


def read_channels(path: str | PathLike[str]) -> dict[str, Series]:
    """The columns of a CSV file with a head line as series of one length.

    The first column is the time where it is named time, timestamp, date or datetime, in
    ISO 8601; every other column is a channel, its empty cells missing readings. Raises
    ``InvalidInput`` that names the line for a cell that is neither.
    """
    path = Path(path)
    with path.open(newline="", encoding="utf-8-sig") as file:
        head, *lines = [line for line in csv.reader(file) if line] or [[]]
    timed = bool(head) and head[0].strip().lower() in {"time", "timestamp", "date", "datetime"}
    names = head[1:] if timed else head
    if not names or not lines:
        raise InvalidInput(
            f"{path.name} has no channel with readings", hint="a head line, then one line a reading"
        )
    columns: list[list[float | None]] = [[] for _ in names]
    times: list[datetime] = []
    for number, line in enumerate(lines, start=2):
        if len(line) != len(head):
            raise InvalidInput(f"{path.name}, line {number}: {len(line)} cells, not {len(head)}")
        try:
            if timed:
                times.append(datetime.fromisoformat(line[0].strip()))
            for column, cell in zip(columns, line[timed:], strict=True):
                column.append(_number(cell))
        except ValueError as error:
            raise InvalidInput(f"{path.name}, line {number}: {error}") from None
    return {
        name: Series(column, times if timed else None)
        for name, column in zip(names, columns, strict=True)
    }


def day_of(times: Sequence[datetime]) -> int:
    """How many readings make a day, by the median of the first two hundred steps; 1 at least.

    >>> from datetime import timedelta
    >>> day_of([datetime(2026, 1, 1) + timedelta(minutes=5 * i) for i in range(10)])
    288
    """
    steps = [(later - time).total_seconds() for time, later in pairwise(times[:200])]
    usual = median(steps) if steps else 0.0
    return max(round(_DAY / usual), 1) if usual > 0 else 1


def _number(cell: str) -> float | None:
    if not cell.strip():
        return None
    value = float(cell)
    return value if math.isfinite(value) else None
