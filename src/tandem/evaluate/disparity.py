"""Disparity between groups: how far apart their rates lie, with an interval that is honest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.aggregate import Floats, Weighted, ratio
from tandem.evaluate.bootstrap import RESAMPLES, draws
from tandem.evaluate.distributions import student_quantile

Rate = Literal["selection", "true_positive", "false_positive"]
Form = Literal["difference", "ratio"]


@dataclass(frozen=True)
class Disparity(Weighted):
    """The largest difference, or the smallest ratio, of a rate between any two groups.

    Values are triples (group, is yes, called yes). Of several ``rates`` the worst counts. A
    group without a case that a rate is about (no yes, for the true-positive rate) has no such
    rate and is left out of it; NaN where fewer than two groups are left.
    """

    rates: tuple[Rate, ...]
    form: Form = "difference"

    def weighted(self, values: Sequence[Any], weights: Floats) -> Floats:
        found = [self._spread(*counts) for counts in self._counts(values, weights)]
        return _worst(found, self.form)

    def estimate(self, values: Sequence[Any], groups: NDArray[np.intp]) -> Spread:
        """The figure with the interval that ``Spread`` gives."""
        blocks = [self._counts(values, b) for b in draws(groups, resamples=RESAMPLES, seed=0)]
        # Of a group of cases (a household) every member says much the same: it counts once.
        once = np.zeros((1, len(values)))
        once[0, np.unique(groups, return_index=True)[1]] = 1.0
        sizes = [total[0] for _, total in self._counts(values, once)]
        whole = self._counts(values, np.ones((1, len(values))))
        count = int(groups.max()) + 1
        over = f" over {count} groups" if count < len(values) else ""
        return Spread(
            value=self(values),
            pairs=[
                Pairs.of(
                    counts,
                    (
                        np.concatenate([b[i][0] for b in blocks]),
                        np.concatenate([b[i][1] for b in blocks]),
                    ),
                    sizes[i],
                    self.form,
                )
                for i, counts in enumerate(whole)
            ],
            df=count - 1,
            form=self.form,
            method=f"bootstrap of all pairs{over}",
        )

    def _counts(self, values: Sequence[Any], weights: Floats) -> list[tuple[Floats, Floats]]:
        """For each rate how many are called yes of how many, shape (resamples, groups)."""
        names, place = np.unique([str(value[0]) for value in values], return_inverse=True)
        member = (place[:, None] == np.arange(len(names))).astype(float)
        yes = np.array([bool(value[1]) for value in values])
        called = np.array([bool(value[2]) for value in values])
        found: list[tuple[Floats, Floats]] = []
        for rate in self.rates:
            about = {"selection": np.full(len(yes), True), "true_positive": yes}.get(rate, ~yes)
            among = member * about[:, None]
            found.append((weights @ (among * called[:, None]), weights @ among))
        return found

    def _spread(self, called: Floats, total: Floats) -> Floats:
        rates = ratio(called, total)
        several = (total > 0).sum(axis=1) > 1
        high = np.where(total > 0, rates, -np.inf).max(axis=1)
        low = np.where(total > 0, rates, np.inf).min(axis=1)
        if self.form == "difference":
            return np.where(several, high - low, np.nan)
        # Nobody called in any group: all are treated alike.
        return np.where(several, np.where(high > 0, low / np.where(high > 0, high, 1), 1), np.nan)


@dataclass(frozen=True)
class Pairs:
    """All pairs of groups by one rate: differences (of logarithms, for a ratio) and errors."""

    scaled: Floats
    shares: Floats
    sizes: Floats
    errors: Floats
    drawn: Floats
    form: Form

    @classmethod
    def of(
        cls, counts: tuple[Floats, Floats], drawn: tuple[Floats, Floats], sizes: Floats, form: Form
    ) -> Self:
        """From how many are called of how many, as they are and in each resample."""
        kept = np.flatnonzero(counts[1][0] > 0)
        called, total = (side[:, kept] for side in counts)
        here = _scaled(called, total, form)
        there = _scaled(drawn[0][:, kept], drawn[1][:, kept], form)
        left, right = np.triu_indices(len(kept), k=1)
        moved = (there[:, left] - there[:, right]) - (here[0, left] - here[0, right])
        errors = np.sqrt(np.nanmean(np.square(moved), axis=0)) if len(left) else np.zeros(0)
        distances = np.abs(moved) / np.where(errors > 0, errors, 1.0)
        return cls(
            scaled=here[0],
            shares=(called / total)[0],
            sizes=np.maximum(sizes[kept], 1.0),
            errors=errors,
            drawn=np.nan_to_num(distances),
            form=form,
        )

    def interval(self, reach: float) -> tuple[float, float]:
        """The ends of the largest difference, each the farther one of two methods.

        One is ``reach`` errors of the resamples, the other Newcombe's (1998) from Wilson's
        interval of each rate, right for a small group in which all came out alike.
        """
        left, right = np.triu_indices(len(self.scaled), k=1)
        difference = self.scaled[left] - self.scaled[right]
        below, above = self._margins(reach)
        down = np.maximum(reach * self.errors, np.hypot(below[left], above[right]))
        up = np.maximum(reach * self.errors, np.hypot(above[left], below[right]))
        low, high = difference - down, difference + up
        return float(np.maximum(low, -high).max()), float(np.maximum(high, -low).max())

    def _margins(self, reach: float) -> tuple[Floats, Floats]:
        """How far below and above each rate its own interval ends."""
        if math.isinf(reach):
            everything = np.full(len(self.shares), np.inf)
            return everything, everything
        square = reach * reach / self.sizes
        centre = (self.shares + square / 2) / (1 + square)
        spread = np.sqrt(square * (self.shares * (1 - self.shares) + square / 4)) / (1 + square)
        low, high = np.maximum(centre - spread, 0.0), np.minimum(centre + spread, 1.0)
        if self.form == "ratio":
            with np.errstate(divide="ignore"):
                low, high = np.log(low), np.log(high)
        return np.maximum(self.scaled - low, 0.0), np.maximum(high - self.scaled, 0.0)


@dataclass(frozen=True)
class Spread:
    """The largest of many differences, between ends that hold for all of them at once.

    The largest of several differences, sign dropped, is above zero by chance alone, and so
    are nearly all its resamples. So every pair of groups gets an interval, wide enough that
    all hold together (the largest studentised distance of each resample); the figure lies
    between the highest low end and the highest high end. Where no pair differs for certain,
    that includes no difference at all.
    """

    value: float
    pairs: Sequence[Pairs]
    df: float
    form: Form
    method: str

    def interval(self, alpha: float) -> tuple[float, float]:
        if math.isnan(self.value):
            return math.nan, math.nan
        reach = self._reach(alpha)
        ends = [pairs.interval(reach) for pairs in self.pairs if len(pairs.errors)]
        low, high = max(0.0, *(low for low, _ in ends)), max(high for _, high in ends)
        if self.form == "ratio":
            low, high = math.exp(-high), math.exp(-low)
        return min(low, self.value), min(1.0, max(high, self.value))

    def _reach(self, alpha: float) -> float:
        if self.df < 1 or alpha < 2 / (len(self._largest) + 1):
            return math.inf
        place = float(np.quantile(self._largest, 1 - alpha))
        return max(place, student_quantile(1 - alpha / 2, self.df))

    @cached_property
    def _largest(self) -> Floats:
        largest: Floats = np.concatenate([pairs.drawn for pairs in self.pairs], axis=1).max(axis=1)
        return largest


def _scaled(called: Floats, total: Floats, form: Form) -> Floats:
    """Rates, or their logarithms with half a case added, which keeps them finite."""
    if form == "difference":
        return ratio(called, total)
    return np.log((called + 0.5) / (total + 1.0))


def _worst(found: Sequence[Floats], form: Form) -> Floats:
    """The worst of several rates for each resample; NaN where none is defined."""
    stacked = np.stack(found)
    known = ~np.isnan(stacked)
    if form == "difference":
        worst = np.where(known, stacked, -np.inf).max(axis=0)
    else:
        worst = np.where(known, stacked, np.inf).min(axis=0)
    return np.where(known.any(axis=0), worst, np.nan)
