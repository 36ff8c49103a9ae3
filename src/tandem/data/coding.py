"""Columns with their kind, as numbers, and as codes that are compared in place of values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tandem.core.schema import encode
from tandem.data.columns import field_names

Kind = Literal["number", "flag", "time", "text", "other"]
Codes = NDArray[np.uint64]
MISSING = np.uint64(0x9E3779B97F4A7C15)
_DIGITS = 6
_DAY = 86_400.0


@dataclass(frozen=True)
class Column:
    """One field of many records; ``None`` and NaN are missing.

    The kind is that of the values: numbers, truth values, dates or times, text (also enums
    and anything mixed), or other things such as lists, which are JSON text here.
    """

    name: str
    kind: Kind
    values: list[Any]

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def missing(self) -> NDArray[np.bool_]:
        """Where there is no value."""
        if self.kind == "number":
            return np.isnan(self.numbers)
        return np.fromiter((value is None for value in self.values), np.bool_, len(self.values))

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """Numbers, 0 and 1 for truth values, days since 1970 for times; NaN for missing."""
        if self.kind == "time":
            return np.array([np.nan if v is None else _days(v) for v in self.values], np.float64)
        return np.array([np.nan if v is None else v for v in self.values], np.float64)

    @cached_property
    def codes(self) -> Codes:
        """Equal for equal values, and hardly ever for others; ``MISSING`` for none."""
        if self.kind in ("number", "flag", "time"):
            return _number_codes(self.numbers)
        return _text_codes(self.values, lambda text: text)

    @cached_property
    def loose_codes(self) -> Codes:
        """Equal also where case, blanks and punctuation differ in text, or what is beyond six
        digits in numbers with a fraction."""
        if self.kind in ("number", "flag"):
            return _number_codes(_rounded(self.numbers))
        return self.codes if self.kind == "time" else _text_codes(self.values, plain_text)


def coded_columns(records: Sequence[Any]) -> dict[str, Column]:
    """The fields of records, of mappings, or of plain values, whose name is then empty.

    Fields of records within records have names with dots. What no JSON holds is left out.
    """
    found: dict[str, Column] = {}
    _collect("", records, found, depth=4)
    return found


def _collect(name: str, values: Sequence[Any], found: dict[str, Column], depth: int) -> None:
    sample = next((value for value in values if value is not None), None)
    names = _names(sample, values) if depth else None
    if names is None:
        column = _column(name, values)
        if column is not None:
            found[name] = column
        return
    for field in names:
        inner = f"{name}.{field}" if name else field
        if isinstance(sample, Mapping):
            below = [value.get(field) if isinstance(value, Mapping) else None for value in values]
        else:
            below = [getattr(value, field, None) for value in values]
        _collect(inner, below, found, depth - 1)


def _names(sample: Any, values: Sequence[Any]) -> list[str] | None:
    """The names of fields; ``None`` for what is no record."""
    if isinstance(sample, Mapping):
        return list(dict.fromkeys(str(key) for value in values if value for key in value))
    return field_names(type(sample))


def _column(name: str, values: Sequence[Any]) -> Column | None:
    kinds = set(map(type, values)) - {type(None)}
    if kinds and kinds <= {bool}:
        return Column(name, "flag", list(values))
    if (kinds and kinds <= {bool, int, float}) or _are_numpy(kinds):
        return Column(name, "number", list(values))
    if kinds and kinds <= {datetime, date}:
        return Column(name, "time", list(values))
    if all(issubclass(kind, (str, int, float, Enum, date)) for kind in kinds):
        return Column(name, "text", [None if v is None else _label(v) for v in values])
    try:
        return Column(name, "other", [None if v is None else encode(v).decode() for v in values])
    except TypeError:
        return None


def _are_numpy(kinds: set[type]) -> bool:
    return bool(kinds) and all(issubclass(kind, (int, float, np.number)) for kind in kinds)


def _label(value: Any) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def _days(value: date) -> float:
    if isinstance(value, datetime):
        # Without a zone taken as UTC, so that the machine's own does not matter.
        naive = value.replace(tzinfo=None) - (value.utcoffset() or _ZERO)
        return (naive - _EPOCH).total_seconds() / _DAY
    return float((value - _EPOCH.date()).days)


_EPOCH = datetime(1970, 1, 1)
_ZERO = _EPOCH - _EPOCH


def plain_text(text: str) -> str:
    """Text without what changes when it is typed again: case, blanks, punctuation.

    >>> plain_text("  What's  NEW? ")
    'what s new'
    """
    return re.sub(r"[\W_]+", " ", text).strip().casefold() or text


def text_code(text: str) -> int:
    """64 bits of a hash, the same in every process."""
    data = hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(data, "little")


def _number_codes(numbers: NDArray[np.float64]) -> Codes:
    codes = _mixed((numbers + 0.0).view(np.uint64))  # + 0.0: one zero, not two
    codes[np.isnan(numbers)] = MISSING
    return codes


def _text_codes(values: Sequence[Any], plain: Callable[[str], str]) -> Codes:
    known: dict[Any, int] = {None: int(MISSING)}
    found = np.empty(len(values), np.uint64)
    for i, value in enumerate(values):
        code = known.get(value)
        if code is None:
            code = known[value] = text_code(plain(value))
        found[i] = code
    return found


def _rounded(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Numbers with a fraction to six digits; whole ones, such as ids, as they are."""
    broken = np.isfinite(numbers) & (numbers != np.trunc(numbers))
    if not broken.any():
        return numbers
    rounded = numbers.copy()
    part = numbers[broken]
    scale = 10.0 ** (_DIGITS - 1 - np.floor(np.log10(np.abs(part))))
    rounded[broken] = np.rint(part * scale) / scale
    return rounded


def _mixed(bits: Codes) -> Codes:
    """Bits spread over the word (the finaliser of splitmix64)."""
    bits = bits.copy()
    bits ^= bits >> np.uint64(30)
    bits *= np.uint64(0xBF58476D1CE4E5B9)
    bits ^= bits >> np.uint64(27)
    bits *= np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))
