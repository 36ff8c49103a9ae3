"""Digests: one SHA-256 for equal data, in every process and on every platform.

Data is written as canonical JSON (keys sorted, shortest floats) and hashed. Values that are
equal after a trip through JSON, such as a tuple and a list, have one digest. What JSON does
not know is written as a tagged object: ``{"$float": "nan"}``, ``{"$array": ...}``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import msgspec

from tandem.errors import DefinitionError


def digest_bytes(data: bytes) -> str:
    """SHA-256 of bytes, in hexadecimal.

    >>> digest_bytes(b"")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(data).hexdigest()


def digest_file(path: Path) -> str:
    """SHA-256 of a file's bytes, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(value: Any) -> str:
    """SHA-256 of plain data, arrays, ``Rows``, or the files under a ``Path``.

    What has a ``fingerprint``, such as a ``Dataset``, stands for the content that it names.
    Raises ``DefinitionError`` for anything else, such as an open file or a function.

    >>> digest({"b": 1, "a": (1.5, None)}) == digest({"a": [1.5, None], "b": 1})
    True
    >>> digest(float("nan")) == digest(None)
    False
    """
    return digest_bytes(canonical(value))


def canonical(value: Any) -> bytes:
    """The canonical JSON that ``digest`` hashes."""
    try:
        try:
            encoded = _encoder.encode(value)
        except TypeError:  # such as keys that are numbers
            return _encoder.encode(_walk(value))
        # JSON has no NaN and msgspec writes null for it: only then is the slow walk needed.
        return _encoder.encode(_walk(value)) if b"null" in encoded else encoded
    except (TypeError, RecursionError) as error:
        raise DefinitionError(
            f"{type(value).__name__} has no digest: {error}",
            hint="a digest covers plain data, arrays, Rows and paths of files",
        ) from None


def _plain(value: Any) -> Any:
    """What msgspec does not know, as data that it does."""
    if hasattr(value, "dtype") and hasattr(value, "tobytes"):
        return _array(value) if value.shape else value.item()
    if isinstance(fingerprint := getattr(value, "fingerprint", None), str):
        return {"$content": fingerprint}
    if isinstance(value, Path):
        return {"$files": files(value)} if value.is_dir() else {"$file": digest_file(value)}
    if hasattr(value, "model_dump"):  # pydantic
        return value.model_dump()
    if isinstance(value, float):  # a subclass
        return float(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value).__name__} is not data")


_encoder = msgspec.json.Encoder(enc_hook=_plain, order="sorted")


def _array(value: Any) -> Any:
    """An array by dtype, shape and bytes: little-endian, rows first, one kind of NaN."""
    if value.dtype.hasobject:
        return value.tolist()
    import numpy as np

    array = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
    if array.dtype.kind == "f" and np.isnan(array).any():
        array = np.where(np.isnan(array), np.array(np.nan, array.dtype), array)
    return {
        "$array": array.dtype.str,
        "shape": list(array.shape),
        "sha256": digest_bytes(array.tobytes()),
    }


def _walk(value: Any) -> Any:
    """The same data with text keys, and NaN and the infinities as tagged objects."""
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"$float": str(float(value))}
    if value is None or isinstance(value, (str, int, bytes, bytearray)):
        return value
    if isinstance(value, Mapping):
        texts = {str(msgspec.to_builtins(key)): _walk(item) for key, item in value.items()}
        if len(texts) != len(value):
            raise TypeError("two of its keys are written alike")
        return texts
    if isinstance(value, (list, tuple)):
        return [_walk(item) for item in value]
    if isinstance(value, Set):
        return sorted((_walk(item) for item in value), key=_encoder.encode)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = (field.name for field in dataclasses.fields(value))
        return {name: _walk(getattr(value, name)) for name in names}
    if isinstance(value, msgspec.Struct):
        return _walk(msgspec.structs.asdict(value))
    encoded = _encoder.encode(value)  # dates and such; or what _plain turns into data
    return _walk(_plain(value)) if b"null" in encoded else value


def files(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under a folder by relative path with forward slashes.

    Raises ``DefinitionError`` for a symbolic link, which could point outside.
    """
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise DefinitionError(
                f"{path} is a symbolic link, which no digest follows",
                hint="copy the file it points at into the folder",
            )
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = digest_file(path)
    return found
