"""How far a judge agrees with people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from tandem.data import cohen_kappa
from tandem.errors import DefinitionError
from tandem.evaluate.bootstrap import resample
from tandem.evaluate.intervals import codes, wilson

Label = TypeVar("Label", bound=Hashable)


def weighted_kappa(first: Sequence[float], second: Sequence[float]) -> float:
    """Kappa of grades, where being off by two costs four times as much (J. Cohen, 1968).

    >>> round(weighted_kappa([1, 2, 3, 4], [1, 2, 3, 3]), 3)
    0.875
    """
    _same_length(first, second)
    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    seen = float(((one - two) ** 2).mean())
    chance = float(one.var() + two.var() + (one.mean() - two.mean()) ** 2)
    return 1.0 if chance == 0 else 1 - seen / chance


@dataclass(frozen=True)
class Agreement:
    """A judge beside people: shares and kappa with 95 % intervals, failures among them."""

    items: int
    failed: int
    share: float
    share_interval: tuple[float, float]
    kappa: float
    kappa_interval: tuple[float, float]

    def __str__(self) -> str:
        low, high = self.share_interval
        below, above = self.kappa_interval
        return (
            f"agrees on {self.share:.3f} ({low:.3f} to {high:.3f}) of {self.items}, "
            f"kappa {self.kappa:.3f} ({below:.3f} to {above:.3f}), {self.failed} failed"
        )


def agreement(
    judge: Sequence[Hashable | None],
    people: Sequence[Hashable],
    *,
    groups: Sequence[str] | None = None,
) -> Agreement:
    """A judge's labels held against those of people; ``None`` is a judgement that failed.

    A failure agrees with nobody: it counts in the share and in kappa as a label of its own.
    ``groups`` names what belongs together (one prompt, one document), so that kappa's
    interval, a bootstrap of whole groups, is as wide as it must be; the interval of the
    share is Wilson's.
    """
    _same_length(judge, people)
    pairs = list(zip(judge, people, strict=True))
    share = sum(said == wanted for said, wanted in pairs) / len(pairs)
    drawn = resample(_kappa_of, pairs, codes(groups or [str(i) for i in range(len(pairs))]))
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return Agreement(
        items=len(pairs),
        failed=sum(said is None for said in judge),
        share=share,
        share_interval=wilson(share, len(pairs)),
        kappa=_kappa_of(pairs),
        kappa_interval=(float(low), float(high)),
    )


def majority(ratings: Sequence[Label], default: Label) -> Label:
    """The label that more than half of the raters gave, else ``default``.

    >>> majority(["tie", "first", "first"], "tie")
    'first'
    """
    label, times = Counter(ratings).most_common(1)[0]
    return label if 2 * times > len(ratings) else default


def _kappa_of(pairs: Sequence[tuple[Hashable, Hashable]]) -> float:
    """Cohen's kappa; 1 where both always gave one and the same label: nothing is left to chance."""
    found = cohen_kappa([said for said, _ in pairs], [wanted for _, wanted in pairs])
    return 1.0 if found is None else found


def _same_length(first: Sequence[object], second: Sequence[object]) -> None:
    if len(first) != len(second) or not first:
        raise DefinitionError(
            f"{len(first)} labels beside {len(second)}",
            hint="give both raters' labels of the same items, in the same order",
        )
