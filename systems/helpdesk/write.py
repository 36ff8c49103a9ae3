"""The writer of answers that quotes the documentation."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from tandem import Component, Rows, Token, emit, learned, note
from tandem.data import folds
from tandem.search import Passage, stems

from .contract import Draft, Grounded, Truth

NOTHING = "The documentation does not answer this."
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Sentence:
    """The ``place``-th sentence (from 0) of a passage."""

    text: str
    passage: Passage
    place: int


class Extractive(Component[Grounded, Draft]):
    """Quotes the passage that most likely holds the answer, and cites it.

    A logistic model over what question, sentence and passage have in common gives each
    sentence its chance; the passage of the best one is quoted: at most ``limit`` sentences,
    none whose chance is below ``ratio`` times the best. If even the best is below the
    learned ``threshold``, nothing is quoted: it is set so that of the questions that have
    an answer, the share ``refused`` of the weakest is given up.
    """

    kind: ClassVar[str] = "writer"

    passages: int = 6
    limit: int = 6
    ratio: float = 0.05
    refused: float = 0.03
    C: float = 1.0

    rarity: dict[str, float] = learned()
    weights: list[float] = learned()
    threshold: float = learned()

    def fit(self, rows: Rows[Grounded, Truth]) -> Self:
        """Learn from answered questions which sentence held the fact."""
        reader = self.evolve(rarity=_rarity(rows.inputs))
        shown = [reader._facts(x) for x in rows.inputs]
        held = [[_holds(s, truth) for s in reader._sentences(x)] for x, truth in rows]
        supports = [0.0] * len(rows)
        for train, test in folds(Rows(rows.inputs, [t.topic for t in rows.targets], rows.groups)):
            weights = _learn([shown[i] for i in train], [held[i] for i in train], self.C)
            for i in test:
                supports[i] = max(_chances(shown[i], weights), default=0.0)
        answered = [s for s, truth in zip(supports, rows.targets, strict=True) if truth.fact]
        return reader.evolve(
            weights=_learn(shown, held, self.C).tolist(),
            threshold=float(np.quantile(answered, self.refused)),
        )

    async def run(self, x: Grounded, /) -> Draft:
        sentences = self._sentences(x)
        chances = _chances(self._facts(x), np.array(self.weights))
        support = max(chances, default=0.0)
        note(support=support)
        if support < self.threshold or not sentences:
            emit(Token(NOTHING))
            return Draft(NOTHING, support=support)
        source = sentences[chances.index(support)].passage.id
        likely = [
            (chance, sentence)
            for chance, sentence in zip(chances, sentences, strict=True)
            if sentence.passage.id == source and chance >= self.ratio * support
        ]
        chosen = sorted(likely, key=lambda pair: -pair[0])[: self.limit]
        quoted = [s.text for _, s in sorted(chosen, key=lambda pair: pair[1].place)]
        pieces = [*(f"{text} " for text in quoted), f"[{source}]"]
        for piece in pieces:
            emit(Token(piece))
        return Draft("".join(pieces), [source], support)

    def _sentences(self, x: Grounded) -> list[Sentence]:
        return [
            Sentence(text, passage, place)
            for passage in x.passages[: self.passages]
            for place, text in enumerate(_analysed(passage.title, passage.text)[0])
        ]

    def _facts(self, x: Grounded) -> Array:
        """What speaks for each sentence, one a row."""
        asked = set(stems(x.question))
        weight = self._weight(asked) or 1.0
        letters = _letters(x.question)
        rows: list[list[float]] = []
        for rank, passage in enumerate(x.passages[: self.passages]):
            texts, title, words, pieces = _analysed(passage.title, passage.text)
            shares = [self._weight(asked & found) / weight for found in words]
            whole = self._weight(asked & title.union(*words)) / weight
            for place, text in enumerate(texts):
                around = [shares[i] for i in (place - 1, place + 1) if 0 <= i < len(texts)]
                rows.append(
                    [
                        1.0,
                        shares[place],
                        self._weight(asked & (words[place] | title)) / weight,
                        whole,
                        max(around, default=0.0),
                        float(shares[place] == max(shares)),
                        len(letters & pieces[place]) / max(len(letters), 1),
                        1 / (1 + rank),
                        passage.similarity,
                        passage.lexical / 10,
                        1 / (1 + place),
                        math.log(1 + len(text.split())),
                        float("`" in text),
                        float("\n" in text or text.startswith("|")),
                    ]
                )
        return np.array(rows)

    def _weight(self, words: Iterable[str]) -> float:
        unknown = self.rarity[""]
        return math.fsum(self.rarity.get(word, unknown) for word in words)


def sentences_of(text: str) -> list[str]:
    """The sentences of a Markdown text; a block of code and a row of a table count as one.

    >>> sentences_of("Run it. Then `wait`.\\n- One item\\n```sh\\ncurl -N\\n```")
    ['Run it.', 'Then `wait`.', 'One item', 'curl -N']
    """
    found: list[str] = []
    for i, block in enumerate(re.split(r"^\s*```.*$", text, flags=re.MULTILINE)):
        if i % 2:
            found.append(block.strip("\n"))
            continue
        for line in block.splitlines():
            line = line.strip().removeprefix("- ").removeprefix("* ")
            if line.startswith("|") and not set(line) <= set("|-: "):
                found.append(line)
            elif not line.startswith("|"):
                found += re.split(r"(?<=[.!?])\s+(?=[A-Z`(\"])", line)
    return [sentence for sentence in found if sentence]


@functools.lru_cache(maxsize=2048)
def _analysed(title: str, text: str) -> tuple[list[str], set[str], list[set[str]], list[set[str]]]:
    """Sentences of a passage, the stems of its title, and stems and letters of each sentence."""
    texts = sentences_of(text)
    words = [set(stems(sentence)) for sentence in texts]
    return texts, set(stems(title)), words, [_letters(sentence) for sentence in texts]


def _rarity(rows: Sequence[Grounded]) -> dict[str, float]:
    """How much a word says: rare ones more. The key "" holds the weight of unknown words."""
    texts = {text for x in rows for passage in x.passages for text in sentences_of(passage.text)}
    counts = Counter(word for text in sorted(texts) for word in set(stems(text)))
    rarity = {word: math.log(1 + len(texts) / count) for word, count in sorted(counts.items())}
    return {"": math.log(1 + len(texts)), **rarity}


def _letters(text: str) -> set[str]:
    """Runs of four letters, which survive a wrong spelling nearby."""
    plain = " ".join(re.findall(r"[a-z0-9]+", text.lower()))
    return {plain[i : i + 4] for i in range(len(plain) - 3)}


def _holds(sentence: Sentence, truth: Truth) -> bool:
    said = truth.fact.lower() in sentence.text.lower()
    return bool(truth.fact) and said and sentence.passage.id in truth.sections


def _learn(shown: Sequence[Array], held: Sequence[Sequence[bool]], C: float) -> Array:
    """Weights of a logistic model; the scale of the facts is folded into them."""
    from sklearn.linear_model import LogisticRegression

    facts = np.concatenate([rows for rows in shown if len(rows)])
    scale = facts.std(axis=0)
    scale[scale == 0] = 1.0
    model = LogisticRegression(C=C, max_iter=500, fit_intercept=False)
    model.fit(facts / scale, np.concatenate([rows for rows in held if len(rows)]))
    weights: Array = model.coef_[0] / scale
    return weights


def _chances(facts: Array, weights: Array) -> list[float]:
    if not len(facts):  # nothing was found
        return []
    chances: list[float] = (1 / (1 + np.exp(-(facts @ weights)))).tolist()
    return chances
