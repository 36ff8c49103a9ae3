"""Alarms in a CSV file: ``python -m systems.sensors.watch readings.csv``, or ``--serve PORT``.

A head line; a first column ``time`` where there is one; every other column is a channel.
Prints each alarm with the channel that it comes from, and draws every channel beside the
file, coloured by how many detectors agree; served, a page at ``/`` takes the file.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from tandem import Model
from tandem.errors import InvalidInput, TandemError
from tandem.models.anomaly import (
    Alarm,
    Series,
    agreement_charts,
    channels_of,
    find_alarms,
    read_channels,
)
from tandem.operate import Limits, Server, create_app_for

MOST = 300_000
"""Readings over all channels: twenty seconds of one core."""


@dataclass(frozen=True)
class Readings:
    """Columns of a table: the time first where it is known, then one for each channel."""

    columns: dict[str, list[float | str | None]]


@dataclass(frozen=True)
class Watched:
    """The alarms, and a picture of each channel."""

    alarms: list[Alarm]
    pictures: dict[str, str]


class Watch(Model[Readings, Watched]):
    """Which readings are unusual, and which channel says so."""

    def predict(self, xs: Sequence[Readings], /) -> list[Watched]:
        return [watched(channels_of(x.columns)) for x in xs]


def watched(channels: dict[str, Series]) -> Watched:
    """Six detectors on each channel, and what they say together."""
    if sum(len(one.values) for one in channels.values()) > MOST:
        raise InvalidInput(f"more than {MOST:,} readings", hint="a shorter stretch")
    alarms, opinions = find_alarms(channels)
    charts = agreement_charts(channels, opinions)
    return Watched(alarms, {name: chart.svg() for name, chart in charts.items()})


def main() -> None:
    """Print the alarms, or serve; exit 2 where the file cannot be read."""
    if sys.argv[1:2] == ["--serve"]:
        limits = Limits(body_bytes=20_000_000, concurrent=2, queue=8)
        return Server(create_app_for(Watch(), limits=limits), port=int(sys.argv[2])).run()
    console = Console(soft_wrap=True, highlight=False)
    try:
        path = Path(sys.argv[1])
        found = watched(read_channels(path))
    except (TandemError, OSError, IndexError) as error:
        console.print(f"{error}\nusage: python -m systems.sensors.watch FILE.csv", markup=False)
        raise SystemExit(2) from None
    for alarm in found.alarms:
        console.print(str(alarm), markup=False)
    for number, picture in enumerate(found.pictures.values(), start=1):
        path.with_name(f"{path.stem}.{number}.svg").write_text(picture, encoding="utf-8")
    console.print(f"{len(found.alarms)} alarms; {len(found.pictures)} pictures beside {path.name}")
    return None


if __name__ == "__main__":
    main()
