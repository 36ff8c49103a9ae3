"""Triage: what a question is about, and whether a person has to take it.

Two text classifiers read the question, and the passages that search found say what the
documentation knows of it. A small logistic model over both gives calibrated chances. It is
fitted on what the classifiers say about questions that they did not learn from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from tandem import Component, Rows, learned
from tandem.data import folds
from tandem.models import TextClassifier

from .contract import Grounded, Route, Truth

HUMAN, MACHINE = "human", "machine"
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Lessons:
    """What triage learns from.

    ``questions`` are labelled, ``sentences`` of the documentation carry the topic of their
    page, and ``pages`` maps each page to its topic.
    """

    questions: Rows[Grounded, Truth]
    sentences: Rows[str, str]
    pages: dict[str, str]


class Triage(Component[Grounded, Route]):
    """A question and its passages to topic and need of a person, with calibrated chances."""

    kind: ClassVar[str] = "model"

    topic: TextClassifier
    human: TextClassifier
    folds: int = 3
    penalty: float = 0.5

    pages: dict[str, str] = learned()
    topic_weights: list[float] = learned()
    human_weights: list[float] = learned()

    def fit(self, lessons: Lessons) -> Self:
        """Fit the classifiers, and the weights of what they and the passages say."""
        rows = lessons.questions
        about, needs, labels = [], [], []
        stratified = Rows(rows.inputs, [truth.topic for truth in rows.targets], rows.groups)
        for train, test in folds(stratified, k=self.folds):
            reader = self._read(rows.take(train), lessons)
            for i in test:
                x, truth = rows.inputs[i], rows.targets[i]
                names, topic_facts, human_facts = reader._facts(x)
                needs.append((human_facts, truth.human))
                if truth.topic in names:
                    about.append(topic_facts)
                    labels.append(names.index(truth.topic))
        return self._read(rows, lessons).evolve(
            topic_weights=_choose(about, labels, self.penalty).tolist(),
            human_weights=_decide(needs, self.penalty).tolist(),
        )

    async def run(self, x: Grounded, /) -> Route:
        names, topic_facts, human_facts = self._facts(x)
        chances = _softmax(topic_facts @ np.array(self.topic_weights))
        best = int(chances.argmax())
        human = _sigmoid(float(human_facts @ np.array(self.human_weights)))
        return Route(names[best], float(chances[best]), human)

    def _read(self, rows: Rows[Grounded, Truth], lessons: Lessons) -> Self:
        """A copy whose classifiers have read the questions and the documentation."""
        texts = [x.question for x in rows.inputs]
        groups = list(rows.groups or texts)
        sentences = lessons.sentences
        inputs = [*texts, *sentences.inputs]
        both = [*groups, *(sentences.groups or sentences.inputs)]
        topics = [*(truth.topic for truth in rows.targets), *sentences.targets]
        needs = [HUMAN if truth.human else MACHINE for truth in rows.targets]
        needs += [MACHINE] * len(sentences)
        return self.evolve(
            pages=lessons.pages,
            topic=self.topic.fit(Rows(inputs, topics, both)),
            human=self.human.fit(Rows(inputs, needs, both)),
        )

    def _facts(self, x: Grounded) -> tuple[list[str], Array, Array]:
        """Topic names, a row of facts for each topic, and the facts on a person."""
        said = self.topic.predict([x.question])[0].probabilities
        human = self.human.predict([x.question])[0].probabilities.get(HUMAN, 0.0)
        names = sorted(said)
        votes = dict.fromkeys(names, 0.0)
        for rank, passage in enumerate(x.passages, start=1):
            topic = self.pages.get(passage.id.partition("#")[0], "")
            votes[topic] = votes.get(topic, 0.0) + 1 / rank
        total = sum(votes.values()) or 1.0
        similarity = max((passage.similarity for passage in x.passages), default=0.0)
        lexical = max((passage.lexical for passage in x.passages), default=0.0) / 10
        documented = set(self.pages.values())
        topic_facts = []
        for name in names:
            # A topic without pages can win no vote; what speaks for it is weak evidence.
            other = float(name not in documented)
            vote = votes[name] / total
            topic_facts.append(
                [
                    math.log(said[name] + 1e-4),
                    math.log(vote + 0.02),
                    vote,
                    other,
                    other * similarity,
                    other * lexical,
                    other * _logit(human),
                ]
            )
        undocumented = sum(said[name] for name in names if name not in documented)
        human_facts = [
            1.0,
            _logit(human),
            math.log(undocumented + 1e-3),
            similarity,
            lexical,
            math.log(1 + len(x.question.split())),
        ]
        return names, np.array(topic_facts), np.array(human_facts)


def _choose(rows: Sequence[Array], labels: Sequence[int], penalty: float) -> Array:
    """Weights of a conditional logit: each row holds the facts of all choices."""

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = penalty * float(weights @ weights), 2 * penalty * weights
        for facts, label in zip(rows, labels, strict=True):
            chances = _softmax(facts @ weights)
            total -= math.log(max(float(chances[label]), 1e-12))
            slope = slope + chances @ facts - facts[label]
        return total, slope

    return _minimum(loss, len(rows[0][0]))


def _decide(rows: Sequence[tuple[Array, bool]], penalty: float) -> Array:
    """Weights of a logistic regression."""
    facts = np.stack([row for row, _ in rows])
    signs = np.array([1.0 if yes else -1.0 for _, yes in rows])

    def loss(weights: Array) -> tuple[float, Array]:
        margins = signs * (facts @ weights)
        wrong = 1 / (1 + np.exp(np.clip(margins, -500, 500)))
        slope = 2 * penalty * weights - facts.T @ (signs * wrong)
        return float(np.logaddexp(0, -margins).sum() + penalty * weights @ weights), slope

    return _minimum(loss, facts.shape[1])


def _minimum(loss: Any, size: int) -> Array:
    from scipy.optimize import minimize

    found: Array = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B").x
    return found


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max())
    chances: Array = raised / raised.sum()
    return chances


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-max(min(x, 500.0), -500.0)))


def _logit(chance: float) -> float:
    bounded = min(max(chance, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))
