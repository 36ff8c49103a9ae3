"""Rows of one side that were copied to the other, told from rows that look alike by nature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.data.coding import Codes, Column

_WORDS = 3
_UNIQUE = 0.99
_ENOUGH = 100


def copied(train: Mapping[str, Column], test: Mapping[str, Column]) -> NDArray[np.bool_]:
    """Which test rows are copies of training rows, but for case, blanks and rounding.

    Where fields take few values, rows are equal by chance; but then many more differ in a
    single field. So a test row counts as a copy if it has a twin and nothing that differs in
    one field only, and only where such twins outnumber the rows with look-alikes. Fields
    that number the rows are left aside. Where the training rows lack a field of the others,
    the sides are compared by their texts.
    """
    shared = [name for name in train if name in test and not _numbers_rows(train[name])]
    if not test.keys() <= train.keys() or not shared:
        return _same_text(train, test)
    if len(shared) == 1:
        only = {shared[0]: train[shared[0]]}, {shared[0]: test[shared[0]]}
        return _same_text(*only)
    own, others = _weighted(train, shared), _weighted(test, shared)
    rows, asked = _total(own), _total(others)
    twins = np.isin(asked, rows)
    if not twins.any():
        return twins
    distinct = np.unique(rows, return_index=True)[1]
    alike = np.zeros(len(asked), np.bool_)
    for name in shared:
        rest, sizes = np.unique((rows - own[name])[distinct], return_counts=True)
        wanted = asked - others[name]
        place = np.minimum(np.searchsorted(rest, wanted), len(rest) - 1)
        alike |= np.where(rest[place] == wanted, sizes[place], 0) > twins
    copies: NDArray[np.bool_] = twins & ~alike
    return copies if copies.sum() > alike.sum() else np.zeros_like(copies)


def is_prose(column: Column) -> bool:
    """Text of several words, which nobody writes twice by chance."""
    texts = [value for value in column.values[:_ENOUGH] if value] if column.kind == "text" else []
    return bool(texts) and sum(len(text.split()) for text in texts) >= _WORDS * len(texts)


def _numbers_rows(column: Column) -> bool:
    """Whether every row has another value that says nothing: a key, a running number."""
    if len(column) < _ENOUGH or column.kind not in ("text", "number") or is_prose(column):
        return False
    if column.kind == "number" and (column.numbers != np.trunc(column.numbers)).any():
        return False
    return len(np.unique(column.codes)) > _UNIQUE * len(column)


def _weighted(columns: Mapping[str, Column], names: list[str]) -> dict[str, Codes]:
    """Codes times odd numbers: their sum is a hash of the row from which one can be taken."""
    drawn = np.random.default_rng(0).integers(0, 2**62, len(names)).astype(np.uint64)
    weights = drawn * np.uint64(2) + np.uint64(1)
    pairs = zip(names, weights, strict=True)
    return {name: columns[name].loose_codes * weight for name, weight in pairs}


def _total(parts: Mapping[str, Codes]) -> Codes:
    total: Any = sum(parts.values())
    found: Codes = total
    return found


def _same_text(train: Mapping[str, Column], test: Mapping[str, Column]) -> NDArray[np.bool_]:
    asked = [column for column in test.values() if is_prose(column)]
    known = [column.loose_codes for column in train.values() if is_prose(column)]
    found = np.zeros(len(next(iter(test.values()), ())), np.bool_)
    for column in asked if known else ():
        long = np.array([bool(text) and len(text.split()) >= _WORDS for text in column.values])
        found |= np.isin(column.loose_codes, np.concatenate(known)) & long
    return found
