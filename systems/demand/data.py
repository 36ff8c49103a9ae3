"""The weekly series of the M4 competition, and hourly electricity demand of the eastern PJM."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TextIO

from tandem import Source
from tandem.models.forecast import Series, Window, series_of

M4 = "https://raw.githubusercontent.com/Mcompetitions/M4-methods/master/Dataset"
TRAIN = Source(
    name="M4 weekly, training part",
    file="m4_weekly/Weekly-train.csv",
    url=f"{M4}/Train/Weekly-train.csv",
    licence="open competition",
    sha256="d478d3f6ed673e6ed3c2cb0fbed5425f72eedd51318ebebeb0b5ecfcefc37714",
    note="359 series; it may be kept gzipped, as .csv.gz",
)
TEST = Source(
    name="M4 weekly, test part",
    file="m4_weekly/Weekly-test.csv",
    url=f"{M4}/Test/Weekly-test.csv",
    licence="open competition",
    sha256="3b2bc4be8e636e802260dcd843ca3c5da40536a1fbe1ecb3229a97dae4f44688",
    note="13 weeks of each series; it may be kept gzipped, as .csv.gz",
)
PJM = Source(
    name="Hourly demand, PJM East",
    file="energy_pjm_hourly/PJME_hourly.csv",
    url="https://www.kaggle.com/datasets/robikscube/hourly-energy-consumption",
    licence="CC0",
    sha256="ebf345e23c76625c5acdd07b6cb007b3efff9cf1deafd89ef85e546662fd3f4c",
    note="145,366 hours from 2002 to 2018, in megawatts; it may be kept gzipped, as .csv.gz",
)
WEEKS = 13


@cache
def weekly() -> list[Series]:
    """The 359 training series, asked for thirteen weeks; the file has no dates."""
    return [Series(row, WEEKS, "week", id=name) for name, row in _rows(TRAIN.locate())]


def official() -> list[Window]:
    """Every training series with the thirteen weeks that the competition kept back."""
    came = dict(_rows(TEST.locate()))
    return [Window(series, [*came[series.id]]) for series in weekly()]


@cache
def hourly() -> Series:
    """Demand of every hour since 2011, asked for one day; hours that come twice are averaged."""
    rows = [row for row in _rows(PJM.locate()) if row[0] >= "2011"]
    times = [datetime.strptime(at, "%Y.%m.%d %H:%M") for at, _ in rows]
    values = [megawatts for _, (megawatts,) in rows]
    return series_of(times, values, every="hour", horizon=24, id="PJM East", duplicates="mean")


def _rows(path: Path) -> list[tuple[str, list[float]]]:
    with _open(path) as file:
        return [(name, [float(v) for v in row if v]) for name, *row in list(csv.reader(file))[1:]]


def _open(path: Path) -> TextIO:
    return gzip.open(path, "rt") if path.suffix == ".gz" else path.open()
