"""CoSQA: questions that people typed into a web search, and the Python function that answers.

Huang et al., 2021. 500 questions over 6,267 functions, and 604 pairs labelled right or wrong;
none of the pairs that are learned from shares a question or a function with the 500.
"""

from __future__ import annotations

import functools
import gzip
import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tandem import Case, Source
from tandem.search import Section

URL = "https://github.com/microsoft/CodeXGLUE/tree/main/Text-Code/NL-code-search-WebQuery"
_NAME = re.compile(r"def\s+(\w+)")


def _source(file: str, sha256: str) -> Source:
    name = f"cosqa_code_search/{file}"
    return Source(f"CoSQA {file}", name, URL, "C-UDA", sha256, "it may be kept gzipped")


FUNCTIONS = _source(
    "code_idx_map.txt", "be8a910ca03cb9f1b38a0eba6dc8109eeb8040a40aaba1a467a7b8426d261f3f"
)
PAIRS = _source(
    "cosqa-dev.json", "247d48d6072f122cdd16b38974d50bc3253d80d42c3ca89790df3a7a28627cad"
)
QUESTIONS = _source(
    "cosqa-retrieval-dev-500.json",
    "ccdfffee7ae1f1cf1a0406566a61c984f4fbce678c8ea108eedd03d11bff9518",
)


class Pair(msgspec.Struct):
    """A question with a function, and whether that answers it."""

    idx: str
    doc: str
    code: str
    label: int


@dataclass(frozen=True)
class Cosqa:
    """Functions with their names as titles, what is asked, and pairs to learn from."""

    functions: list[Section]
    cases: list[Case]
    lessons: list[tuple[str, str]]


@functools.cache
def cosqa() -> Cosqa:
    """The collection. Raises ``DataMissing`` with how to get it."""
    ids = {code: str(i) for code, i in msgspec.json.decode(_read(FUNCTIONS)).items()}
    asked = msgspec.json.decode(_read(QUESTIONS), type=list[Pair])
    pairs = msgspec.json.decode(_read(PAIRS), type=list[Pair])
    questions, answers = {one.doc for one in asked}, {one.code for one in asked}
    return Cosqa(
        [Section(id, _name(code), code) for code, id in ids.items()],
        [Case(one.idx, one.doc, [ids[one.code]], ids[one.code]) for one in asked],
        [
            (one.doc, ids[one.code])
            for one in pairs
            if one.label and one.doc not in questions and one.code not in answers
        ],
    )


def _name(code: str) -> str:
    found = _NAME.search(code)
    return found[1] if found else ""


def _read(source: Source) -> bytes:
    path: Path = source.locate()
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw
