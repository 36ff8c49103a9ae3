from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from tandem import Component, Model, Recorder, Result, Rows, Token, emit, run, stream
from tandem.errors import DefinitionError
from tandem.models import Labels
from tandem.strategy import Cascade, cascade_chart


@dataclass(frozen=True)
class Question:
    chance: float
    truth: float


class Guess(Model[Question, float]):
    def predict(self, xs: Sequence[Question], /) -> list[float]:
        return [x.chance for x in xs]


class Knows(Model[Question, float]):
    """Right but for one in twenty."""

    def predict(self, xs: Sequence[Question], /) -> list[float]:
        return [1 - x.truth if int(x.chance * 1e6) % 20 == 0 else x.truth for x in xs]


def rows(count: int, seed: int = 0) -> Rows[Question, float]:
    random = np.random.default_rng(seed)
    chances = random.random(count)
    truths = (random.random(count) < chances).astype(float)
    pairs = zip(chances.tolist(), truths.tolist(), strict=True)
    questions = [Question(chance, truth) for chance, truth in pairs]
    return Rows(questions, [question.truth for question in questions])


def cascade(floor: float) -> Cascade[Question, float]:
    return Cascade(first=Guess(), second=Knows(), floor=floor)


def quality(fitted: Cascade[Question, float], data: Rows[Question, float]) -> float:
    said = [run(fitted, x) for x in data.inputs]
    return sum((a >= 0.5) == bool(b) for a, b in zip(said, data.targets, strict=True)) / len(data)


def test_a_lower_floor_lets_the_cheap_one_answer_more() -> None:
    data = rows(4_000)
    strict, loose = cascade(0.93).fit(data), cascade(0.85).fit(data)
    assert loose.threshold < strict.threshold
    taken = next(rung for rung in loose.rungs if rung.threshold == loose.threshold)
    assert taken.share > 0.4
    assert taken.quality > 0.85
    assert "floor" in cascade_chart(loose).svg()


def test_the_floor_holds_on_new_rows_but_for_the_chance_allowed() -> None:
    new = rows(4_000, seed=99)
    below = sum(quality_of(rows(300, seed), new) < 0.85 for seed in range(40))
    assert below <= 5  # two expected at alpha 0.05


def quality_of(data: Rows[Question, float], new: Rows[Question, float]) -> float:
    fitted = cascade(0.85).fit(data)
    chances = np.array([x.chance for x in new.inputs])
    sure = np.maximum(chances, 1 - chances) >= fitted.threshold
    other = np.array(Knows().predict(new.inputs))
    said = np.where(sure, chances, other) >= 0.5
    return float((said == np.array(new.targets).astype(bool)).mean())


def test_what_even_the_second_cannot_reach_is_told() -> None:
    with pytest.raises(DefinitionError, match=r"a quality of 0\.99: second alone reaches 0\.9"):
        cascade(0.99).fit(rows(500))


def test_the_trace_says_who_answered_and_how_sure_the_first_was() -> None:
    fitted = cascade(0.9).fit(rows(4_000))
    for chance, who in ((0.999, "first"), (0.5, "second")):
        trace = asyncio.run(Recorder(system="cascade").run(fitted, Question(chance, 1.0)))
        assert trace.spans[0].attributes["answered_by"] == who
        assert trace.spans[0].attributes["confidence"] == pytest.approx(max(chance, 1 - chance))
        assert trace.find("first") is not None
        assert (trace.find("second") is None) == (who == "first")


class Says(Component[str, Labels]):
    word: str
    probability: float

    async def run(self, x: str, /) -> Labels:
        emit(Token(self.word))
        return Labels(self.word, self.probability, {self.word: self.probability})


def test_nothing_of_an_answer_that_is_not_accepted_is_sent() -> None:
    async def collect(probability: float) -> list[Any]:
        parts = Cascade(
            first=Says(word="cheap", probability=probability),
            second=Says(word="dear", probability=1.0),
            floor=0.5,
        )
        fitted = parts.evolve(threshold=0.5, rungs=[])
        return [event async for event in stream(fitted, "x") if not isinstance(event, Result)]

    assert asyncio.run(collect(0.9)) == [Token("cheap")]
    assert asyncio.run(collect(0.4)) == [Token("dear")]


def test_an_output_without_confidence_needs_the_method() -> None:
    class Words(Model[str, str]):
        def predict(self, xs: Sequence[str], /) -> list[str]:
            return [x.upper() for x in xs]

    parts: Cascade[str, str] = Cascade(first=Words(), second=Words(), floor=0.5)
    with pytest.raises(DefinitionError, match="cannot tell how sure str is"):
        parts.fit(Rows(["a"] * 9, ["A"] * 9))
