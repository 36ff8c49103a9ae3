"""Learned values to bytes or files and back. Data only: nothing here can run code."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from tandem.core.learned import Codec
from tandem.core.schema import decoder, encode_canonical
from tandem.errors import DefinitionError


def dump(codec: Codec, value: Any, *, whose: str) -> bytes | Path:
    """Bytes of a learned value, or the folder itself for ``directory``.

    Raises ``DefinitionError`` when the value is not of the kind its codec stores.
    """
    try:
        match codec:
            case "json":
                return encode_canonical(value)
            case "text":
                return str.encode(value)
            case "bytes":
                return bytes(memoryview(value))
            case "npy":
                return _dump_array(value)
            case "directory":
                if not Path(value).is_dir():
                    raise TypeError(f"{value} is not a directory")
                return Path(value)
    except TypeError as error:
        raise DefinitionError(
            f"{whose} cannot be stored with codec {codec!r}: {error}",
            hint='arrays take learned(codec="npy"), folders "directory", model text "text"',
        ) from None


def load(codec: Codec, data: bytes | Path, cls: Any) -> Any:
    """The learned value of declared type ``cls`` from what ``dump`` gave."""
    if codec == "directory":
        return Path(str(data))
    if not isinstance(data, bytes):
        raise TypeError(f"codec {codec!r} reads bytes, got {type(data).__name__}")
    match codec:
        case "json":
            return decoder(cls)(data)
        case "text":
            return data.decode()
        case "bytes":
            return data
        case "npy":
            import numpy as np

            return np.load(io.BytesIO(data), allow_pickle=False)


def _dump_array(value: Any) -> bytes:
    import numpy as np

    if not isinstance(value, np.ndarray) or value.dtype.hasobject:
        raise TypeError(f"{type(value).__name__} is not an array of numbers or text")
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(value), allow_pickle=False)
    return buffer.getvalue()
