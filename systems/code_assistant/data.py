"""Source files, their chunks, and the questions that the assistant is measured on.

Options (``--set``): ``code``, the folder of a repository (this one by default); ``encoder``,
the folder of a sentence encoder as ONNX; ``questions``, a file of labelled questions about
``code`` (JSON lines with ``id``, ``kind``, ``question``, ``file`` and ``symbol``).
"""

from __future__ import annotations

import dataclasses
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec

from tandem import Case, Inputs
from tandem.errors import DataMissing, TandemError
from tandem.evaluate import Region
from tandem.search import (
    CallMap,
    Chunk,
    Chunker,
    Document,
    DocumentReader,
    FolderSource,
    Limits,
    part_of,
)

SUFFIXES = ("py", "js", "jsx", "mjs", "ts", "tsx", "go", "rs", "java", "c", "h")
WITHOUT = frozenset("node_modules venv dist target vendor __pycache__".split())
LIMITS = Limits(size=500_000)
"""A larger file was written by a program, and is set aside."""
PROPOSED = 60


class Labelled(msgspec.Struct):
    """A question, and the definition that answers it; what is not held out may be learned from."""

    id: str
    kind: str
    question: str
    file: str
    symbol: str
    held_out: bool = True


def documents(inputs: Inputs) -> list[Document]:
    """The source files of the repository."""
    folder = inputs.options.get("code")
    return list(_read(Path(folder).expanduser() if folder else Path(__file__).parents[2]))


def cut(found: Iterable[Document], chunker: Chunker) -> list[Chunk]:
    """The chunks of documents, told apart into code and tests."""
    return [
        dataclasses.replace(chunk, metadata={**chunk.metadata, "part": part_of(document.id)})
        for document in found
        for chunk in chunker.split(document)
    ]


@cache
def _read(folder: Path) -> tuple[Document, ...]:
    patterns = tuple(f"*.{suffix}" for suffix in SUFFIXES)
    source = FolderSource(folder, patterns, without=WITHOUT)
    found, problems = [], []
    with DocumentReader(LIMITS) as reader:
        for item in source.items():
            try:
                if item.problem:
                    raise DataMissing(item.problem)
                document = reader.read_bytes(source.read(item).data, item.id)
            except (OSError, TandemError) as error:
                problems.append(f"{item.id}: {error}")
                continue
            if document.text.strip():
                found.append(dataclasses.replace(document, title=item.id))
    for problem in problems:
        logging.getLogger(__name__).warning("set aside: %s", problem)
    if not found:
        raise DataMissing(
            f"no source file in {folder}", hint=f"files that end in {', '.join(SUFFIXES)}"
        )
    return tuple(found)


def labelled(inputs: Inputs) -> list[Labelled]:
    """The questions of ``questions``, by default those about this repository."""
    file = Path(inputs.options.get("questions") or Path(__file__).parent / "questions.jsonl")
    lines = file.read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Labelled) for line in lines]


def training(asked: Sequence[Labelled]) -> list[Labelled]:
    """The questions that are not held out: weights are learned, and errors looked at, on these."""
    return [one for one in asked if not one.held_out]


def held_out_cases(inputs: Inputs) -> list[Case]:
    """The questions held out; the target is where the definition begins.

    Own questions (``questions``) are all asked. For a repository without any: every so many
    of its documented definitions, asked for by the words of its docstring, or else of its name.
    """
    own = "questions" in inputs.options
    asked = labelled(inputs) if own or "code" not in inputs.options else []
    asked = [one for one in asked if own or one.held_out]
    known = CallMap().fit(documents(inputs)).graph.definitions
    if not asked:
        asked = _proposed([(id, known[id].docstring) for id in known if part_of(id) == "code"])
    return cases(asked, {id: symbol.start for id, symbol in known.items()})


def cases(asked: Iterable[Labelled], starts: Mapping[str, int]) -> list[Case]:
    """Cases of the questions whose definition is still there; the others are told of."""
    made, gone = [], []
    for one in asked:
        start = starts.get(f"{one.file}:{one.symbol}")
        if start is None:
            gone.append(one.id)
            continue
        target = Region(one.file, start, start + 1)
        made.append(Case(one.id, one.question, target, one.file, {"kind": one.kind}))
    if gone:
        logging.getLogger(__name__).warning(
            "%d questions dropped, their definition went: %s", len(gone), ", ".join(gone)
        )
    return made


def _proposed(definitions: Sequence[tuple[str, str]]) -> list[Labelled]:
    documented = [pair for pair in definitions if len(pair[1].split()) > 3] or definitions
    step = -(-len(documented) // PROPOSED)
    found = []
    for id, docstring in documented[::step]:
        path, _, symbol = id.partition(":")
        words = docstring or re.sub(r"[._]|(?<=[a-z])(?=[A-Z])", " ", symbol)
        found.append(Labelled(id, "where", f"where: {words}", path, symbol))
    return found
