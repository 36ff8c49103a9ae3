"""What a call of a language model costs, from its tokens."""

from __future__ import annotations

import re
from collections.abc import Mapping

# US dollars per million tokens (in, out): list prices of the vendors, standard tier, as known
# in the middle of 2025. Prices move: override what you pay.
LIST_PRICES: Mapping[str, tuple[float, float]] = {
    "claude-3-5-haiku": (0.80, 4.00),
    "claude-opus-4": (15.00, 75.00),
    "claude-sonnet-4": (3.00, 15.00),
    "gemini-2.5-flash": (0.30, 2.50),
    "gemini-2.5-flash-lite": (0.10, 0.40),
    "gpt-4.1": (2.00, 8.00),
    "gpt-4.1-mini": (0.40, 1.60),
    "gpt-4.1-nano": (0.10, 0.40),
    "gpt-4o": (2.50, 10.00),
    "gpt-4o-mini": (0.15, 0.60),
    "gpt-5": (1.25, 10.00),
    "gpt-5-mini": (0.25, 2.00),
    "gpt-5-nano": (0.05, 0.40),
    "o4-mini": (1.10, 4.40),
    "text-embedding-3-large": (0.13, 0.0),
    "text-embedding-3-small": (0.02, 0.0),
}

_VERSION = re.compile(r"[-@](?:latest|\d{4}-\d{2}-\d{2}|\d{8}|\d{3,4})$")


class Prices:
    """Prices by model name: the list prices, and over them your own.

    >>> Prices().cost("openai:gpt-4o-mini-2024-07-18", tokens_in=1_000_000, tokens_out=0)
    0.15
    >>> Prices({"my-model": (0.0, 0.0)}).cost("my-model", 500, 500)
    0.0
    """

    def __init__(self, overrides: Mapping[str, tuple[float, float]] | None = None) -> None:
        self._table = {**LIST_PRICES, **(overrides or {})}

    def cost(self, model: str, tokens_in: int, tokens_out: int) -> float | None:
        """US dollars of a call; ``None`` for a model of unknown price, which is not 0.

        The full name counts first, then the name without its provider (``openai:``), then
        without its date or version as well.
        """
        bare = re.split(r"[:/]", model)[-1]
        for name in (model, bare, _VERSION.sub("", bare)):
            if name in self._table:
                price_in, price_out = self._table[name]
                return (tokens_in * price_in + tokens_out * price_out) / 1e6
        return None


def cost(model: str, tokens_in: int, tokens_out: int) -> float | None:
    """US dollars of a call at list price; ``None`` for a model of unknown price."""
    return _LIST.cost(model, tokens_in, tokens_out)


_LIST = Prices()
