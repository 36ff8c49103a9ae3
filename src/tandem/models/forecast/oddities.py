"""What is odd in a history: missing stretches, single outliers, steps of level, frozen values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tandem.errors import InvalidInput
from tandem.models.forecast.series import Floats, Series, raw_values

Kind = Literal["missing", "outlier", "level", "frozen"]


@dataclass(frozen=True)
class Oddity:
    """Something odd: its first place in the values, how many there are, and what is said of it."""

    kind: Kind
    place: int
    length: int
    detail: str


def find_oddities(
    series: Series, *, limit: float = 8.0, stretch: int | None = None
) -> list[Oddity]:
    """What a person should look at before a model learns from a history, in order of place.

    A value is an outlier, and a step one of level, when it lies more than ``limit`` robust
    standard deviations from what the season and the values around it say. ``stretch`` is how
    many equal values in a row are a frozen meter; by default two seasons, ten at least. Both
    sides of a value are looked at: this is for cleaning a history, not a detector of the new.
    """
    values = raw_values(series)
    if np.isnan(values).all():
        raise InvalidInput(
            f"{series.name} has no values", field="$.values", hint="one known value at least"
        )
    enough = max(10, 2 * series.season) if stretch is None else stretch
    frozen = _frozen(values, enough)
    # Against a season that goes on, every value of a frozen stretch jumps.
    inside = {place for one in frozen for place in range(one.place, one.place + one.length)}
    jumps = [one for one in _jumps(values, series.season, limit) if one.place not in inside]
    found = [*_missing(values), *frozen, *jumps]
    return sorted(found, key=lambda oddity: (oddity.place, oddity.kind))


def without_outliers(series: Series, *, limit: float = 8.0) -> Series:
    """The series with its outliers missing, so that models fill them from before."""
    values = list(series.values)
    for oddity in find_oddities(series, limit=limit):
        if oddity.kind == "outlier":
            values[oddity.place] = None
    return replace(series, values=values)


def _missing(values: Floats) -> list[Oddity]:
    return [
        Oddity("missing", place, length, f"{length} missing in a row")
        for gone, place, length in _stretches(np.isnan(values).tolist())
        if gone
    ]


def _frozen(values: Floats, enough: int) -> list[Oddity]:
    # Zeros are frequent in demand, and no sign of a meter that stopped.
    return [
        Oddity("frozen", place, length, f"{value:g} {length} times in a row")
        for value, place, length in _stretches(values.tolist())
        if length >= enough and value != 0 and value == value
    ]


def _stretches(values: list[float]) -> list[tuple[float, int, int]]:
    """Equal values in a row: the value, the first place, how many."""
    found, place = [], 0
    for value, group in groupby(values):
        length = len(list(group))
        found.append((value, place, length))
        place += length
    return found


def _jumps(values: Floats, season: int, limit: float) -> list[Oddity]:
    """Values that jump away and back (outliers), or away and stay (steps of level)."""
    places = np.flatnonzero(~np.isnan(values))
    known = values[places]
    if len(known) < max(10, 2 * season):
        return []
    rest = known - _pattern(known, places % season, season)
    moves = np.diff(rest)
    # Half the moves and more are ordinary; where most are none, their mean size speaks.
    spread = 1.4826 * float(np.median(np.abs(moves - np.median(moves)))) or float(
        np.abs(moves).mean()
    )
    if spread == 0:
        return []
    found, at = [], 0
    while at < len(moves):
        size = moves[at] / spread
        if abs(size) > limit:
            back = at + 1 < len(moves) and abs(moves[at] + moves[at + 1]) < abs(moves[at]) / 2
            kind: Kind = "outlier" if back else "level"
            says = f"{size:+.0f} robust deviations from the value before"
            found.append(Oddity(kind, int(places[at + 1]), 1, says))
            at += int(back)
        at += 1
    return found


def _pattern(known: Floats, phases: NDArray[np.intp], season: int) -> Floats:
    """The median of each phase of the season, over that of all; none with few seasons."""
    if len(known) < 4 * season:
        return np.zeros(len(known))
    medians = np.array([np.median(known[phases == phase]) for phase in range(season)])
    pattern: Floats = medians[phases] - np.median(known)
    return pattern
