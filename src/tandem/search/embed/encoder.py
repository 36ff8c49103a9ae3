"""A sentence encoder in a local folder: ``model.onnx`` and ``tokenizer.json``. No torch."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Self

from tandem.core import learned, note
from tandem.errors import InvalidInput
from tandem.record.digest import digest
from tandem.search.embed.base import Embedder
from tandem.search.embed.session import Session, Weights, open_session, pinned_session
from tandem.search.index.vector import Floats, unit


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
        fitted = self.evolve(weights=open_session(self.folder).weights)
        if not self.truncate and (long := fitted._long(texts)):
            raise InvalidInput(
                f"{len(long)} of {len(texts)} texts are longer than the {self.window} tokens that "
                f"the encoder {self.folder} reads, such as {texts[long[0]][:60]!r}",
                hint="cut them into smaller chunks, or set truncate=True to embed their beginnings",
            )
        return fitted

    def too_long(self, texts: Sequence[str]) -> int:
        """How many passages are longer than the window."""
        return len(self._long(texts))

    @property
    def digest(self) -> str:
        """Of weights, tokenizer, precision, window and prefixes."""
        return digest([self.weights, self.window, self.question, self.statement])

    def embed(self, texts: Sequence[str], /) -> Floats:
        rows = self._opened.tokens([self.statement + text for text in texts])
        return unit(self._opened.outputs([row.cut(self.window) for row in rows]))

    def embed_query(self, text: str, /) -> Floats:
        (row,) = self._opened.tokens([self.question + text])
        if len(row.ids) > self.window:
            note(truncated_tokens=len(row.ids) - self.window)
        vector: Floats = unit(self._opened.outputs([row.cut(self.window)]))[0]
        return vector

    def _long(self, texts: Sequence[str]) -> list[int]:
        rows = self._opened.tokens([self.statement + text for text in texts])
        return [i for i, row in enumerate(rows) if len(row.ids) > self.window]

    @functools.cached_property
    def _opened(self) -> Session:
        return pinned_session(self.folder, self.weights)
