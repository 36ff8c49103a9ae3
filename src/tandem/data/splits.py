"""Splits and folds: groups stay together, targets keep their shares, always the same."""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, TypeVar

from tandem.core.rows import Rows
from tandem.data.partition import Partition
from tandem.errors import DefinitionError

In = TypeVar("In")
Target = TypeVar("Target")


def split(
    rows: Rows[In, Target], *, test: float = 0.25, seed: int = 0
) -> tuple[Rows[In, Target], Rows[In, Target]]:
    """Training and test rows; the same rows and seed give the same split on every machine.

    Rows of one group are never separated. Targets that are text, truth values, whole
    numbers or enums are stratified: both sides have them in the same shares.

    >>> train, held_out = split(Rows(list(range(8)), [True, False] * 4), test=0.25)
    >>> len(train), sorted(held_out.targets)
    (6, [False, True])
    """
    return holdout(rows, test=test, seed=seed).apply(rows)


def holdout(rows: Rows[Any, Any], *, test: float = 0.25, seed: int = 0) -> Partition:
    """What ``split`` does, as indices that can be kept."""
    if not 0 < test < 1:
        raise DefinitionError(f"split got test={test}", hint="a share between 0 and 1")
    places = _deal(rows, [1 - test, test], seed)
    sides = [[i for i, place in enumerate(places) if place == side] for side in (0, 1)]
    if not all(sides):
        raise DefinitionError(
            f"split of {len(rows)} rows with test={test} leaves one side empty",
            hint="there are too few rows, or too few groups",
        )
    parameters = {"test": test, "seed": seed}
    return Partition(_method("holdout", rows), len(rows), sides[0], sides[1], parameters)


def folds(
    rows: Rows[Any, Any] | int, k: int = 5, seed: int = 0
) -> list[tuple[list[int], list[int]]]:
    """For cross-validation: ``k`` pairs of (training indices, test indices).

    Every row is tested once; groups and targets are treated as in ``split``. A number of
    rows stands for rows without groups and targets.

    >>> [test for _, test in folds(4, k=2)]
    [[0, 1], [2, 3]]
    """
    if isinstance(rows, int):
        rows = Rows([None] * rows, [None] * rows)
    return [(fold.train, fold.test) for fold in cross_validation(rows, k, seed)]


def cross_validation(rows: Rows[Any, Any], k: int = 5, seed: int = 0) -> list[Partition]:
    """What ``folds`` does, as indices that can be kept."""
    places = _deal(rows, [1 / k] * k, seed) if k > 1 else []
    if k < 2 or len(set(places)) < k:
        raise DefinitionError(
            f"{len(rows)} rows cannot make {k} folds",
            hint="at least two folds, and a row (or group) for each",
        )
    method = _method("cross-validation", rows)
    every = range(len(rows))
    return [
        Partition(
            method,
            len(rows),
            [i for i in every if places[i] != fold],
            [i for i in every if places[i] == fold],
            {"fold": fold + 1, "k": k, "seed": seed},
        )
        for fold in range(k)
    ]


def _method(name: str, rows: Rows[Any, Any]) -> str:
    """The name of a method with what it respects of these rows."""
    grouped = "grouped " if rows.groups is not None and any(rows.groups) else ""
    labels = {label for label in _strata(rows.targets, at_least=2) if label is not None}
    return f"{grouped}{'stratified ' if len(labels) > 1 else ''}{name}"


def _deal(rows: Rows[Any, Any], shares: Sequence[float], seed: int) -> list[int]:
    """The place of every row: groups in a fixed random order, each where it is missed most.

    Large groups are dealt first, since small ones can still even things out after them.
    """
    labels = _strata(rows.targets, at_least=1 / min(shares))
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for i in range(len(rows)):
        group = rows.groups[i] if rows.groups is not None else ""
        groups[f"group {group}" if group else f"row {i}"].append(i)
    order = sorted(groups, key=lambda name: (-len(groups[name]), _random(seed, name)))
    totals = Counter(labels)
    # What each place still lacks of a label, and of rows at all, as a share of all there are.
    lacking = [dict.fromkeys(totals, share) for share in shares]
    room = list(shares)
    places = [0] * len(rows)
    for name in order:
        counts = Counter([labels[i] for i in groups[name]])
        parts = {label: count / totals[label] for label, count in counts.items()}
        place = _neediest(lacking, room, parts)
        for label, part in parts.items():
            lacking[place][label] -= part
        room[place] -= len(groups[name]) / len(rows)
        for i in groups[name]:
            places[i] = place
    return places


def _neediest(
    lacking: Sequence[Mapping[Any, float]], room: Sequence[float], parts: Mapping[Any, float]
) -> int:
    """The place that lacks most of these labels, then the one with most room, then the first."""
    most, found = (-math.inf, -math.inf), 0
    for place, lacks in enumerate(lacking):
        wanted = 0.0
        for label, part in parts.items():
            wanted += lacks[label] * part
        # Rounded, so that sums in another order decide the same.
        need = (round(wanted, 12), round(room[place], 12))
        if need > most:
            most, found = need, place
    return found


def _strata(targets: Sequence[Any], *, at_least: float) -> list[Any]:
    """The label of every row; labels too rare to be shared out count as one."""
    if not all(isinstance(target, (str, bool, int, Enum)) for target in targets):
        return [None] * len(targets)
    totals = Counter(targets)
    return [target if totals[target] >= at_least else None for target in targets]


def _random(seed: int, name: str) -> str:
    return hashlib.sha256(f"{seed} {name}".encode()).hexdigest()
