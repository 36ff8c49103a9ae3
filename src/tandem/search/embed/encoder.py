"""A sentence encoder in a local folder: ``model.onnx`` and ``tokenizer.json``. No torch."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, Self

import numpy as np

from tandem.core import learned, note
from tandem.errors import DataMissing, EmbedderMismatch, InvalidInput, MissingExtra
from tandem.record.digest import digest, digest_file
from tandem.search.embed.base import Embedder
from tandem.search.index.vector import Floats, unit

BATCH: Final = 16

Precision = Literal["float32", "int8"]


@dataclass(frozen=True)
class Weights:
    """What was pinned: hashes of the two files, and how the weights compute."""

    model: str
    tokenizer: str
    precision: Precision
    dimensions: int


class Encoder(Embedder):
    """Unit vectors of a transformer exported to ONNX, by onnxruntime on the processor.

    ``folder`` is absolute, or below the folder that ``TANDEM_MODELS`` names. ``fit`` pins
    the hash of its files; another file in their place raises ``EmbedderMismatch``. The
    graph gives one vector a text, or one a token, which are then averaged.

    It reads ``window`` tokens of a text. A longer passage raises ``InvalidInput`` unless
    ``truncate`` is set; of a longer question the rest is left out, and the trace says so.
    ``question`` and ``statement`` are put before the two kinds of text, for models that were
    trained with such words.

    Weights of eight bits scale what they compute by the whole batch, so a text's vector
    would depend on its neighbours (cosine down to 0.992 for all-MiniLM-L6-v2): such models
    embed texts one by one, which costs nothing on a processor. Needs the extra ``encoder``.
    """

    folder: str
    window: int = 256
    truncate: bool = False
    question: str = ""
    statement: str = ""
    weights: Weights = learned()

    def fit(self, texts: Sequence[str]) -> Self:
        """Pin the files in the folder; the texts are only counted."""
        opened = _open(str(_folder(self.folder)), *_stamps(_folder(self.folder)))
        fitted = self.evolve(weights=opened.weights)
        if not self.truncate and (long := fitted.too_long(texts)):
            text = next(t for t in texts if len(opened.ids(self.statement + t)) > self.window)
            raise InvalidInput(
                f"{long} of {len(texts)} texts are longer than the {self.window} tokens that "
                f"the encoder {self.folder} reads, such as {text[:60]!r}",
                hint="cut them into smaller chunks, or set truncate=True to embed their beginnings",
            )
        return fitted

    def too_long(self, texts: Sequence[str]) -> int:
        """How many passages are longer than the window."""
        return sum(len(ids) > self.window for ids in self._opened.tokens(self.statement, texts))

    @property
    def digest(self) -> str:
        """Of weights, tokenizer, precision, window and prefixes."""
        return digest([self.weights, self.window, self.question, self.statement])

    def embed(self, texts: Sequence[str], /) -> Floats:
        opened = self._opened
        ids = opened.tokens(self.statement, texts)
        return opened.vectors(ids, self.window)

    def embed_query(self, text: str, /) -> Floats:
        ids = self._opened.ids(self.question + text)
        if len(ids) > self.window:
            note(truncated_tokens=len(ids) - self.window)
        vector: Floats = self._opened.vectors([ids], self.window)[0]
        return vector

    @functools.cached_property
    def _opened(self) -> _Session:
        folder = _folder(self.folder)
        opened = _open(str(folder), *_stamps(folder))
        if opened.weights != self.weights:
            raise EmbedderMismatch(
                f"the encoder in {folder} has weights {opened.weights.model[:12]} "
                f"({opened.weights.precision}), pinned are {self.weights.model[:12]} "
                f"({self.weights.precision})",
                hint="restore the files it was built with, or build again",
            )
        return opened


@dataclass(frozen=True)
class _Session:
    weights: Weights
    tokenizer: Any
    session: Any

    def ids(self, text: str) -> list[int]:
        found: list[int] = self.tokenizer.encode(text).ids
        return found

    def tokens(self, prefix: str, texts: Sequence[str]) -> list[list[int]]:
        return [row.ids for row in self.tokenizer.encode_batch([prefix + t for t in texts])]

    def vectors(self, rows: Sequence[Sequence[int]], window: int) -> Floats:
        """Vectors of token ids; a row cut at the window keeps its closing mark."""
        rows = [[*row[: window - 1], row[-1]] if len(row) > window else row for row in rows]
        found = np.zeros((len(rows), self.weights.dimensions), dtype=np.float32)
        for batch in _batches(rows, 1 if self.weights.precision == "int8" else BATCH):
            found[batch] = self._run([rows[i] for i in batch])
        return unit(found)

    def _run(self, rows: Sequence[Sequence[int]]) -> Floats:
        ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        wanted = {item.name for item in self.session.get_inputs()}
        output = self.session.run(None, {k: v for k, v in given.items() if k in wanted})[0]
        if output.ndim == 3:
            output = (output * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        vectors: Floats = output.astype(np.float32)
        return vectors


def _batches(rows: Sequence[Sequence[int]], size: int) -> Iterator[list[int]]:
    """Positions of rows, those of like length together."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    for start in range(0, len(order), size):
        yield order[start : start + size]


def _folder(name: str) -> Path:
    path = Path(name).expanduser()
    return path if path.is_absolute() else Path(os.environ.get("TANDEM_MODELS") or ".") / path


def _stamps(folder: Path) -> tuple[int, int]:
    try:
        model, tokenizer = (folder / name for name in ("model.onnx", "tokenizer.json"))
        return model.stat().st_mtime_ns, tokenizer.stat().st_mtime_ns
    except FileNotFoundError as error:
        raise DataMissing(
            f"the encoder's {Path(error.filename).name} is not in {folder}",
            hint="give an absolute folder, or set TANDEM_MODELS to the folder of your models",
        ) from None


@functools.lru_cache(maxsize=8)
def _open(folder: str, model_time: int, tokenizer_time: int) -> _Session:
    """One session for a folder and process; changed files are opened anew."""
    try:
        import onnxruntime  # type: ignore[import-untyped]  # it ships no types
        from tokenizers import Tokenizer
    except ImportError as error:
        raise MissingExtra(
            "the encoder needs onnxruntime and tokenizers",
            hint="pip install 'tandem-ai[encoder]'",
        ) from error
    model, tokenizer_file = Path(folder) / "model.onnx", Path(folder) / "tokenizer.json"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    tokenizer.no_truncation()  # the file of a model often says less than the model reads
    tokenizer.no_padding()
    weights = Weights(
        digest_file(model),
        digest_file(tokenizer_file),
        "int8" if b"DynamicQuantizeLinear" in model.read_bytes() else "float32",
        int(session.get_outputs()[0].shape[-1]),
    )
    return _Session(weights, tokenizer, session)
