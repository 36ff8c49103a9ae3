"""Candidates raced over folds by the clock: all on the first fold, the best on the others."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tandem.core.rows import Rows
from tandem.data.splits import folds
from tandem.errors import TandemError
from tandem.models.gradient import Watch
from tandem.models.losses import LossName
from tandem.models.portfolio import mutated
from tandem.models.scores import Floats, as_array, loss_of, target_array

_FIRST, _FOLDS, _ALL = 0.4, 0.85, 0.93
"""Shares of the time after which first tries, folds, and tuning end."""
_PATIENCE = 40
_NEAR = 1.03
"""How much worse than the best a tuned candidate may look on its first folds."""
_SAMPLE = 500
_MOST_RIVALS = 8
_FAR = 1.25
"""How many times the least loss one may have that is taken on because it is quick."""


@dataclass
class Entry:
    """A candidate in the race: on each fold done, its model, its predictions, loss and time."""

    name: str
    model: Any
    fitted: list[Any] = field(default_factory=list)
    told: list[Floats] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def dearest(self) -> float:
        """The longest that a fold took."""
        return max(self.seconds)

    def mean(self, count: int) -> float:
        """The mean loss on the first folds."""
        return sum(self.losses[:count]) / count


class Race:
    """Runs candidates over the folds of the rows, as long as the time lasts.

    With no time at all the first candidate is still tried on every fold that it can be,
    so that a model comes out, the same on every machine.
    """

    def __init__(
        self,
        rows: Rows[Any, Any],
        metric: LossName,
        labels: Sequence[str] | None,
        *,
        seconds: float,
        count: int,
        seed: int,
    ) -> None:
        self._rows, self._metric, self._labels = rows, metric, labels
        self._seconds, self._seed = seconds, seed
        self._start = time.monotonic()
        self._parts = folds(rows, k=min(count, len(rows)), seed=seed)
        self.targets = target_array(rows.targets, labels)
        self.entries: list[Entry] = []
        self.problems: list[str] = []
        self.depth = len(self._parts)
        """How many folds those who finish go through."""

    def run(self, candidates: Sequence[tuple[str, Any]]) -> list[Entry]:
        """The entries that went through all folds there was time for, best first."""
        for name, model in candidates:
            entry = Entry(name, model)
            left = self._left(_FIRST)
            if (not self.entries or left > 0) and self._advance(entry, left / 3):
                self.entries.append(entry)
        if not self.entries:
            return []
        self._deepen()
        self._tune()
        return self.finished()

    def finished(self) -> list[Entry]:
        """Those that went through all folds there was time for, best first."""
        done = [entry for entry in self.entries if len(entry.losses) >= self.depth]
        return sorted(done, key=lambda entry: entry.mean(self.depth))

    def seen(self) -> list[int]:
        """The places of the rows that the finished entries have predicted, in their order."""
        return [i for _, test in self._parts[: self.depth] for i in test]

    def _deepen(self) -> None:
        """Take the best of the first fold through the others, a fold at a time."""
        rivals, self.depth = self._rivals()
        for fold in range(1, self.depth):
            for entry in rivals:
                due = (self.depth - fold) * sum(rival.dearest for rival in rivals)
                limit = self._left(_ALL) * entry.dearest / max(due, 1e-9)
                if self._seconds == 0 or limit > 0.7 * entry.dearest:
                    self._advance(entry, limit)
            rivals = [entry for entry in rivals if len(entry.losses) > fold] or rivals[:1]
        self.depth = max(len(entry.losses) for entry in self.entries)  # as far as anybody got

    def _rivals(self) -> tuple[list[Entry], int]:
        """Whom to take through how many folds: the better ones, as far as they fit the time.

        All folds where somebody good can go through them, else as many as the best can.
        """
        ranked = sorted(self.entries, key=lambda entry: entry.losses[0])
        depth = len(self._parts)
        if self._seconds > 0:
            rivals = self._affordable(ranked, depth)
            if rivals and rivals[0].losses[0] <= _FAR * ranked[0].losses[0]:
                return rivals, depth
            depth = 1 + max(0, int(self._left(_FOLDS) / max(ranked[0].dearest, 1e-3)))
            depth = min(depth, len(self._parts))
        return self._affordable(ranked, depth) or ranked[:1], depth

    def _affordable(self, ranked: Sequence[Entry], depth: int) -> list[Entry]:
        left = self._left(_FOLDS)
        found: list[Entry] = []
        for entry in ranked:
            cost = (depth - 1) * entry.dearest
            if cost <= left and len(found) < _MOST_RIVALS:
                found.append(entry)
                left -= cost
        return found

    def _tune(self) -> None:
        """Move parameters of the best, as long as there is time for another candidate."""
        draw = random.Random(self._seed)
        failures = 0
        while failures < 20:
            left = self._left(_ALL)
            parents = [entry for entry in self.finished()[:4] if 1.1 * sum(entry.seconds) < left]
            if not parents:
                return
            parent = parents[min(int(draw.expovariate(1.2)), len(parents) - 1)]
            child = Entry(f"{parent.name.partition(',')[0]}, tuned", mutated(parent.model, draw))
            failures += not self._follow(child)
            if len(child.losses) == self.depth:
                self.entries.append(child)

    def _follow(self, child: Entry) -> bool:
        """Take a tuned candidate through the folds as long as it keeps up; whether it ran."""
        best = self.finished()[0]
        while len(child.losses) < self.depth:
            longest = 1.2 * child.dearest if child.seconds else 0.0
            if not self._advance(child, max(self._left(_ALL) / 3, longest)):
                return bool(child.losses)
            done = len(child.losses)
            if child.mean(done) > _NEAR * best.mean(done):
                break
        return True

    def _left(self, share: float) -> float:
        return self._start + share * self._seconds - time.monotonic()

    def _advance(self, entry: Entry, seconds: float) -> bool:
        """Fit and ask the entry on its next fold, in about so long; whether that went well."""
        train, test = self._parts[len(entry.losses)]
        # Without time no clock decides what is learned.
        limit = max(seconds, 0.05) if self._seconds > 0 else None
        begin = time.monotonic()
        try:
            if limit is not None and not entry.seconds and self._is_too_slow(entry, train, limit):
                return False
            fitted = self._fit(entry.model, train, test, limit)
            told = as_array(fitted.predict([self._rows.inputs[i] for i in test]), self._labels)
        except (TandemError, ValueError) as error:
            self.problems.append(f"{entry.name}: {getattr(error, 'message', error)}")
            return False
        entry.fitted.append(fitted)
        entry.told.append(told)
        entry.losses.append(loss_of(self._metric, self.targets[test], told))
        entry.seconds.append(time.monotonic() - begin)
        return bool(np.isfinite(entry.losses[-1]))

    def _fit(self, model: Any, train: list[int], test: list[int], limit: float | None) -> Any:
        if hasattr(model, "fit_watching"):
            return model.fit_watching(self._rows, Watch(train, test, _PATIENCE, limit))
        return model.fit(self._rows.take(train))

    def _is_too_slow(self, entry: Entry, train: list[int], limit: float) -> bool:
        """Whether a model that cannot stop by itself would take too long, by a small sample."""
        if hasattr(entry.model, "fit_watching") or len(train) < 4 * _SAMPLE:
            return False
        some = random.Random(self._seed).sample(train, _SAMPLE)
        begin = time.monotonic()
        entry.model.fit(self._rows.take(some))
        expected = (time.monotonic() - begin) * len(train) / _SAMPLE
        return expected > 2 * limit
