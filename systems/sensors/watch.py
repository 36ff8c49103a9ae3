"""Alarms in a CSV file: ``python -m systems.sensors.watch readings.csv``.

A head line; a first column ``time`` where there is one; every other column is a channel.
Prints each alarm with the channel that it comes from, and draws every channel beside the
file, coloured by how many detectors agree.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from tandem.errors import TandemError
from tandem.models.anomaly import (
    Alarm,
    Consensus,
    agreement_chart,
    day_of,
    find_alarms,
    read_channels,
    usual_detectors,
)

THRESHOLD = 0.95


def watch(path: Path) -> tuple[list[Alarm], list[Path]]:
    """The alarms in a file, and the pictures drawn beside it."""
    channels = read_channels(path)
    times = next(iter(channels.values())).times
    consensus = Consensus(members=usual_detectors(day_of(times) if times else 1))
    alarms, opinions = find_alarms(channels, consensus, threshold=THRESHOLD)
    pictures = [
        agreement_chart(series, opinions[name], title=name).save(
            path.with_name(f"{path.stem}.{number}.svg")
        )
        for number, (name, series) in enumerate(channels.items(), start=1)
        if any(value is not None for value in series.values)
    ]
    return alarms, pictures


def main() -> None:
    """Print the alarms; exit 2 where the file cannot be read."""
    console = Console(soft_wrap=True, highlight=False)
    try:
        alarms, pictures = watch(Path(sys.argv[1]))
    except (TandemError, OSError, IndexError) as error:
        console.print(f"{error}\nusage: python -m systems.sensors.watch FILE.csv", markup=False)
        raise SystemExit(2) from None
    for alarm in alarms:
        where = alarm.time or f"reading {alarm.place + 1}"
        told = f"{alarm.channel}: {alarm.score:.3f}, {alarm.agreement:.0%} of the detectors agree"
        console.print(f"{where}  {told}", markup=False)
    console.print(f"{len(alarms)} alarms; pictures: {', '.join(str(one) for one in pictures)}")


if __name__ == "__main__":
    main()
