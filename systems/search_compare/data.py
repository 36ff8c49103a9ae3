"""Two public collections of abstracts, questions and judgements, read as published.

Option ``collection``: ``scifact`` (the default) or ``cranfield``. Only SciFact has questions
to learn from; Cranfield's are all for measuring.
"""

from __future__ import annotations

import functools
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import msgspec

from tandem import Case, Inputs, Rows, Source
from tandem.errors import DefinitionError
from tandem.search import Section

BEIR = "https://public.ukp.informatik.tu-darmstadt.de/thakur/BEIR/datasets/scifact.zip"
CRANFIELD = "https://github.com/oussbenk/cranfield-trec-dataset"
TERMS = "research collection, terms unstated: for measuring"


def _scifact(file: str, sha256: str) -> Source:
    note = f"unpack {file} from the archive; it may be kept gzipped"
    return Source(f"SciFact {file}", f"scifact/{file}", BEIR, "CC BY-NC 2.0", sha256, note)


def _cranfield(file: str, sha256: str) -> Source:
    url = f"{CRANFIELD}/raw/main/{file}"
    return Source(f"Cranfield {file}", f"cranfield/{file}", url, TERMS, sha256)


SOURCES = {
    "corpus": _scifact(
        "corpus.jsonl", "dec31c8182f3d744c7d2c09423756fd1d17cbef75808db13ba01cc0aab4d1ac6"
    ),
    "queries": _scifact(
        "queries.jsonl", "8ff84a7c903f722981cd8d595c022660140c51867b27608a6d4910db86080313"
    ),
    "train": _scifact(
        "qrels/train.tsv", "ac0902d9b1cb717df182aaff1306175877fdb8f55bb5c3e8597ad694fc8e539f"
    ),
    "test": _scifact(
        "qrels/test.tsv", "68c0ac63f1c24b9e8ce497649694f09b2d0850bab7ec2b103cc66996f5f8b3a3"
    ),
    "abstracts": _cranfield(
        "cran.all.1400.xml", "369eb64e59d855b62463832f1338f471cede578571ee7fb33e3592a2a138ff47"
    ),
    "questions": _cranfield(
        "cran.qry.xml", "b609a59e980857ba59d098f33433822a5c200bcf6836a320babf2b1a5e7545eb"
    ),
    "judgements": _cranfield(
        "cranqrel.trec.txt", "98a13b4913d61a02690725aee7ac4f6a1979c13fc9088ad9b4a81be58b1a6f11"
    ),
}

Grades = dict[str, dict[str, float]]
"""By question, by abstract: how relevant it is, above 0."""


class Line(msgspec.Struct):
    """A line of BEIR's ``corpus.jsonl`` or ``queries.jsonl``."""

    id: str = msgspec.field(name="_id")
    text: str = ""
    title: str = ""


@dataclass(frozen=True)
class Collection:
    """Abstracts, questions by id, and what is relevant to the questions of each split."""

    documents: list[Section]
    questions: dict[str, str]
    train: Grades
    test: Grades


def documents(inputs: Inputs) -> list[Section]:
    """The abstracts, which ``search`` is fitted on."""
    return collection(inputs).documents


def training(found: Collection) -> Rows[str, dict[str, float]]:
    """Questions to learn from with their grades."""
    return Rows([found.questions[id] for id in found.train], list(found.train.values()))


def held_out_cases(inputs: Inputs) -> list[Case]:
    """The test questions."""
    found = collection(inputs)
    return [Case(id, found.questions[id], grades) for id, grades in found.test.items()]


def collection(inputs: Inputs) -> Collection:
    """The collection that the options name."""
    name = inputs.options.get("collection", "scifact")
    if name == "scifact":
        paths = [SOURCES[part].locate() for part in ("corpus", "queries", "train", "test")]
        return read_beir(*paths)
    if name == "cranfield":
        return read_cranfield(
            *(SOURCES[p].locate() for p in ("abstracts", "questions", "judgements"))
        )
    raise DefinitionError(f"there is no collection {name!r}", hint="scifact or cranfield")


@functools.cache
def read_beir(corpus: Path, queries: Path, train: Path, test: Path) -> Collection:
    """A collection in BEIR's format: JSON lines, and judgements as tab-separated columns."""
    return Collection(
        [Section(line.id, line.title, line.text) for line in _lines(corpus)],
        {line.id: line.text for line in _lines(queries)},
        _grades((row.split("\t") for row in _text(train).splitlines()[1:]), (0, 1, 2)),
        _grades((row.split("\t") for row in _text(test).splitlines()[1:]), (0, 1, 2)),
    )


@functools.cache
def read_cranfield(abstracts: Path, questions: Path, judgements: Path) -> Collection:
    """The Cranfield collection in TREC's format; questions are numbered by their order."""
    documents = ElementTree.fromstring(f"<all>{_text(abstracts)}</all>")
    asked = ElementTree.fromstring(_text(questions))
    return Collection(
        [
            Section(*(_field(item, name) for name in ("docno", "title", "text")))
            for item in documents.iter("doc")
        ],
        {str(i): _field(item, "title") for i, item in enumerate(asked.iter("top"), start=1)},
        {},
        _grades((row.split() for row in _text(judgements).splitlines()), (0, 2, 3)),
    )


def _grades(rows: Iterator[list[str]], columns: tuple[int, int, int]) -> Grades:
    found: Grades = {}
    for row in rows:
        question, document, grade = (row[i] for i in columns)
        if float(grade) > 0:
            found.setdefault(question, {})[document] = float(grade)
    return found


def _lines(path: Path) -> list[Line]:
    decode = msgspec.json.Decoder(Line).decode
    return [decode(row) for row in _text(path).splitlines()]


def _field(item: ElementTree.Element, name: str) -> str:
    return (item.findtext(name) or "").strip()


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
