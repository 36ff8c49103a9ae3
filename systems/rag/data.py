"""Documents, questions and cases: of a published set, or of a folder of yours.

Options (``--set``): ``docs``, a folder of documents of any known format; ``questions``, a file
of accepted proposals (JSON lines) about them; those of a chat model are in ``asking.py``.
"""

from __future__ import annotations

import gzip
import json
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from tandem import Case, Inputs, Rows, Source
from tandem.errors import DataMissing
from tandem.evaluate import propose, read_accepted
from tandem.search import (
    Chunk,
    Chunker,
    Citation,
    Conversation,
    Corpus,
    Document,
    FolderSource,
    Grounded,
    Hybrid,
    Pack,
    Reader,
    Recursive,
    Skill,
    Transfer,
)

XQUAD = Source(
    name="XQuAD, English",
    file="xquad_en/xquad.en.json",
    url="https://raw.githubusercontent.com/google-deepmind/xquad/master/xquad.en.json",
    licence="CC BY-SA 4.0",
    sha256="e4c57d1c9143aaa1c5d265ba5987a65f4e69528d2a98f29d6e75019b10344f29",
    note="48 articles of 5 paragraphs, 1,190 questions with the place of the answer",
)
CHUNKER = Recursive(size=96)
SEARCH = Hybrid(limit=10)
PACK = Pack(budget=1024)
READER = Reader(rivals=0.6)
PROPOSED = 60

Lessons = Rows[Grounded, Citation | None]


def learned_sections(inputs: Inputs) -> list[Chunk]:
    """What ``search`` is fitted on."""
    return cut(documents(inputs), CHUNKER)


def reading_lessons(inputs: Inputs) -> Lessons | Transfer:
    """What the reader learns from.

    Questions of half of the articles; for a folder of yours, your accepted questions about
    it, or without any what was learned from those articles, in ``skill.json``.
    """
    if "docs" not in inputs.options:
        return lessons(articles("train"), cut(documents(inputs), CHUNKER))
    if "questions" in inputs.options:
        accepted = read_accepted(Path(inputs.options["questions"]))
        asked = [(p.question, p.answer, p.answer.document) for p in accepted]
        return _lessons(asked, learned_sections(inputs))
    skill = msgspec.json.decode((inputs.folder / "skill.json").read_bytes(), type=Skill)
    return Transfer(skill, [chunk.text for chunk in learned_sections(inputs)])


def held_out_cases(inputs: Inputs) -> list[Case]:
    """Questions on articles that the reader did not learn from; a third of those articles is
    not among the documents, and so has no answer there."""
    return [
        Case(
            question["id"],
            Conversation(question["question"]),
            answer if part == "test" else None,
            answer.document,
            {"answerable": "yes" if part == "test" else "no"},
        )
        for part in ("test", "withheld")
        for question, answer in questions(articles(part))
    ]


def folder_cases(inputs: Inputs) -> list[Case]:
    """Accepted questions about a folder, or else such as are proposed from its sentences.

    Where no sentence gives one, a chunk is asked for by its first words.
    """
    if "questions" in inputs.options:
        found = read_accepted(Path(inputs.options["questions"]))
    else:
        found = propose(learned_sections(inputs), PROPOSED)
    pairs = [(p.id, p.question, p.answer) for p in found] or [
        (
            c.id,
            " ".join(c.text.split()[:12]),
            Citation(c.document, c.start, c.start + 1, c.text[:1]),
        )
        for c in learned_sections(inputs)[:PROPOSED]
    ]
    return [
        Case(id, Conversation(question), answer, answer.document, {"answerable": "yes"})
        for id, question, answer in pairs
    ]


@cache
def read_folder(folder: Path) -> tuple[Document, ...]:
    """The documents below a folder; what cannot be read is told of."""
    with tempfile.TemporaryDirectory() as kept, Corpus(kept) as corpus:
        report = corpus.ingest([FolderSource(folder)])
        if report.skipped or report.empty:
            logging.getLogger(__name__).warning("%s", report)
        found = tuple(document for document in corpus.documents() if document.text.strip())
    if not found:
        raise DataMissing(
            f"no document in {folder} has any text",
            hint="give a folder of Markdown, HTML, PDF, office, mail, table or text files",
        )
    return found


def documents(inputs: Inputs) -> list[Document]:
    """The documents to answer from, those without text left out."""
    if "docs" in inputs.options:
        return list(read_folder(Path(inputs.options["docs"]).expanduser()))
    return [_document(article) for part in ("train", "test") for article in articles(part)]


def cut(found: Sequence[Document], chunker: Chunker) -> list[Chunk]:
    """The chunks of documents, each with the time when its document changed, if that is known."""
    return [
        replace(chunk, metadata={"changed": document.metadata["changed"]})
        if "changed" in document.metadata
        else chunk
        for document in found
        for chunk in chunker.split(document)
    ]


def articles(part: str) -> list[dict[str, Any]]:
    """A part of the articles: ``train`` every other one, ``withheld`` a third of the rest,
    ``test`` the others."""
    every = sorted(_xquad(XQUAD.locate()), key=lambda article: str(article["title"]))
    rest = every[1::2]
    withheld = rest[::3]
    if part == "train":
        return every[::2]
    return withheld if part == "withheld" else [a for a in rest if a not in withheld]


def questions(found: Sequence[dict[str, Any]]) -> list[tuple[dict[str, Any], Citation]]:
    """The questions of articles, with the place of the answer in the article's document."""
    made = []
    for article in found:
        at = 0
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                answer = question["answers"][0]
                start = at + answer["answer_start"]
                end = start + len(answer["text"])
                made.append((question, Citation(article["title"], start, end, answer["text"])))
            at += len(paragraph["context"]) + 2
    return made


def lessons(found: Sequence[dict[str, Any]], chunks: Sequence[Chunk]) -> Lessons:
    """Questions of articles with what search finds for them among chunks."""
    asked = [(q["question"], answer, answer.document) for q, answer in questions(found)]
    return _lessons(asked, chunks)


def _lessons(asked: Sequence[tuple[str, Citation, str]], chunks: Sequence[Chunk]) -> Lessons:
    search = SEARCH.fit(chunks)
    return Rows(
        [Grounded(text, PACK.pack(search.search(text))[0]) for text, _, _ in asked],
        [answer for _, answer, _ in asked],
        [group for _, _, group in asked],
    )


def _document(article: dict[str, Any]) -> Document:
    text = "\n\n".join(paragraph["context"] for paragraph in article["paragraphs"])
    return Document(article["title"], text, article["title"].replace("_", " "))


@cache
def _xquad(path: Path) -> list[dict[str, Any]]:
    raw = path.read_bytes()
    found: list[dict[str, Any]] = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)[
        "data"
    ]
    return found
