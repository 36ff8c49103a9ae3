"""What speaks for each definition as the answer to a question: one row of numbers each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np

from tandem.errors import Corrupt
from tandem.search.code.definition import Definition
from tandem.search.index.lexical import Lexical
from tandem.search.index.vector import Floats, Ints
from tandem.search.words import stems

FIELDS: Final = ("name", "path", "module", "body", "callers", "about")
_PRIOR: Final = ("private", "length", "calls", "class", "head")
FEATURES: Final = (*FIELDS, "file", "cosine", *_PRIOR)
"""The columns. For each field BM25, as a share of the best definition's: the name, the path,
what the file says of itself, the code, names of callers and tests, and all that is said but
the code. ``file`` is that of the whole file, ``cosine`` of name, path and code. The rest does
not depend on the question: a name with an underscore, the logarithm of letters and of callers,
whether it is a class, and whether it is the head of a file, which defines nothing."""
_TYPES: Final = frozenset({"class", "struct", "interface", "trait", "enum", "type", "impl"})
_LONG: Final = 10.0
"""Logarithms of lengths are divided by it, to be between 0 and about 1."""


def _texts(field: str, one: Definition) -> str:
    match field:
        case "path":
            return one.stem
        case "body":
            return f"{one.title}\n{one.title}\n{one.text}"
    found: str = getattr(one, field)
    return found


@dataclass(frozen=True)
class FieldIndex:
    """An index of every field, and what is known of the definitions beforehand."""

    fields: Mapping[str, Lexical]
    files: Lexical | None
    file_of: Ints
    prior: Floats

    @classmethod
    def build(cls, definitions: Sequence[Definition], texts: Mapping[str, str]) -> Self:
        """Index definitions, and the ``texts`` of their files by path."""
        paths = {path: i for i, path in enumerate(texts)}
        prior = [
            (
                float(one.name.startswith("_")),
                math.log1p(len(one.text)) / _LONG,
                math.log1p(one.calls),
                float(one.kind in _TYPES),
                float(not one.symbol),
            )
            for one in definitions
        ]
        fields = {f: _index([_texts(f, one) for one in definitions]) for f in FIELDS}
        return cls(
            {name: index for name, index in fields.items() if index is not None},
            _index([f"{path} {path} {text}" for path, text in texts.items()]),
            np.array([paths[one.path] for one in definitions], dtype=np.int64),
            np.array(prior, dtype=np.float32),
        )

    @classmethod
    def open(cls, folder: Path) -> Self:
        """What ``save`` wrote, memory-mapped. Raises ``Corrupt`` for another version's features."""
        found = {f: Lexical.open(folder / f) for f in FIELDS if (folder / f).is_dir()}
        files, prior = folder / "file", np.load(folder / "prior.npy", allow_pickle=False)
        if prior.shape[1] != len(_PRIOR):
            raise Corrupt(
                f"the definitions at {folder} were indexed by another version of Tandem",
                hint="build it again",
            )
        return cls(
            found,
            Lexical.open(files) if files.is_dir() else None,
            np.load(folder / "file_of.npy", allow_pickle=False),
            prior,
        )

    def save(self, folder: Path) -> None:
        """Write it into a folder."""
        for name, index in self.fields.items():
            index.save(folder / name)
        if self.files is not None:
            self.files.save(folder / "file")
        np.save(folder / "file_of.npy", self.file_of, allow_pickle=False)
        np.save(folder / "prior.npy", self.prior, allow_pickle=False)

    def features(self, question: str, cosine: Floats) -> Floats:
        """The rows of ``FEATURES``, shape ``(definitions, features)``."""
        none = np.zeros(len(self.prior), dtype=np.float32)
        columns = [
            _share(self.fields[f].scores(question)) if f in self.fields else none for f in FIELDS
        ]
        files = none if self.files is None else _share(self.files.scores(question))[self.file_of]
        return np.column_stack([*columns, files, cosine, self.prior]).astype(np.float32)


def _index(texts: Sequence[str]) -> Lexical | None:
    """None where no text has a word, as where no file says anything of itself."""
    return Lexical.build(texts) if any(stems(text) for text in texts) else None


def _share(scores: Floats) -> Floats:
    best = scores.max(initial=0.0)
    return scores / best if best > 0 else scores
