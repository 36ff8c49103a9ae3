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
from tandem.search import CorpusEmbedder, Hybrid, Section, read_markdown_sections

from .contract import Grounded, Question, Truth
from .triage import Lessons
from .write import sentences_of

HELD_OUT = 0.3
SEARCH = Hybrid(limit=10, embedder=CorpusEmbedder(dimensions=96))


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
    """The sections of the documentation, which ``search`` is fitted on."""
    folder = Path(inputs.options.get("docs") or inputs.folder.parents[1] / "docs")
    topics, without = _pages(inputs), _listed(inputs, "without_topics")
    return [
        section
        for section in read_markdown_sections(folder)
        if section.path in topics and topics[section.path] not in without
    ]


def triage_lessons(inputs: Inputs) -> Lessons:
    """Labelled questions with what search finds for them, and sentences by topic."""
    sections, topics = docs_sections(inputs), _pages(inputs)
    told = [(s, f"{s.title} {text}") for s in sections for text in sentences_of(s.text)]
    return Lessons(
        questions=_grounded(inputs, sections),
        sentences=Rows(
            [text for _, text in told],
            [topics[section.path] for section, _ in told],
            [section.id for section, _ in told],
        ),
        pages={section.path: topics[section.path] for section in sections},
    )


def writing_lessons(inputs: Inputs) -> Rows[Grounded, Truth]:
    """Questions with what search finds for them; the writer learns which sentence to quote."""
    return _grounded(inputs, docs_sections(inputs))


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


@functools.lru_cache(maxsize=1)
def _searcher(sections: tuple[Section, ...]) -> Hybrid:
    """Triage and the writer learn from the same passages: the index for that is made once."""
    return SEARCH.fit(sections)


def _grounded(inputs: Inputs, sections: list[Section]) -> Rows[Grounded, Truth]:
    search = _searcher(tuple(sections))
    examples = training_examples(inputs)
    return Rows(
        [Grounded(x.question, search.search(x.question)) for x in examples],
        [x.truth for x in examples],
        [x.group for x in examples],
    )


def _pages(inputs: Inputs) -> dict[str, str]:
    """The topic of each page; a page that is not listed is not for users."""
    topics: dict[str, str] = msgspec.json.decode((inputs.folder / "topics.json").read_bytes())
    return topics


def _listed(inputs: Inputs, option: str) -> set[str]:
    return {name.strip() for name in inputs.options.get(option, "").split(",") if name.strip()}


def _key(text: str) -> str:
    return " ".join(text.lower().split())
