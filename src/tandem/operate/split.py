"""Who gets which release: sticky shares, decided by a hash and remembered nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from tandem.operate.live import Live


def point(salt: str, who: str) -> float:
    """Where a subject stands on the line from 0 to 1; the same in every process and release.

    >>> round(point("churn:live", "customer-7"), 4)
    0.0605
    """
    head = hashlib.sha256(f"{salt}:{who}".encode()).digest()[:8]
    return int.from_bytes(head) / 2**64


@dataclass(frozen=True)
class Split:
    """The releases behind a channel at one moment. Replaced as a whole, never changed.

    ``targets`` are in the channel's order with shares that sum to 1. The newest comes last
    and takes the low end of the line, so that whoever has met a canary stays with it while
    its share grows.
    """

    salt: str
    targets: Sequence[tuple[Live, float]]
    shadow: Live | None = None
    sequence: int = 0

    def __post_init__(self) -> None:
        newest_first = list(reversed(self.targets))
        bounds = list(accumulate(share for _, share in newest_first))
        lives = [live for live, _ in newest_first]
        object.__setattr__(self, "_steps", list(zip(bounds[:-1], lives, strict=False)))

    @property
    def main(self) -> Live:
        """The release with the largest share."""
        return max(self.targets, key=lambda target: target[1])[0]

    @property
    def single(self) -> Live | None:
        """The one release, where there is nothing to split."""
        return self.targets[0][0] if len(self.targets) == 1 else None

    def pick(self, who: str) -> Live:
        """The release for a subject (or a session, or a trace id)."""
        steps: list[tuple[float, Live]] = self._steps  # type: ignore[attr-defined]  # set in __post_init__
        if steps:
            place = point(self.salt, who)
            for bound, live in steps:
                if place < bound:
                    return live
        return self.targets[0][0]
