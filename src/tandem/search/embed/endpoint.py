"""Vectors from any server that speaks OpenAI's embeddings."""

from __future__ import annotations

import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any, ClassVar, Final, Self

import numpy as np

from tandem.core import learned, note
from tandem.errors import EmbedderMismatch, ProviderError
from tandem.record.cost import cost
from tandem.record.digest import digest
from tandem.search.embed.base import Embedder
from tandem.search.index.vector import Floats, unit

_PASSING: Final = (408, 409, 429, 500, 502, 503, 504)


class Endpoint(Embedder):
    """Unit vectors of ``model`` at ``base_url``, such as ``https://api.openai.com/v1``.

    The key is read from the environment variable ``api_key_variable`` at the time of the
    call. ``batch`` texts go in one request; a request that fails in passing is sent again
    at most ``retries`` times. A server can change its model under the same name: ``fit``
    keeps the vector of a fixed text, and ``check`` raises ``EmbedderMismatch`` when it is no
    longer the same.

    Raises ``ProviderError`` when the server refuses, fails or answers nonsense.
    """

    waits: ClassVar[bool] = True

    model: str
    base_url: str
    api_key_variable: str = "OPENAI_API_KEY"
    batch: int = 64
    seconds: float = 30.0
    retries: int = 2
    question: str = ""
    statement: str = ""
    probe: list[float] = learned()
    """The vector of a fixed text, to four digits."""

    def fit(self, texts: Sequence[str]) -> Self:
        """Ask for one vector, to know what the model gives."""
        return self.evolve(probe=[round(x, 4) for x in self._ask(["probe"])[0].tolist()])

    def check(self) -> None:
        """Raise ``EmbedderMismatch`` if the server's model is another than at ``fit``."""
        now, pinned = self._ask(["probe"])[0], np.array(self.probe, dtype=np.float32)
        if now.shape != pinned.shape or float(now @ unit(pinned)) < 0.999:
            raise EmbedderMismatch(
                f"{self.model} at {self.base_url} gives other vectors than it was fitted with",
                hint="build again, or ask for the version of the model by its full name",
            )

    @property
    def digest(self) -> str:
        """Of server, model, prefixes, and the vector that it gave for a fixed text."""
        return digest([self.base_url, self.model, self.question, self.statement, self.probe])

    def embed(self, texts: Sequence[str], /) -> Floats:
        found = np.zeros((len(texts), len(self.probe)), dtype=np.float32)
        for start in range(0, len(texts), self.batch):
            part = [self.statement + text for text in texts[start : start + self.batch]]
            found[start : start + len(part)] = self._same_size(self._ask(part))
        return found

    def embed_query(self, text: str, /) -> Floats:
        vector: Floats = self._same_size(self._ask([self.question + text]))[0]
        return vector

    def _same_size(self, vectors: Floats) -> Floats:
        if vectors.shape[1] != len(self.probe):
            raise EmbedderMismatch(
                f"{self.model} at {self.base_url} gives {vectors.shape[1]} dimensions, "
                f"it gave {len(self.probe)} when it was fitted",
                hint="build the index again",
            )
        return vectors

    def _ask(self, texts: list[str]) -> Floats:
        answer = self._post({"model": self.model, "input": texts, "encoding_format": "float"})
        try:
            rows = sorted(answer["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
            tokens = int((answer.get("usage") or {}).get("prompt_tokens", 0))
        except (KeyError, TypeError, ValueError) as error:
            raise self._failed(f"answered what is not a list of vectors: {error}") from error
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise self._failed(f"answered {vectors.shape} numbers for {len(texts)} texts")
        price = cost(f"openai:{self.model}", tokens, 0)
        note(tokens_in=tokens, **({"cost_unknown": True} if price is None else {"cost": price}))
        return unit(vectors)

    def _post(self, body: dict[str, Any]) -> Any:
        headers = {"content-type": "application/json"}
        if key := os.environ.get(self.api_key_variable):
            headers["authorization"] = f"Bearer {key}"
        request = urllib.request.Request(
            f"{self.base_url.rstrip('/')}/embeddings", json.dumps(body).encode(), headers
        )
        until = time.monotonic() + self.seconds
        for attempt in range(self.retries + 1):
            last = attempt == self.retries
            try:
                with urllib.request.urlopen(request, timeout=self.seconds) as response:
                    return json.load(response)
            except urllib.error.HTTPError as error:
                if last or error.code not in _PASSING:
                    raise self._failed(f"answered {error.code}: {error.read(300)!r}") from error
                wait = float(error.headers.get("retry-after") or 0.5 * 2**attempt)
            except (OSError, http.client.HTTPException) as error:
                if last:
                    raise self._failed(str(error)) from error
                wait = 0.5 * 2**attempt
            except ValueError as error:
                raise self._failed("answered what is not JSON") from error
            if time.monotonic() + wait > until:
                raise self._failed(f"was not ready within {self.seconds:g} s")
            time.sleep(wait)
        raise self._failed("was not asked")  # retries below zero

    def _failed(self, why: str) -> ProviderError:
        return ProviderError(f"{self.model} at {self.base_url} {why}")
