"""Several detectors as one: what they say together, and how many agree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tandem.core.component import Model
from tandem.models.anomaly.series import Series, check_series
from tandem.models.anomaly.stream import Detector, Stream


@dataclass(frozen=True)
class Opinion:
    """What the detectors say together of a reading: a probability, and who agrees.

    ``agreement`` is the share of detectors whose own score reaches ``threshold``;
    ``scores`` are theirs, in order. ``stands_out`` is the score where it is the highest of
    the last ``hold`` readings and 0 elsewhere, so that one event gives one alarm.
    """

    score: float
    agreement: float
    stands_out: float
    scores: list[float]


class Voting:
    """A consensus of one sensor, reading by reading, in bounded memory."""

    def __init__(
        self,
        streams: list[Stream],
        weights: list[float],
        cap: float,
        threshold: float,
        hold: int,
    ) -> None:
        self.streams = streams
        self.shares = [weight / sum(weights) for weight in weights]
        self.cap = cap
        self.threshold = threshold
        self.hold = hold
        self.count = 0
        self.peaks: list[list[float]] = []
        """Place and score of those readings that no later one exceeds, newest last."""

    def update(self, value: float | None) -> Opinion:
        """What the detectors say of the next reading, and learn from it."""
        scores = [stream.update(value) for stream in self.streams]
        cap, threshold, doubt, agreeing = self.cap, self.threshold, 0.0, 0
        for share, score in zip(self.shares, scores, strict=True):
            doubt += share * math.log1p(-score if score < cap else -cap)
            agreeing += score >= threshold
        together = -math.expm1(doubt)
        return Opinion(together, agreeing / len(scores), self._new_peak(together), scores)

    def _new_peak(self, score: float) -> float:
        """The score where it exceeds those of the last ``hold`` readings, otherwise 0."""
        peaks = self.peaks
        while peaks and peaks[0][0] < self.count - self.hold:
            del peaks[0]
        stands_out = not peaks or score > peaks[0][1]
        while peaks and peaks[-1][1] <= score:
            del peaks[-1]
        peaks.append([self.count, score])
        self.count += 1
        return score if stands_out else 0.0

    def state(self) -> dict[str, Any]:
        """All it remembers, as JSON takes it."""
        return {
            "streams": [stream.state() for stream in self.streams],
            "count": self.count,
            "peaks": [list(peak) for peak in self.peaks],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from where another stream of the same consensus was."""
        for stream, known in zip(self.streams, state["streams"], strict=True):
            stream.restore(known)
        self.count = state["count"]
        self.peaks = [list(peak) for peak in state["peaks"]]


class Consensus(Model[Series, list[Opinion]]):
    """Detectors that vote: the mean of the logarithms of how improbable each finds a reading.

    A detector that is sure counts more than one that doubts, up to ``cap`` (the score at
    which a voice is as loud as it gets), so that no single one decides. Scores of each come
    from its own past, so they compare; ``weights``, where given, are one for each.
    """

    members: tuple[Detector, ...]
    weights: tuple[float, ...] = ()
    cap: float = 0.999
    threshold: float = 0.9
    hold: int = 288

    def stream(self, state: dict[str, Any] | None = None) -> Voting:
        """A stream from nothing, or one that goes on from a state."""
        fresh = Voting(
            [member.stream() for member in self.members],
            list(self.weights) or [1.0] * len(self.members),
            self.cap,
            self.threshold,
            self.hold,
        )
        if state is not None:
            fresh.restore(state)
        return fresh

    def predict(self, xs: Sequence[Series], /) -> list[list[Opinion]]:
        found = []
        for series in xs:
            check_series(series)
            stream = self.stream()
            found.append([stream.update(value) for value in series.values])
        return found
