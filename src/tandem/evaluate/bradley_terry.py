"""Strengths of systems from comparisons in pairs, ties included: Bradley-Terry-Davidson."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.errors import DefinitionError
from tandem.evaluate.distributions import normal_quantile
from tandem.evaluate.intervals import codes
from tandem.evaluate.preference import Choice

Floats = NDArray[np.float64]
_ROUNDS = 100
_ENOUGH = 1e-10


@dataclass(frozen=True)
class Match:
    """Two systems on one case, and which was better. Matches of one ``case`` go together."""

    first: str
    second: str
    choice: Choice
    case: str = ""


@dataclass(frozen=True)
class Strengths:
    """Log-strengths that sum to zero, the readiness to tie, and how sure both are."""

    names: tuple[str, ...]
    values: tuple[float, ...]
    ties: float
    covariance: tuple[tuple[float, ...], ...]

    def of(self, name: str) -> float:
        """The log-strength of a system."""
        return self.values[self._place(name)]

    def difference(self, name: str, other: str, *, alpha: float = 0.05) -> tuple[float, ...]:
        """By how much one is stronger, in log-odds: value, lower end, upper end."""
        i, j = self._place(name), self._place(other)
        value = self.values[i] - self.values[j]
        matrix = self.covariance
        variance = matrix[i][i] + matrix[j][j] - 2 * matrix[i][j]
        reach = normal_quantile(1 - alpha / 2) * math.sqrt(max(variance, 0.0))
        return value, value - reach, value + reach

    def chances(self, name: str, other: str) -> tuple[float, float, float]:
        """The chances that the first is preferred, that they tie, that the other is."""
        gap = self.of(name) - self.of(other)
        win, loss = math.exp(gap / 2), math.exp(-gap / 2)
        whole = win + self.ties + loss
        return win / whole, self.ties / whole, loss / whole

    def _place(self, name: str) -> int:
        if name not in self.names:
            raise DefinitionError(f"no match of {name!r}", hint=f"known: {', '.join(self.names)}")
        return self.names.index(name)


def strengths(matches: Sequence[Match], *, prior: float = 0.0) -> Strengths:
    """The most likely strengths (R. R. Davidson, 1970): a tie is as likely as strengths are near.

    P(first) : P(tie) : P(second) = sqrt(a/b) : ties : sqrt(b/a). The covariance is the sandwich
    over cases, so that matches on one case do not count as independent. A system that only won,
    or groups that never met, have no finite strength: ``DefinitionError`` names them, unless
    ``prior`` wins and losses against an average rival are added for each.
    """
    names = tuple(sorted({name for match in matches for name in (match.first, match.second)}))
    place = {name: i for i, name in enumerate(names)}
    if not prior:
        _refuse_without_end(matches, names, place)
    first = np.array([place[match.first] for match in matches])
    second = np.array([place[match.second] for match in matches])
    won = np.array([{"first": 1.0, "tie": 0.5, "second": 0.0}[m.choice] for m in matches])
    tied = np.array([float(match.choice == "tie") for match in matches])
    fit = _Fit(len(names), first, second, won, tied, prior)
    parameters = fit.solve()
    cases = codes([match.case or f"\x00{i}" for i, match in enumerate(matches)])
    covariance = fit.sandwich(parameters, cases)[: len(names), : len(names)]
    return Strengths(
        names,
        tuple(parameters[: len(names)].tolist()),
        math.exp(parameters[-1]) if tied.any() else 0.0,
        tuple(tuple(row) for row in covariance.tolist()),
    )


@dataclass(frozen=True)
class _Fit:
    """Newton's method on the log-likelihood of strengths and the logarithm of ``ties``."""

    count: int
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    won: Floats
    tied: Floats
    prior: float

    def solve(self) -> Floats:
        parameters = np.zeros(self.count + 1)
        for _ in range(_ROUNDS):
            scores, curvature = self._slopes(parameters)
            gradient = scores.sum(axis=0) + self._pull(parameters)
            step = np.linalg.solve(curvature, gradient)
            step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
            parameters = parameters + step
            parameters[: self.count] -= parameters[: self.count].mean()
            if float(np.abs(step).max()) < _ENOUGH:
                break
        return parameters

    def sandwich(self, parameters: Floats, cases: NDArray[np.intp]) -> Floats:
        scores, curvature = self._slopes(parameters)
        sums = np.zeros((int(cases.max()) + 1, scores.shape[1]))
        np.add.at(sums, cases, scores)
        bread = np.linalg.inv(curvature)
        return np.asarray(bread @ (sums.T @ sums) @ bread)

    def _slopes(self, parameters: Floats) -> tuple[Floats, Floats]:
        """The score of each match, and the negative second derivative, made regular."""
        gap = parameters[self.first] - parameters[self.second]
        ties = math.exp(parameters[-1]) if self.tied.any() else 0.0
        win, loss = np.exp(gap / 2), np.exp(-gap / 2)
        whole = win + ties + loss
        expected = (win + ties / 2) / whole
        tie = ties / whole
        rows = np.arange(len(gap))
        scores = np.zeros((len(gap), self.count + 1))
        scores[rows, self.first] = self.won - expected
        scores[rows, self.second] -= self.won - expected
        scores[:, -1] = self.tied - tie
        spread = (win + ties / 4) / whole - expected**2
        across = tie * (0.5 - expected)
        matrix = np.zeros((self.count + 1, self.count + 1))
        np.add.at(matrix, (self.first, self.first), spread)
        np.add.at(matrix, (self.second, self.second), spread)
        np.add.at(matrix, (self.first, self.second), -spread)
        np.add.at(matrix, (self.second, self.first), -spread)
        for side, sign in ((self.first, 1.0), (self.second, -1.0)):
            np.add.at(matrix, (side, np.full_like(side, self.count)), sign * across)
            np.add.at(matrix, (np.full_like(side, self.count), side), sign * across)
        matrix[-1, -1] = float((tie * (1 - tie)).sum()) if ties else 1.0
        # Only differences of strengths are known: their mean is held at zero.
        matrix[: self.count, : self.count] += 1.0 / self.count
        if self.prior:
            chance = 1 / (1 + np.exp(-parameters[: self.count]))
            spot = np.arange(self.count)
            matrix[spot, spot] += 2 * self.prior * chance * (1 - chance)
        return scores, matrix

    def _pull(self, parameters: Floats) -> Floats:
        """The gradient of ``prior`` wins and as many losses against strength zero."""
        chance = 1 / (1 + np.exp(-parameters[: self.count]))
        return np.append(self.prior * (1 - 2 * chance), 0.0)


def _refuse_without_end(
    matches: Sequence[Match], names: tuple[str, ...], place: dict[str, int]
) -> None:
    """Every system must be reachable from every other by wins and ties (Ford, 1957)."""
    beats: list[set[int]] = [set() for _ in names]
    for match in matches:
        i, j = place[match.first], place[match.second]
        if match.choice != "second":
            beats[i].add(j)
        if match.choice != "first":
            beats[j].add(i)
    beaten: list[set[int]] = [set() for _ in names]
    for i, others in enumerate(beats):
        for j in others:
            beaten[j].add(i)
    below, above = _reached(beats), _reached(beaten)
    apart = [name for i, name in enumerate(names) if i not in below or i not in above]
    if apart:
        raise DefinitionError(
            f"no finite strength beside {names[0]!r}: {', '.join(apart)} only won, only lost, "
            "or never met the others",
            hint="compare more, or give prior=0.5",
        )


def _reached(edges: list[set[int]]) -> set[int]:
    seen, waiting = {0}, [0]
    while waiting:
        for other in edges[waiting.pop()] - seen:
            seen.add(other)
            waiting.append(other)
    return seen
