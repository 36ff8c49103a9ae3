"""The series of the Numenta Anomaly Benchmark, with the windows in which anomalies were."""

from __future__ import annotations

import csv
import json
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tandem import Source

NAB = Source(
    name="Numenta Anomaly Benchmark",
    file="nab/nab_dev.tar.zst",
    url="https://github.com/numenta/NAB",
    licence="MIT for the data",
    sha256="12e415aa6813f5c606d08607af56cbabcb912828a064c373195fa1b9727a8396",
    note="its folders data, labels, config and results, packed by tar and zstd",
)


@dataclass(frozen=True)
class Labelled:
    """A series, in order of time, and the first and last time of each labelled window."""

    name: str
    times: list[datetime]
    values: list[float]
    windows: list[tuple[datetime, datetime]]


def corpus() -> list[Labelled]:
    """Every series that the archive has and the labels name."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "--zstd", "-xf", str(NAB.locate()), "-C", folder], check=True)
        return read_corpus(Path(folder))


def read_corpus(folder: Path) -> list[Labelled]:
    """The same from a folder laid out as the repository of the benchmark."""
    labels = json.loads((folder / "labels/combined_windows.json").read_text())
    return [
        _read(folder / "data" / name, name, windows)
        for name, windows in sorted(labels.items())
        if (folder / "data" / name).is_file()
    ]


def _read(path: Path, name: str, windows: list[list[str]]) -> Labelled:
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return Labelled(
        name,
        [datetime.fromisoformat(row["timestamp"]) for row in rows],
        [float(row["value"]) for row in rows],
        [(datetime.fromisoformat(first), datetime.fromisoformat(last)) for first, last in windows],
    )
