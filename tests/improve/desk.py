"""A small help desk, written to a folder as a user would write it."""

from __future__ import annotations

from pathlib import Path

from tandem.deliver import Loaded, load_project

SYSTEM = '''
"""Topic of a question by its words, learnt from labelled questions and reviewed feedback."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from tandem import Case, Gate, Inputs, Loop, Metric, Model, Project, Rows, Suite, System, learned
from tandem.deliver import at_least
from tandem.improve import DriftMonitor, QualityMonitor, RateMonitor


@dataclass(frozen=True)
class Question:
    text: str


@dataclass(frozen=True)
class Answer:
    topic: str


class Triage(Model[Question, Answer]):
    topics: dict[str, str] = learned()

    def fit(self, rows: Rows[Question, str]) -> Self:
        known: dict[str, str] = {}
        for question, topic in rows:
            for word in question.text.split():
                known[word] = topic
        return self.evolve(topics=known)

    def predict(self, xs: Sequence[Question], /) -> list[Answer]:
        return [self._answer(x) for x in xs]

    def _answer(self, x: Question) -> Answer:
        found = Counter(self.topics[word] for word in x.text.split() if word in self.topics)
        return Answer(found.most_common(1)[0][0] if found else "unknown")


class Desk(System[Question, Answer]):
    loop = Loop.INTERACTION

    triage: Triage

    async def run(self, x: Question, /) -> Answer:
        return await self.triage(x)


def rows(inputs: Inputs) -> Rows[Question, str]:
    taught = [(item.input["text"], item.value) for item in inputs.reviewed if item.path == "topic"]
    pairs = [("serve port host", "serving"), ("gate metric suite", "proof"), *taught]
    return Rows([Question(text) for text, _ in pairs], [topic for _, topic in pairs])


def cases(inputs: Inputs) -> list[Case]:
    known = [("serve", "serving"), ("gate", "proof"), ("port", "serving"), ("suite", "proof")]
    new = [("kafka", "streams"), ("offset", "streams")]
    return [
        Case(f"{word} {i}", Question(f"how about {word} number {i}"), topic)
        for word, topic in known + new
        for i in range(20 if (word, topic) in known else 10)
    ]


def right(case: Case, trace: object) -> bool:
    return trace.output.topic == case.target


project = Project(
    name="desk",
    system=Desk(triage=Triage()),
    learn={"triage": rows},
    suite=Suite(cases=cases, metrics=[Metric("right", right, family="rate")]),
    gate=Gate(at_least("right", 0.6)),
    monitors=[
        DriftMonitor("input"),
        DriftMonitor("output"),
        RateMonitor("error"),
        QualityMonitor("right", path="topic"),
    ],
)
'''


def desk(tmp_path: Path, name: str = "desk", **changes: str) -> Loaded:
    """The project, with a piece of its text replaced: ``old=...`` by ``new=...``."""
    text = SYSTEM
    if changes:
        assert changes["old"] in text
        text = text.replace(changes["old"], changes["new"])
    folder = tmp_path / name
    folder.mkdir()
    (folder / "system.py").write_text(text)
    return load_project(folder)
