"""Injection: instructions to a language model in a text that ought to be data."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tandem.core import Rows, learned
from tandem.errors import DefinitionError, MissingExtra
from tandem.guard.examples import injection_examples
from tandem.guard.finding import Detector, Finding, apart
from tandem.guard.weigher import Weigher
from tandem.guard.weighing import Columns, Row, sentences
from tandem.models import span, tunable

Told = list[tuple[str, bool, float]]


class Injection(Detector):
    """A finding ``what`` over each sentence that seems to instruct the model that reads it.

    Logistic regression on words, pairs of words, runs of letters and signs of an instruction
    (``tandem.guard.signs``), of each sentence and of two together, so that a sentence counts as
    much in a long document as alone. Of a text that is an attack, ``fit`` finds the sentence
    that makes it one (learning from multiple instances; Andrews 2003).

    ``examples`` is the weight of made-up texts (``injection_examples``), where each row of
    ``fit`` counts 1; without rows it learns from these alone. An attack without any sign, such
    as a false statement in a document, is not found. For jailbreaks, fit a second one on texts
    of that kind with another ``what``.
    """

    what: str = "injection"
    sure: float = 0.7
    """The probability from which a sentence is a finding; with thousands of harmless rows less."""
    C: float = tunable(30.0, span(0.1, 1e3, log=True))
    """Inverse strength of the quadratic penalty on weights."""
    examples: float = 1.0

    pieces: list[str] = learned()
    rarity: NDArray[np.float64] = learned(codec="npy")
    weights: NDArray[np.float32] = learned(codec="npy")
    bias: float = learned()

    def fit(self, rows: Rows[str, bool]) -> Self:
        """Learn from texts, and whether each is an attack."""
        told: Told = [(text, bool(attack), 1.0) for text, attack in rows]
        if self.examples:
            told += [(text, attack, self.examples) for text, attack in injection_examples()]
        if len({attack for _, attack, _ in told}) < 2:
            raise DefinitionError(
                f"{type(self).__name__}.fit needs attacks and harmless texts",
                hint="give rows of both, or leave examples above 0",
            )
        harmless = [
            (part, False, weight / 2)
            for text, attack, weight in told
            if not attack and len(parts := _parts(text)) > 1
            for part in parts
        ]
        first = self._learn([*told, *harmless])
        known = {_plain(part) for text, attack, _ in told if not attack for part in _parts(text)}
        worst = [
            (part, True, weight / 2)
            for text, attack, weight in told
            if attack
            for part in first._worst(text, known)
        ]
        return self._learn([*told, *harmless, *worst])

    def find(self, text: str) -> Iterable[Finding]:
        places, chances = self._scored(text)
        return apart(
            Finding(self.what, *places[i], float(chances[i]))
            for i in np.flatnonzero(chances >= self.sure).tolist()
        )

    def chance(self, text: str) -> float:
        """The probability of the worst sentence of a text, 0 where it has none."""
        return float(self._scored(text)[1].max(initial=0.0))

    def _scored(self, text: str) -> tuple[list[tuple[int, int]], NDArray[np.float64]]:
        """Each sentence, and each with the next, as an attack may take two; their chances."""
        places, logits = self._weigher.spans(text)
        return places, 1.0 / (1.0 + np.exp(-np.clip(logits, -700.0, 700.0)))

    def _worst(self, text: str, known: set[str]) -> list[str]:
        """The sentence of several that gives an attack away, none that occurs in a harmless one."""
        parts = _parts(text)
        suspect = [part for part in parts if _plain(part) not in known]
        if len(parts) < 2 or not suspect:
            return []
        return [max(suspect, key=self.chance)]

    def _learn(self, told: Told) -> Self:
        try:
            from scipy.sparse import csr_matrix
            from sklearn.linear_model import LogisticRegression
        except ImportError:
            raise MissingExtra(
                f"{type(self).__name__}.fit needs scikit-learn, which is not installed",
                hint='pip install "tandem-ai[models]"',
            ) from None

        rows = [Row.of(text) for text, _, _ in told]
        columns = Columns.of(rows)
        model = LogisticRegression(C=self.C, tol=1e-3, max_iter=1000).fit(
            columns.matrix(rows, csr_matrix),
            [attack for _, attack, _ in told],
            sample_weight=[weight for _, _, weight in told],
        )
        return self.evolve(
            pieces=columns.pieces,
            rarity=columns.rarity,
            weights=model.coef_[0].astype(np.float32),
            bias=float(model.intercept_[0]),
        )

    @cached_property
    def _weigher(self) -> Weigher:
        columns = Columns(self.pieces, self.rarity)
        return Weigher(columns, self.weights.astype(np.float64), self.bias)


def _parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def _plain(text: str) -> str:
    return text.strip(" .?!").casefold()
