"""Several sensors of one thing: alarms, and which channel each comes from."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from os import PathLike
from pathlib import Path
from statistics import median
from typing import TypeVar

from tandem.errors import InvalidInput
from tandem.models.anomaly.consensus import Consensus, Opinion
from tandem.models.anomaly.series import Series, check_zones
from tandem.models.anomaly.usual import usual_detectors

Cell = str | float | None
Value = TypeVar("Value")
_DAY = 86_400
_TIMES = {"time", "timestamp", "date", "datetime"}


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

    def __str__(self) -> str:
        where = f"reading {self.place + 1}" if self.time is None else str(self.time)
        agreed = f"{self.agreement:.0%} of the detectors agree"
        return f"{where}  {self.channel}: {self.score:.3f}, {agreed}"


def find_alarms(
    channels: Mapping[str, Series],
    consensus: Consensus | None = None,
    *,
    threshold: float = 0.95,
) -> tuple[list[Alarm], dict[str, list[Opinion]]]:
    """Alarms over all channels, and what the detectors said of each; channels are as long.

    Without a consensus it is that of the usual detectors, with a season of a day.
    """
    if len({len(series.values) for series in channels.values()}) > 1:
        raise InvalidInput(
            "channels are of unequal length: "
            + ", ".join(f"{name} {len(one.values)}" for name, one in channels.items())
        )
    names = list(channels)
    if consensus is None:
        times = channels[names[0]].times if names else None
        consensus = Consensus(members=usual_detectors(day_of(times) if times else 1))
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
    for number, line in enumerate(lines, start=2):
        if len(line) != len(head):
            raise InvalidInput(f"{path.name}, line {number}: {len(line)} cells, not {len(head)}")
    if len(set(head)) < len(head):
        raise InvalidInput(f"{path.name}: two columns have one name: {', '.join(head)}")
    columns = list(zip(*lines, strict=True)) if lines else [() for _ in head]
    try:
        return channels_of(dict(zip(head, columns, strict=True)))
    except InvalidInput as error:
        raise InvalidInput(f"{path.name}, {error.message}", hint=error.hint) from None


def channels_of(columns: Mapping[str, Sequence[Cell]]) -> dict[str, Series]:
    """Columns as read from a table, as series: the time, and every other one a channel.

    As ``read_channels`` has it. Raises ``InvalidInput`` that names the line, the head being
    the first.
    """
    names = list(columns)
    timed = bool(names) and names[0].strip().lower() in _TIMES
    channels = names[1:] if timed else names
    if not channels or not columns[channels[0]]:
        raise InvalidInput("no channel with readings", hint="a head line, then one line a reading")
    times = None
    if timed:
        times = [_read(_time, cell, line) for line, cell in _lines(columns[names[0]])]
        check_zones(times)
    return {
        name: Series([_read(_number, cell, line) for line, cell in _lines(columns[name])], times)
        for name in channels
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


def _lines(column: Sequence[Cell]) -> Iterator[tuple[int, Cell]]:
    return enumerate(column, start=2)


def _read(kind: Callable[[Cell], Value], cell: Cell, line: int) -> Value:
    try:
        return kind(cell)
    except ValueError as error:
        raise InvalidInput(f"line {line}: {error}") from None


def _time(cell: Cell) -> datetime:
    return datetime.fromisoformat("" if cell is None else str(cell).strip())


def _number(cell: Cell) -> float | None:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    value = float(cell)
    return value if math.isfinite(value) else None
