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

_FIRST, _FOLDS, _ALL = 0.45, 0.7, 0.93
"""Shares of the time after which first tries, folds, and tuning end."""
_PATIENCE = 40
_NEAR = 1.03
"""How much worse than the best a tuned candidate may look on its first folds."""
_SAMPLE = 500
_MOST_RIVALS = 6


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
            if (not self.entries or self._left(_FIRST) > 0) and self._advance(entry, _FIRST):
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
        """Take the best of the first fold through the others, the better ones first."""
        ranked = sorted(self.entries, key=lambda entry: entry.losses[0])
        more = len(self._parts) - 1
        if self._seconds > 0:
            # So deep that the best three get there: one model alone is worth less than a mixture.
            together = sum(entry.dearest for entry in ranked[:3])
            affordable = 0.8 * self._left(_ALL) / max(together, 1e-3)
            more = max(0, min(more, int(affordable)))
        self.depth = 1 + more
        for place, entry in enumerate(ranked[:_MOST_RIVALS]):
            needed = more * entry.dearest
            if place > 0 and needed > self._left(_FOLDS if place > 2 else _ALL):
                continue
            while len(entry.losses) < self.depth and self._advance(entry, _ALL):
                continue
        if len(ranked[0].losses) < self.depth:  # it failed on a later fold
            self.depth = max(len(entry.losses) for entry in self.entries)

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
            if not self._advance(child, _ALL):
                return bool(child.losses)
            done = len(child.losses)
            if child.mean(done) > _NEAR * best.mean(done):
                break
        return True

    def _left(self, share: float) -> float:
        return self._start + share * self._seconds - time.monotonic()

    def _advance(self, entry: Entry, share: float) -> bool:
        """Fit and ask the entry on its next fold; whether that went well."""
        train, test = self._parts[len(entry.losses)]
        # Without time, or for whoever comes first, no clock decides what is learned.
        limit = max(self._left(share) / 3, 0.05) if self._seconds > 0 else None
        if entry.seconds:
            limit = None if limit is None else max(limit, 1.2 * entry.dearest)
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
