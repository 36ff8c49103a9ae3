"""The series of the Numenta Anomaly Benchmark, with the windows in which anomalies were."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tandem import Source
from tandem.data import read_archive

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
    return read_corpus(dict(read_archive(NAB.locate())))


def read_corpus(files: Mapping[str, bytes]) -> list[Labelled]:
    """The same from the files of the benchmark's repository, by their names in it."""
    labels = json.loads(files["labels/combined_windows.json"])
    return [
        _read(files[f"data/{name}"].decode(), name, windows)
        for name, windows in sorted(labels.items())
        if f"data/{name}" in files
    ]


def _read(text: str, name: str, windows: list[list[str]]) -> Labelled:
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    return Labelled(
        name,
        [datetime.fromisoformat(row["timestamp"]) for row in rows],
        [float(row["value"]) for row in rows],
        [(datetime.fromisoformat(first), datetime.fromisoformat(last)) for first, last in windows],
    )
