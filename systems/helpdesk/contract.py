"""What goes into the help desk, what comes out, and what passes between its parts."""

from __future__ import annotations

from dataclasses import dataclass, field

from tandem.search import Passage


@dataclass(frozen=True)
class Question:
    """A question about Tandem, as a user typed it."""

    text: str


@dataclass(frozen=True)
class Answer:
    """What the help desk says, where it is written, and whether a person takes over.

    ``sources`` are ids of sections of the documentation, ``topic_probability`` and
    ``human_probability`` the calibrated chances that the topic is right and that a person
    is needed; ``support`` is the chance that the sources hold the answer.
    """

    text: str
    sources: list[str]
    topic: str
    human: bool
    topic_probability: float
    human_probability: float
    support: float


@dataclass(frozen=True)
class Grounded:
    """A question with the passages that may answer it, best first."""

    question: str
    passages: list[Passage]


@dataclass(frozen=True)
class Shown:
    """What a chat model is shown: a question and the passages, each with its id."""

    question: str
    passages: str


@dataclass(frozen=True)
class Route:
    """The topic of a question and whether a person is needed, with calibrated chances."""

    topic: str
    topic_probability: float
    human_probability: float


@dataclass(frozen=True)
class Draft:
    """An answer that cites sections; without ``sources`` nothing supported one."""

    text: str
    sources: list[str] = field(default_factory=list)
    support: float = 0.0


@dataclass(frozen=True)
class Truth:
    """What is true about a question.

    Any of ``sections`` answers it, an answer must contain ``fact``, and ``human`` says that
    a person has to take it.
    """

    topic: str
    sections: list[str] = field(default_factory=list)
    fact: str = ""
    human: bool = False
