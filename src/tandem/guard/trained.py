"""Trained: a classifier of whole texts as a guard, for topic, tone or whatever it was taught."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from tandem.core import Model, Rows
from tandem.guard.finding import Detector, Finding
from tandem.models import Labels


class Trained(Detector):
    """A finding ``what`` over the whole text where ``classifier`` is sure enough of a label.

    ``found`` maps labels to the probability from which each is a finding, as
    ``{"politics": 0.7}``. The classifier is any model from text to ``Labels``.
    """

    what: str
    classifier: Model[str, Labels]
    found: dict[str, float]

    def fit(self, rows: Rows[str, str]) -> Self:
        """Fit the classifier on texts and labels."""
        learner: Any = self.classifier
        return self.evolve(classifier=learner.fit(rows))

    def predict(self, xs: Sequence[str], /) -> list[list[Finding]]:
        return [
            self._findings(text, labels)
            for text, labels in zip(xs, self.classifier.predict(xs), strict=True)
        ]

    def _findings(self, text: str, labels: Labels) -> list[Finding]:
        chances = {name: labels.probabilities.get(name, 0.0) for name in self.found}
        over = [chance for name, chance in chances.items() if chance >= self.found[name]]
        return [Finding(self.what, 0, len(text), max(over))] if over else []
