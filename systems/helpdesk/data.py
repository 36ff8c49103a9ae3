"""The documentation and the questions, and what each part of the help desk learns from them.

Options: ``docs`` (folder), ``questions`` (file); ``without_topics`` (comma list: their pages
and questions are left out, as if they did not exist yet); ``unlabelled_topics`` (comma list:
their pages are there and their held-out questions count, but nobody has labelled training
questions about them: only reviewed feedback teaches them).
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from tandem import Case, Inputs, Rows
from tandem.search import (
    Candidates,
    CorpusEmbedder,
    Hybrid,
    LogisticRanker,
    Reranked,
    Section,
    candidates,
    cross_rank,
    read_markdown_sections,
)

from .contract import Grounded, Question, Truth
from .triage import Lessons
from .write import sentences_of

HELD_OUT = 0.3
FIND = Hybrid(limit=20, embedder=CorpusEmbedder(dimensions=96))
RANK = LogisticRanker()
SEARCH = Reranked(search=FIND, rank=RANK, limit=10)
OPENING = 3
"""So many sentences of a section teach triage its topic: all of them teach it no better."""


@dataclass(frozen=True)
class Example:
    """A row of ``questions.jsonl``; paraphrases of one question share their ``group``."""

    id: str
    group: str
    question: str
    topic: str
    sections: list[str] = field(default_factory=list)
    fact: str = ""
    human: bool = False

    @property
    def truth(self) -> Truth:
        """What is true about the question."""
        return Truth(self.topic, self.sections, self.fact, self.human)


def docs_sections(inputs: Inputs) -> list[Section]:
    """The sections of the documentation, which are searched."""
    folder = Path(inputs.options.get("docs") or inputs.folder.parents[1] / "docs")
    topics, without = _pages(inputs), _listed(inputs, "without_topics")
    return [
        section
        for section in read_markdown_sections(folder)
        if section.path in topics and topics[section.path] not in without
    ]


def ranking_lessons(inputs: Inputs) -> Rows[Candidates, list[str]]:
    """Labelled questions with the candidates for them, and the sections that answer."""
    examples = training_examples(inputs)
    return Rows(
        _candidates(tuple(docs_sections(inputs)), tuple(x.question for x in examples)),
        [x.sections for x in examples],
        [x.group for x in examples],
    )


def triage_lessons(inputs: Inputs) -> Lessons:
    """Labelled questions with what search finds for them, and opening sentences by topic."""
    sections, topics = docs_sections(inputs), _pages(inputs)
    told = [(s, f"{s.title} {text}") for s in sections for text in sentences_of(s.text)[:OPENING]]
    return Lessons(
        questions=_grounded(inputs),
        sentences=Rows(
            [text for _, text in told],
            [topics[section.path] for section, _ in told],
            [section.id for section, _ in told],
        ),
        pages={section.path: topics[section.path] for section in sections},
    )


def writing_lessons(inputs: Inputs) -> Rows[Grounded, Truth]:
    """Questions with what search finds for them; the writer learns which sentence to quote."""
    return _grounded(inputs)


def held_out_cases(inputs: Inputs) -> list[Case]:
    """The held-out questions, sliced by topic."""
    return [
        Case(example.id, Question(example.question), example.truth, example.group, slices)
        for example in read_examples(inputs)
        if is_held_out(example.group)
        for slices in [{"topic": example.topic}]
    ]


def read_examples(inputs: Inputs) -> list[Example]:
    """Every question but those of topics that are left out."""
    file = Path(inputs.options.get("questions") or inputs.folder / "questions.jsonl")
    decode = msgspec.json.Decoder(Example).decode
    examples = [decode(line) for line in file.read_bytes().splitlines() if line.strip()]
    without = _listed(inputs, "without_topics")
    return [example for example in examples if example.topic not in without]


def training_examples(inputs: Inputs) -> list[Example]:
    """The questions that may be learned from, corrected and added to by reviewed feedback."""
    examples = read_examples(inputs)
    unlabelled = _listed(inputs, "unlabelled_topics")
    training = {
        _key(example.question): example
        for example in examples
        if not is_held_out(example.group) and example.topic not in unlabelled
    }
    held_out = {_key(example.question) for example in examples if is_held_out(example.group)}
    for row in inputs.reviewed:
        text = str(row.input["text"])
        key = _key(text)
        if key in held_out or row.path not in ("topic", "human"):
            continue  # a question of the suite must stay unseen, whoever asks it
        known = training.get(key) or Example(
            f"reviewed {key}", f"reviewed {key}", text, row.output["topic"]
        )
        training[key] = replace(known, **{row.path: row.value})
    return list(training.values())


def is_held_out(group: str) -> bool:
    """Whether a group of paraphrases is for evaluation only.

    Decided by its name alone, so that a question stays on its side however the file grows.
    """
    digest = hashlib.sha256(f"helpdesk:{group}".encode()).hexdigest()
    return int(digest[:8], 16) / 16**8 < HELD_OUT


def _grounded(inputs: Inputs) -> Rows[Grounded, Truth]:
    """The training questions, each with passages ranked as those of an unseen question are."""
    rows = ranking_lessons(inputs)
    return Rows(
        [
            Grounded(x.query, found[: SEARCH.limit])
            for x, found in zip(rows.inputs, cross_rank(RANK, rows), strict=True)
        ],
        [x.truth for x in training_examples(inputs)],
        rows.groups,
    )


@functools.lru_cache(maxsize=1)
def _candidates(sections: tuple[Section, ...], questions: tuple[str, ...]) -> list[Candidates]:
    """What is found for the questions: the index for it is made once for all lessons."""
    return candidates(FIND.fit(sections), questions)


def _pages(inputs: Inputs) -> dict[str, str]:
    """The topic of each page; a page that is not listed is not for users."""
    topics: dict[str, str] = msgspec.json.decode((inputs.folder / "topics.json").read_bytes())
    return topics


def _listed(inputs: Inputs, option: str) -> set[str]:
    return {name.strip() for name in inputs.options.get(option, "").split(",") if name.strip()}


def _key(text: str) -> str:
    return " ".join(text.lower().split())
