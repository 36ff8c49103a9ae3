"""The extractive reader: an answer without a language model, trained on labelled questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar, Final, Self

import numpy as np

from tandem.core import Component, Token, emit, learned, note
from tandem.core.rows import Rows
from tandem.data.splits import folds
from tandem.errors import InvalidInput
from tandem.search.answer.asking import Asked
from tandem.search.answer.contract import NOTHING, Answer, Citation, Grounded, cite, source_of
from tandem.search.answer.dispute import disputed
from tandem.search.answer.evidence import (
    FEATURES,
    Array,
    evidence,
    rarity_of,
    read,
)
from tandem.search.answer.logistic import chance, learn_weights, log_odds
from tandem.search.answer.spans import likeness, span_evidence
from tandem.search.query import Passage

_OF_PASSAGE: Final = FEATURES.index("share of passage")


@dataclass(frozen=True)
class Skill:
    """What a reader learned about reading: weights in the order of the features."""

    sentences: list[float]
    spans: list[float]
    support: list[float]
    threshold: float


@dataclass(frozen=True)
class Transfer:
    """A skill learned elsewhere, and the texts that it is to read now."""

    skill: Skill
    texts: list[str]


class Reader(Component[Grounded, Answer]):
    """Quotes the sentence that most likely answers, cites its place, or refuses.

    Three logistic models over what question and text have in common are learned: which
    sentence holds the answer, which words of it are the answer, and whether the sentence
    chosen is right. The last is the answer's ``confidence``, learned on questions that the
    first had not seen; each question also counts once with the answer's document withheld.
    Below the ``threshold``, set where questions with and without an answer are best told
    apart, nothing is quoted.

    ``limit`` sentences of one passage are quoted at most, each with its citation; all but
    the first only if their chance is ``ratio`` times the first's. With ``rivals`` a single
    sentence comes with those of other documents that share so much of its words and differ in
    a number, the newest first (``disputed``). State is a few dozen weights and how rare words
    are: no model file.
    """

    kind: ClassVar[str] = "reader"

    passages: int = 10
    limit: int = 1
    ratio: float = 0.5
    strength: float = 1.0
    rivals: float = 0.0

    rarity: dict[str, float] = learned()
    sentence_weights: list[float] = learned()
    span_weights: list[float] = learned()
    support_weights: list[float] = learned()
    threshold: float = learned()

    def fit(self, rows: Rows[Grounded, Citation | None] | Transfer) -> Self:
        """Learn from questions, what was found for them, and where the answer stands.

        The target is the span that answers; ``None`` says that these passages do not. From a
        ``Transfer`` it learns only which words are rare in the texts.
        Raises ``InvalidInput`` if no passage holds its answer.
        """
        if isinstance(rows, Transfer):
            return self._with(rarity_of(rows.texts), rows.skill)
        reader = self.evolve(rarity=rarity_of(p.text for x in rows.inputs for p in x.passages))
        lessons = [reader._lesson(x, target) for x, target in rows]
        if not any(any(lesson.held) for lesson in lessons):
            raise InvalidInput(
                f"Reader.fit got {len(rows)} questions, and no passage holds its answer",
                hint="targets name the document and the offsets that the passages have",
            )
        groups = rows.groups or [str(i) for i in range(len(rows))]
        supports = reader._supports(lessons, groups)
        answered = [bool(any(lesson.held)) for lesson, _, _ in supports]
        weights = learn_weights(
            np.stack([facts for _, facts, _ in supports]),
            [right for _, _, right in supports],
            strength=self.strength,
        )
        sure = chance(log_odds(np.stack([facts for _, facts, _ in supports]), weights))
        skill = Skill(
            _sentence_weights(lessons, self.strength),
            reader._span_weights(rows),
            weights,
            best_threshold(sure.tolist(), answered),
        )
        return reader._with(reader.rarity, skill)

    @property
    def skill(self) -> Skill:
        """What it learned about reading, to be taken to other documents."""
        return Skill(
            list(self.sentence_weights),
            list(self.span_weights),
            list(self.support_weights),
            float(self.threshold),
        )

    def _with(self, rarity: dict[str, float], skill: Skill) -> Self:
        return self.evolve(
            rarity=rarity,
            sentence_weights=skill.sentences,
            span_weights=skill.spans,
            support_weights=skill.support,
            threshold=skill.threshold,
        )

    async def run(self, x: Grounded, /) -> Answer:
        answer = self.read(x)
        note(confidence=answer.confidence, refused=not answer.citations)
        emit(Token(answer.text))
        return answer

    def read(self, x: Grounded) -> Answer:
        """The answer; what ``run`` awaits."""
        passages = x.passages[: self.passages]
        facts = evidence(x.question, passages, self.rarity)
        if not len(facts):
            return Answer(NOTHING)
        places = [(p, s.sentence) for p in passages for s in read(p.text)]
        # A heading names what it is about, and says nothing of it.
        says = np.array([not _is_heading(passage, found.text) for passage, found in places])
        odds = np.where(says, log_odds(facts, self.sentence_weights), -np.inf)
        best = int(odds.argmax())
        confidence = 0.0
        if (
            says[best] and facts[best, _OF_PASSAGE] > 0
        ):  # a passage without any word asked for answers nothing
            support = _support(facts, odds)[None, :]
            confidence = float(chance(log_odds(support, self.support_weights))[0])
        if not confidence or confidence < self.threshold:
            return Answer(NOTHING, confidence=confidence)
        chances = chance(odds)
        likely = [
            i
            for i, (passage, _) in enumerate(places)
            if passage is places[best][0] and chances[i] >= self.ratio * chances[best]
        ]
        chosen = sorted(sorted(likely, key=lambda i: -odds[i])[: self.limit])
        cited = [cite(places[i][0], places[i][1].start, places[i][1].end) for i in chosen]
        text = " ".join(f"{found.text} [{n}]" for n, found in enumerate(cited, start=1))
        short = self._short(x.question, places[best][1].text, float(facts[best, 1]))
        answer = Answer(text, cited, confidence, short)
        return disputed(answer, passages, self.rivals) if self.rivals else answer

    def _short(self, question: str, sentence: str, share: float) -> str:
        spans, facts = span_evidence(Asked.of(question), sentence, share, self.rarity)
        return spans[int(log_odds(facts, self.span_weights).argmax())].text if spans else sentence

    def _lesson(self, x: Grounded, target: Citation | None) -> _Lesson:
        """The question as it is, and with the document of its answer withheld."""
        passages = x.passages[: self.passages]
        held = [
            target is not None and cite(p, s.sentence.start, s.sentence.end).covers(target)
            for p in passages
            for s in read(p.text)
        ]
        others = [p for p in x.passages if target is None or source_of(p) != target.document]
        return _Lesson(
            evidence(x.question, passages, self.rarity),
            held,
            evidence(x.question, others[: self.passages], self.rarity),
        )

    def _supports(
        self, lessons: Sequence[_Lesson], groups: Sequence[str]
    ) -> list[tuple[_Lesson, Array, bool]]:
        """For each reading, by models that had not seen it: the facts of the sentence it would
        choose, and whether that sentence is right."""
        found = []
        for train, test in folds(Rows(lessons, [None] * len(lessons), groups)):
            weights = _sentence_weights([lessons[i] for i in train], self.strength)
            for i in test:
                for lesson in (lessons[i], lessons[i].without()):
                    if len(lesson.facts):
                        odds = log_odds(lesson.facts, weights)
                        right = lesson.held[int(odds.argmax())]
                        found.append((lesson, _support(lesson.facts, odds), right))
        return found

    def _span_weights(self, rows: Rows[Grounded, Citation | None]) -> list[float]:
        facts: list[Array] = []
        right: list[bool] = []
        for x, target in rows:
            place = self._sentence_of(x, target) if target else None
            if target is None or place is None:
                continue
            sentence, share = place
            spans, table = span_evidence(Asked.of(x.question), sentence, share, self.rarity)
            facts.append(table)
            right += [likeness(span.text, target.text) >= 0.8 for span in spans]
        return learn_weights(np.concatenate(facts), right, strength=self.strength)

    def _sentence_of(self, x: Grounded, target: Citation) -> tuple[str, float] | None:
        """The sentence that holds the target, and its share of the question's words."""
        passages = x.passages[: self.passages]
        places = [(p, s.sentence) for p in passages for s in read(p.text)]
        for i, (passage, sentence) in enumerate(places):
            if cite(passage, sentence.start, sentence.end).covers(target):
                return sentence.text, float(evidence(x.question, passages, self.rarity)[i, 1])
        return None


def _is_heading(passage: Passage, sentence: str) -> bool:
    """Whether a sentence is one of the headings above its passage, which its title lists."""
    plain = sentence.strip("# ").casefold()
    return any(plain == part.strip().casefold() for part in passage.title.split(":"))


@dataclass(frozen=True)
class _Lesson:
    """The evidence of a question, which sentences hold the answer, and the evidence that is
    left when the answer's document is withheld."""

    facts: Array
    held: list[bool]
    withheld: Array

    def without(self) -> _Lesson:
        return replace(self, facts=self.withheld, held=[False] * len(self.withheld))


def _sentence_weights(lessons: Sequence[_Lesson], strength: float) -> list[float]:
    tables = [x for lesson in lessons for x in (lesson.facts, lesson.withheld)]
    held = [h for lesson in lessons for h in (*lesson.held, *[False] * len(lesson.withheld))]
    return learn_weights(np.concatenate(tables), held, strength=strength)


def _support(facts: Array, odds: Array) -> Array:
    """What speaks for the best sentence: its evidence, its odds, and its lead."""
    best = int(odds.argmax())
    rest = np.delete(odds, best)
    lead = odds[best] - rest.max() if len(rest) else odds[best] + 10
    row: Array = np.concatenate([facts[best], [odds[best], min(lead, 10.0)]])
    return row


def best_threshold(confidences: Sequence[float], answerable: Sequence[bool]) -> float:
    """Where to refuse: the confidence that best tells answerable questions from others.

    It maximises the sum of both shares that are on their side (Youden, 1950).

    >>> best_threshold([0.9, 0.7, 0.4, 0.2], [True, True, False, False])
    0.55
    """
    order = sorted(zip(confidences, answerable, strict=True))
    yes, no = sum(answerable), len(answerable) - sum(answerable)
    if not yes or not no:
        return 0.0
    best, place, below, refused = 0.0, 0.0, 0, 0
    for (here, holds), (above, _) in pairwise(order):
        below += holds
        refused += not holds
        value = refused / no - below / yes
        if value > best and above > here:
            best, place = value, (here + above) / 2
    return place
