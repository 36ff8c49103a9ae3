"""``learned()``: a field that ``fit`` sets. To Tandem what ``nn.Parameter`` is to torch."""

from __future__ import annotations

import dataclasses
from typing import Any, Final, Literal, NoReturn

from tandem.errors import DefinitionError, NotFitted

Codec = Literal["json", "text", "bytes", "npy", "directory"]
"""How a learned value is stored: data only, never code.

``json`` plain typed data; ``text`` a str kept as it is (a LightGBM model); ``bytes``
(ONNX, safetensors); ``npy`` a numpy array; ``directory`` a ``pathlib.Path`` to a
folder of files (a search index).
"""

CODECS: Final = ("json", "text", "bytes", "npy", "directory")
_KEY: Final = "tandem.codec"


class Unset:
    """What a learned field holds before ``fit``; any use of it raises ``NotFitted``."""

    def __repr__(self) -> str:
        return "<not fitted>"

    def __getattr__(self, name: str) -> NoReturn:
        _refuse(self)

    def __reduce__(self) -> str:
        return "UNSET"


def _refuse(*_: object) -> NoReturn:
    raise NotFitted(
        "a learned field was read before fit set it",
        hint="build the project first (tandem build FOLDER), or call fit on this component",
    )


for _name in (
    "array iter len getitem contains call bool float int index str "
    "add radd sub rsub mul rmul truediv rtruediv matmul rmatmul neg lt le gt ge"
).split():
    setattr(Unset, f"__{_name}__", _refuse)

UNSET: Final = Unset()


def learned(*, codec: Codec = "json", init: Literal[False] = False) -> Any:
    """Declare a field that only ``fit`` sets; its value is hashed into every release.

    >>> from tandem import Model, learned
    >>> class Mean(Model[float, float]):
    ...     value: float = learned()
    ...     def predict(self, xs):
    ...         return [self.value for _ in xs]
    >>> Mean()
    Mean(value=<not fitted>)

    ``init`` takes no other value: it tells type-checkers that the constructor asks for
    parameters and parts only.
    """
    if codec not in CODECS:
        raise DefinitionError(
            f"learned(codec={codec!r}): there is no such codec", hint=f"one of {', '.join(CODECS)}"
        )
    return dataclasses.field(default=UNSET, metadata={_KEY: codec})


def codec_of(field: dataclasses.Field[Any]) -> Codec | None:
    """The codec of a learned field; ``None`` for a parameter."""
    codec: Codec | None = field.metadata.get(_KEY)
    return codec
