"""Which event is which: a key of 64 bits, the same from a record and from a table.

An event with a declared key that is a whole number keeps it, so that events of one instant
stay in the order of their numbers. Text, and the content of an event without a key, is
hashed: two of the events of one entity fall together with a chance below one in 10^9 even
where a window holds 100,000 of them.
"""

from __future__ import annotations

import hashlib
import math
from datetime import date, datetime
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tandem.errors import InvalidInput
from tandem.features.window import instant

Words: TypeAlias = NDArray[np.uint64]

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
_MIX_1 = 0xBF58476D1CE4E5B9
_MIX_2 = 0x94D049BB133111EB
MISSING = 0x5BF03635F0A31D2B


def key_of(value: Any, whose: str) -> int:
    """The key that an event declares."""
    if type(value) is int and -(1 << 63) <= value < 1 << 63:
        return value
    if isinstance(value, str):
        return hash_text(value)
    raise InvalidInput(
        f"the key of {whose} is {value!r}", hint="a whole number or text, never missing"
    )


def content_key(values: tuple[Any, ...]) -> int:
    """The key of an event that declares none: a hash of its fields."""
    state = 0
    for value in values:
        state = _mixed((state * _STEP + _word(value)) & _MASK)
    return state - (1 << 64) if state >> 63 else state


def mix(states: Words, words: Words) -> Words:
    """One step of ``content_key`` over arrays."""
    with np.errstate(over="ignore"):
        mixed = states * np.uint64(_STEP) + words
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(_MIX_1)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(_MIX_2)
    return mixed ^ (mixed >> np.uint64(31))


def hash_text(text: str) -> int:
    """64 bits of a text as a signed integer."""
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)


def entity_of(values: tuple[Any, ...]) -> str | None:
    """The name of an entity: its fields as text; ``None`` if one of them is missing."""
    if len(values) == 1:
        value = values[0]
        return value if value is None or type(value) is str else str(value)
    return None if None in values else "\x1f".join([str(value) for value in values])


def _word(value: Any) -> int:
    """64 bits of a value. A whole number is the same as int, float or truth value."""
    if isinstance(value, str):
        return hash_text(value) & _MASK
    if isinstance(value, float):
        if math.isnan(value):
            return MISSING
        if not value.is_integer() or not -(2.0**63) <= value < 2.0**63:
            return int.from_bytes(_float_bytes(value), "little")
        return int(value) & _MASK
    if isinstance(value, int):
        return value & _MASK
    if value is None:
        return MISSING
    if isinstance(value, datetime):
        return instant(value) & _MASK
    if isinstance(value, date):
        return instant(datetime(value.year, value.month, value.day)) & _MASK
    raise InvalidInput(
        f"an event holds a {type(value).__name__}, which identifies nothing",
        hint='name the field that identifies events: class X(Features[...], key="id")',
    )


def _float_bytes(value: float) -> bytes:
    import struct

    return struct.pack("<d", value)


def _mixed(word: int) -> int:
    """The finaliser of SplitMix64 (Steele, Lea and Flood, 2014)."""
    word = ((word ^ (word >> 30)) * _MIX_1) & _MASK
    word = ((word ^ (word >> 27)) * _MIX_2) & _MASK
    return word ^ (word >> 31)
