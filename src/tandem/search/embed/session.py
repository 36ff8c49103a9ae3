"""An ONNX model and its tokenizer in a local folder, opened once and pinned by hash."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from tandem.errors import DataMissing, EmbedderMismatch, MissingExtra
from tandem.record.digest import digest_file
from tandem.search.index.vector import Floats

BATCH: Final = 16


@dataclass(frozen=True)
class Weights:
    """What was pinned: hashes of the two files, and how the weights compute."""

    model: str
    tokenizer: str
    precision: Literal["float32", "int8"]
    dimensions: int


@dataclass(frozen=True)
class Tokens:
    """What the model reads of a text; ``types`` tells the second text of a pair by 1."""

    ids: list[int]
    types: list[int]

    def cut(self, window: int) -> Tokens:
        """The first ``window`` tokens, the last of them being the closing mark."""
        if len(self.ids) <= window:
            return self
        return Tokens(
            [*self.ids[: window - 1], self.ids[-1]], [*self.types[: window - 1], self.types[-1]]
        )


@dataclass(frozen=True)
class Session:
    """An open model."""

    weights: Weights
    tokenizer: Any
    session: Any

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of texts, however long they are."""
        return [Tokens(row.ids, row.type_ids) for row in self.tokenizer.encode_batch(list(texts))]

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> list[Tokens]:
        """The tokens of pairs of texts, however long they are."""
        return [Tokens(row.ids, row.type_ids) for row in self.tokenizer.encode_batch(list(pairs))]

    def outputs(self, rows: Sequence[Tokens]) -> Floats:
        """One row of numbers a text; where the model gives one a token, their mean.

        Texts of like length run together. Weights of eight bits run one text at a time,
        because they scale what they compute by all that runs together.
        """
        size = 1 if self.weights.precision == "int8" else BATCH
        found = np.zeros((len(rows), self.weights.dimensions), dtype=np.float32)
        for batch in _batches(rows, size):
            found[batch] = self._run([rows[i] for i in batch])
        return found

    def _run(self, rows: Sequence[Tokens]) -> Floats:
        ids = np.zeros((len(rows), max(len(row.ids) for row in rows)), dtype=np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row.ids)] = row.ids
            types[i, : len(row.ids)] = row.types
            mask[i, : len(row.ids)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        wanted = {item.name for item in self.session.get_inputs()}
        output = self.session.run(None, {k: v for k, v in given.items() if k in wanted})[0]
        if output.ndim == 3:
            output = (output * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        found: Floats = output.reshape(len(rows), -1).astype(np.float32)
        return found


def open_session(name: str) -> Session:
    """The model in a folder, absolute or below ``TANDEM_MODELS``; one session a process.

    Raises ``DataMissing`` without its two files.
    """
    path = Path(name).expanduser()
    folder = path if path.is_absolute() else Path(os.environ.get("TANDEM_MODELS") or ".") / path
    try:
        times = tuple((folder / file).stat().st_mtime_ns for file in _FILES)
    except FileNotFoundError as error:
        raise DataMissing(
            f"{Path(error.filename).name} is not in {folder}",
            hint="give an absolute folder, or set TANDEM_MODELS to the folder of your models",
        ) from None
    return _open(folder, times)


def pinned_session(name: str, weights: Weights) -> Session:
    """The model in a folder if it is the one that was pinned.

    Raises ``EmbedderMismatch`` for other weights, another tokenizer or precision.
    """
    opened = open_session(name)
    if opened.weights != weights:
        raise EmbedderMismatch(
            f"the model in {name} has weights {opened.weights.model[:12]} "
            f"({opened.weights.precision}), pinned are {weights.model[:12]} ({weights.precision})",
            hint="restore the files it was built with, or build again",
        )
    return opened


_FILES: Final = ("model.onnx", "tokenizer.json")


@functools.lru_cache(maxsize=8)
def _open(folder: Path, times: tuple[int, ...]) -> Session:
    """Opened anew when the time of a file changes."""
    try:
        import onnxruntime  # type: ignore[import-untyped]  # it ships no types
        from tokenizers import Tokenizer
    except ImportError as error:
        raise MissingExtra(
            "an encoder needs onnxruntime and tokenizers", hint="pip install 'tandem-ai[encoder]'"
        ) from error
    model, words = (folder / file for file in _FILES)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(words))
    tokenizer.no_truncation()  # the file of a model often says less than the model reads
    tokenizer.no_padding()
    weights = Weights(
        digest_file(model),
        digest_file(words),
        "int8" if b"DynamicQuantizeLinear" in model.read_bytes() else "float32",
        int(session.get_outputs()[0].shape[-1]),
    )
    return Session(weights, tokenizer, session)


def _batches(rows: Sequence[Tokens], size: int) -> Iterator[list[int]]:
    """Positions of rows, those of like length together."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    for start in range(0, len(order), size):
        yield order[start : start + size]
