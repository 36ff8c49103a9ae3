"""Tiny models in the layout of real ones: ONNX written by hand, and a tokenizer of few words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, processors

FLOAT, INT64 = 1, 7


def varint(value: int) -> bytes:
    found = b""
    while value > 127:
        found += bytes([value & 127 | 128])
        value >>= 7
    return found + bytes([value])


def message(*fields: tuple[int, Any]) -> bytes:
    """A protocol buffer of whole numbers, texts and messages by field number."""
    found = b""
    for number, value in fields:
        if isinstance(value, int):
            found += varint(number << 3) + varint(value)
        else:
            data = value.encode() if isinstance(value, str) else value
            found += varint(number << 3 | 2) + varint(len(data)) + data
    return found


def tensor(name: str, array: np.ndarray[Any, Any]) -> bytes:
    kind = FLOAT if array.dtype == np.float32 else INT64
    dims = [(1, size) for size in array.shape]
    return message(*dims, (2, kind), (8, name), (9, array.tobytes()))


def value(name: str, kind: int, shape: Sequence[str | int]) -> bytes:
    dims = [(1, message((1, s) if isinstance(s, int) else (2, s))) for s in shape]
    return message((1, name), (2, message((1, message((1, kind), (2, message(*dims)))))))


def model(nodes: Sequence[bytes], tensors: Sequence[bytes], output: bytes) -> bytes:
    graph = message(
        *((1, node) for node in nodes),
        (2, "tiny"),
        *((5, item) for item in tensors),
        (11, value("input_ids", INT64, ["b", "s"])),
        (11, value("attention_mask", INT64, ["b", "s"])),
        (12, output),
    )
    return message((1, 8), (7, graph), (8, message((1, ""), (2, 17))))


def node(kind: str, inputs: Sequence[str], output: str) -> bytes:
    return message(*((1, name) for name in inputs), (2, output), (4, kind))


def tokenizer(folder: Path, words: Sequence[str]) -> None:
    """Words split at white space; a text begins with [CLS] and ends with [SEP]."""
    vocabulary = {word: i for i, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *words])}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    marks = [("[CLS]", 2), ("[SEP]", 3)]
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=marks
    )
    made.enable_truncation(8)
    made.enable_padding(length=8)
    made.save(str(folder / "tokenizer.json"))


def encoder(folder: Path, vectors: dict[str, Sequence[float]]) -> Path:
    """An encoder that gives each word its vector; marks and unknown words are zero."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer(folder, list(vectors))
    size = len(next(iter(vectors.values())))
    table = np.array([*([[0.0] * size] * 4), *vectors.values()], dtype=np.float32)
    output = value("last_hidden_state", FLOAT, ["b", "s", size])
    nodes = [node("Gather", ["table", "input_ids"], "last_hidden_state")]
    (folder / "model.onnx").write_bytes(model(nodes, [tensor("table", table)], output))
    return folder


def scorer(folder: Path, worth: dict[str, float]) -> Path:
    """A cross-encoder whose logit is the sum of what the words of the pair are worth."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer(folder, list(worth))
    table = np.array([0.0] * 4 + list(worth.values()), dtype=np.float32)[:, None]
    nodes = [
        node("Gather", ["table", "input_ids"], "each"),
        node("ReduceSum", ["each", "axis"], "kept"),
        node("Squeeze", ["kept", "axis"], "logits"),
    ]
    tensors = [tensor("table", table), tensor("axis", np.array([1], dtype=np.int64))]
    output = value("logits", FLOAT, ["b", 1])
    (folder / "model.onnx").write_bytes(model(nodes, tensors, output))
    return folder
